#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Trains the small MobileNet of this folder on scikit-learn's handwritten digits.

Needs python3-torch, python3-sklearn, python3-numpy and python3-onnx (Debian 12).
Writes, beside this script or into --out-dir:
  digits.onnx                  image [batch, 1, 32, 32] float in [0, 1] -> probabilities [batch, 10]
  heldout-images.idx3-ubyte    360 x 32 x 32 uint8, the pictures that training never sees
  heldout-labels.idx1-ubyte    360 uint8, their classes
  pictures/0.pgm .. 9.pgm      the last held-out picture of each class, binary PGM
"""

import argparse
import os
import struct
import time

import numpy as np
import onnx
import torch
import torch.nn as nn
import torch.nn.functional as F
from sklearn.datasets import load_digits

SIZE = 32
SEED = 7


def load_pictures():
    """Returns (uint8 [1797, 32, 32], int64 [1797]): the 8x8 pictures, upscaled bilinearly."""
    digits = load_digits()
    source = np.clip((np.arange(SIZE) + 0.5) / 4 - 0.5, 0, 7)  # pixel centres on the 8x8 grid
    low = np.minimum(np.floor(source).astype(int), 6)
    weights = np.zeros((SIZE, 8))
    weights[np.arange(SIZE), low] = 1 - (source - low)
    weights[np.arange(SIZE), low + 1] = source - low
    large = weights @ digits.images @ weights.T  # 0..16; every product is exact in double
    return np.rint(large * (255 / 16)).astype(np.uint8), digits.target.astype(np.int64)


class ConvBnClamp(nn.Sequential):
    """conv -> batch normalisation [-> ReLU6], same padding."""

    def __init__(self, inputs, outputs, kernel=1, stride=1, groups=1, clamp=True):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups,
                              bias=False)
        self.bn = nn.BatchNorm2d(outputs)
        if clamp:
            self.clamp = nn.ReLU6()


class SeparablePair(nn.Sequential):
    """MobileNetV1's depthwise-separable pair."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.dw = ConvBnClamp(inputs, inputs, 3, stride, inputs)
        self.pw = ConvBnClamp(inputs, outputs)


class InvertedResidual(nn.Module):
    """MobileNetV2's block; adds its input where the shapes agree."""

    def __init__(self, inputs, outputs, stride, expansion):
        super().__init__()
        hidden = inputs * expansion
        self.expand = ConvBnClamp(inputs, hidden)
        self.dw = ConvBnClamp(hidden, hidden, 3, stride, hidden)
        self.project = ConvBnClamp(hidden, outputs, clamp=False)
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x):
        y = self.project(self.dw(self.expand(x)))
        return x + y if self.residual else y


class DigitsNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = ConvBnClamp(1, 16, 3, 2)
        self.block1 = SeparablePair(16, 24, 1)
        self.block2 = InvertedResidual(24, 32, 2, 3)
        self.block3 = InvertedResidual(32, 32, 1, 3)
        self.block4 = InvertedResidual(32, 48, 2, 3)
        self.block5 = InvertedResidual(48, 48, 1, 3)
        self.head = ConvBnClamp(48, 128)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Linear(128, 10)

    def features(self, x):
        x = self.block2(self.block1(self.stem(x)))
        x = self.block5(self.block4(self.block3(x)))
        return torch.flatten(self.pool(self.head(x)), 1)

    def logits(self, x):
        return self.classifier(self.features(x))

    def forward(self, x):
        return torch.softmax(self.logits(x), 1)


def augment(images):
    """Turns, slants, scales and shifts each picture of [N, 1, 32, 32] a little, at random."""
    count = len(images)

    def uniform(limit):
        return (torch.rand(count) * 2 - 1) * limit

    angle, slant = uniform(0.20), uniform(0.15)
    scale_x, scale_y = 1 + uniform(0.12), 1 + uniform(0.12)
    cos, sin = torch.cos(angle), torch.sin(angle)
    rows = [cos * scale_x, (slant - sin) * scale_y, uniform(0.12),
            sin * scale_x, cos * scale_y, uniform(0.12)]
    theta = torch.stack(rows, 1).view(count, 2, 3)
    grid = F.affine_grid(theta, images.shape, align_corners=False)
    return F.grid_sample(images, grid, align_corners=False)


def train(images, labels, epochs, batch=64):
    torch.manual_seed(SEED)
    torch.set_num_threads(1)  # one order of sums, so that training repeats
    net = DigitsNet()
    steps = epochs * (len(images) // batch)
    optimizer = torch.optim.AdamW(net.parameters(), weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.008, total_steps=steps)
    start = time.time()
    for epoch in range(epochs):
        net.train()
        total = 0.0
        order = torch.randperm(len(images))
        for at in range(0, len(order) - batch + 1, batch):
            pick = order[at:at + batch]
            loss = F.cross_entropy(net.logits(augment(images[pick])), labels[pick],
                                   label_smoothing=0.05)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch + 1}/{epochs}: loss {total / (len(order) // batch):.4f}, "
              f"{time.time() - start:.0f} s", flush=True)
    return net.eval()


def export(net, path):
    """Writes the ONNX file; BatchNormalization stays a node of its own."""
    torch.onnx.export(net, torch.zeros(1, 1, SIZE, SIZE), path, opset_version=13,
                      training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False,
                      input_names=["image"], output_names=["probabilities"],
                      dynamic_axes={"image": {0: "batch"}, "probabilities": {0: "batch"}})
    model = onnx.load(path)
    model.graph.name = "digits"
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)


def write_idx(path, array):
    """Writes a uint8 array in the IDX format: magic number, big-endian sizes, bytes."""
    with open(path, "wb") as file:
        file.write(struct.pack(">HBB", 0, 0x08, array.ndim))
        file.write(struct.pack(f">{array.ndim}I", *array.shape))
        file.write(array.astype(np.uint8).tobytes())


def write_pictures(folder, images, labels):
    os.makedirs(folder, exist_ok=True)
    for digit in range(10):
        image = images[np.flatnonzero(labels == digit)[-1]]
        with open(os.path.join(folder, f"{digit}.pgm"), "wb") as file:
            file.write(b"P5\n%d %d\n255\n" % (SIZE, SIZE) + image.tobytes())


def main():
    parser = argparse.ArgumentParser(description="Trains the digits network and writes its files.")
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--out-dir", default=os.path.dirname(os.path.abspath(__file__)))
    args = parser.parse_args()
    os.makedirs(args.out_dir, exist_ok=True)

    images, labels = load_pictures()
    held = np.arange(len(images)) % 5 == 0
    tensor = torch.from_numpy(images).float().div(255).unsqueeze(1)
    target = torch.from_numpy(labels)

    net = train(tensor[~held], target[~held], args.epochs)
    with torch.no_grad():
        probabilities = net(tensor[held])
    right = int((probabilities.argmax(1) == target[held]).sum())
    count = int(held.sum())
    parameters = sum(p.numel() for p in net.parameters())
    print(f"{parameters} parameters")
    print(f"held-out accuracy: {right} of {count} ({100 * right / count:.2f} %)")

    export(net, os.path.join(args.out_dir, "digits.onnx"))
    write_idx(os.path.join(args.out_dir, "heldout-images.idx3-ubyte"), images[held])
    write_idx(os.path.join(args.out_dir, "heldout-labels.idx1-ubyte"), labels[held])
    write_pictures(os.path.join(args.out_dir, "pictures"), images[held], labels[held])


if __name__ == "__main__":
    main()
