# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The architectures: a table of rows for each network, and how its layers follow from them."""

from collections import namedtuple
from functools import partial

import numpy as np

from builder import CLASSES, Network

LOGITS_STD = 1.5  # of most classes

V1_BLOCKS = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1),
             (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1)]  # channels, stride

V2_BLOCKS = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1),
             (6, 160, 3, 2), (6, 320, 1, 1)]  # expansion, channels, repeats, first stride

# Channels after expansion and of the result; squeeze says whether the block has squeeze-excite.
V3Block = namedtuple("V3Block", "kernel expanded channels squeeze activation stride")
V3_LARGE_BLOCKS = [
    V3Block(3, 16, 16, False, "relu", 1),
    V3Block(3, 64, 24, False, "relu", 2),
    V3Block(3, 72, 24, False, "relu", 1),
    V3Block(5, 72, 40, True, "relu", 2),
    V3Block(5, 120, 40, True, "relu", 1),
    V3Block(5, 120, 40, True, "relu", 1),
    V3Block(3, 240, 80, False, "hard_swish", 2),
    V3Block(3, 200, 80, False, "hard_swish", 1),
    V3Block(3, 184, 80, False, "hard_swish", 1),
    V3Block(3, 184, 80, False, "hard_swish", 1),
    V3Block(3, 480, 112, True, "hard_swish", 1),
    V3Block(3, 672, 112, True, "hard_swish", 1),
    V3Block(5, 672, 160, True, "hard_swish", 2),
    V3Block(5, 960, 160, True, "hard_swish", 1),
    V3Block(5, 960, 160, True, "hard_swish", 1),
]
V3_SMALL_BLOCKS = [
    V3Block(3, 16, 16, True, "relu", 2),
    V3Block(3, 72, 24, False, "relu", 2),
    V3Block(3, 88, 24, False, "relu", 1),
    V3Block(5, 96, 40, True, "hard_swish", 2),
    V3Block(5, 240, 40, True, "hard_swish", 1),
    V3Block(5, 240, 40, True, "hard_swish", 1),
    V3Block(5, 120, 48, True, "hard_swish", 1),
    V3Block(5, 144, 48, True, "hard_swish", 1),
    V3Block(5, 288, 96, True, "hard_swish", 2),
    V3Block(5, 576, 96, True, "hard_swish", 1),
    V3Block(5, 576, 96, True, "hard_swish", 1),
]


def rounded(channels):
    """A multiple of 8 that is at least 90 % of channels."""
    near = max(8, int(channels + 4) // 8 * 8)
    return near + 8 if near < 0.9 * channels else near


def classifier(net, x, **names):
    """One class in fifty has weights three times as large, so that the first class is well ahead of
    the second."""
    strength = np.where(net.hashed(CLASSES, 1) >= 0.96, 3, 1)
    return net.dense(x, "classifier", CLASSES, LOGITS_STD, strength=strength, **names)


def squeeze_excite(net, x, name, squeezed, gates=("relu", "hard_sigmoid")):
    """Scales each channel by a number in [0, 1] that depends on the averages of all channels."""
    y = net.pool(x, f"{name}_pool")
    y = net.dense(y, f"{name}_reduce", squeezed, std=1, mean=0.5, activation=gates[0])
    y = net.dense(y, f"{name}_expand", x.channels, std=2, mean=1, activation=gates[1])
    return net.multiply(x, y, f"{name}_mul")


def inverted_residual(net, x, name, expanded, outputs, kernel, stride, activation, squeezed=0,
                      **attrs):
    """Expansion, depthwise convolution, squeeze-excite unless squeezed is 0, and projection."""
    inputs = x.channels
    y = x
    if expanded != inputs:
        y = net.conv(y, f"{name}_expand", expanded, activation=activation)
    y = net.conv(y, f"{name}_dw", expanded, kernel, stride, depthwise=True, activation=activation)
    if squeezed:
        y = squeeze_excite(net, y, f"{name}_se", squeezed, **attrs)
    y = net.conv(y, f"{name}_project", outputs, activation=None)
    return net.add(x, y, f"{name}_add") if stride == 1 and inputs == outputs else y


def mobilenet_v1(width, resolution):
    """Howard et al. 2017: channels are int(width * c)."""
    net = Network(resolution, 1e-3)
    x = net.conv(net.input, "stem", int(32 * width), 3, 2)
    for i, (channels, stride) in enumerate(V1_BLOCKS, 1):
        x = net.conv(x, f"block{i}_dw", x.channels, 3, stride, depthwise=True)
        x = net.conv(x, f"block{i}_pw", int(channels * width))
    x = classifier(net, net.pool(x, "pool"))
    net.softmax(net.flatten(x, "flatten"), "softmax", "probabilities")
    return net


def mobilenet_v2(width, resolution):
    """Sandler et al. 2018: channels are rounded(width * c)."""
    net = Network(resolution, 1e-5)
    x = net.conv(net.input, "stem", rounded(32 * width), 3, 2)
    strides = [(expansion, channels, first_stride if repeat == 0 else 1)
               for expansion, channels, repeats, first_stride in V2_BLOCKS
               for repeat in range(repeats)]
    for i, (expansion, channels, stride) in enumerate(strides, 1):
        x = inverted_residual(net, x, f"block{i}", x.channels * expansion,
                              rounded(channels * width), 3, stride, "relu6")
    x = net.conv(x, "head", rounded(1280 * max(1.0, width)))
    classifier(net, net.flatten(net.pool(x, "pool"), "flatten"), output="logits")
    return net


def mobilenet_v3(blocks, hidden, width, resolution, hard_swish="clip"):
    """Howard et al. 2019: channels are rounded(width * c), those of squeeze-excite a quarter."""
    net = Network(resolution, 1e-3, hard_swish)
    x = net.conv(net.input, "stem", rounded(16 * width), 3, 2, activation="hard_swish")
    for i, block in enumerate(blocks, 1):
        expanded = rounded(block.expanded * width)
        x = inverted_residual(net, x, f"block{i}", expanded, rounded(block.channels * width),
                              block.kernel, block.stride, block.activation,
                              rounded(expanded // 4) if block.squeeze else 0)
    x = net.conv(x, "head", 6 * x.channels, activation="hard_swish")
    x = net.flatten(net.pool(x, "pool"), "flatten")
    x = net.dense(x, "hidden", rounded(hidden * width), std=2, mean=1, activation="hard_swish")
    classifier(net, x, output="logits")
    return net


# Functions of width and resolution; those of V3 take hard_swish, one of activations.SPELLINGS, too.
VERSIONS = {
    "1": mobilenet_v1,
    "2": mobilenet_v2,
    "3-large": partial(mobilenet_v3, V3_LARGE_BLOCKS, 1280),
    "3-small": partial(mobilenet_v3, V3_SMALL_BLOCKS, 1024),
}
