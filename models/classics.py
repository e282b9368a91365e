# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Networks that MobileNets are measured against, and relatives. Each is a function of width, by
which all channels are multiplied, and resolution."""

from builder import CLASSES, Network
from networks import classifier, inverted_residual, rounded, squeeze_excite

# Channels of a fire module: squeezed, then 1x1 and 3x3 each; "pool" is a pool in between.
SQUEEZENET_1_0 = ["pool", (16, 64), (16, 64), (32, 128), "pool", (32, 128), (48, 192), (48, 192),
                  (64, 256), "pool", (64, 256)]
SQUEEZENET_1_1 = ["pool", (16, 64), (16, 64), "pool", (32, 128), (32, 128), "pool", (48, 192),
                  (48, 192), (64, 256), (64, 256)]

# Channels of an inception module: 1x1; 1x1 and 3x3; 1x1 and 3x3 or 5x5; 1x1 behind a pool.
INCEPTIONS = {
    "3a": (64, 96, 128, 16, 32, 32), "3b": (128, 128, 192, 32, 96, 64), "pool3": 3,
    "4a": (192, 96, 208, 16, 48, 64), "4b": (160, 112, 224, 24, 64, 64),
    "4c": (128, 128, 256, 24, 64, 64), "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128), "pool4": 2,
    "5a": (256, 160, 320, 32, 128, 128), "5b": (384, 192, 384, 48, 128, 128)
}

VGG16 = [64, 64, "pool", 128, 128, "pool", 256, 256, 256, "pool", 512, 512, 512, "pool", 512, 512,
         512, "pool"]

# Expansion, kernel, first stride, channels, repeats.
EFFICIENTNET_B0 = [(1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3),
                   (6, 5, 1, 112, 3), (6, 5, 2, 192, 4), (6, 3, 1, 320, 1)]
MNASNET = [(3, 3, 2, 24, 3), (3, 5, 2, 40, 3), (6, 5, 2, 80, 3), (6, 3, 1, 96, 2),
           (6, 5, 2, 192, 4), (6, 3, 1, 320, 1)]

SHUFFLENET_STAGES = [(116, 4), (232, 8), (464, 4)]  # channels, units


def squeezenet(rows, stem, width, resolution):
    """Iandola et al. 2016: convolutions with biases, and no fully connected layer."""
    channels, kernel = stem
    net = Network(resolution, 1e-5)
    conv = lambda *args, **attrs: net.conv(*args, activation="relu", norm=False, **attrs)
    x = conv(net.input, "conv1", int(channels * width), kernel, 2, pad=0)
    for i, row in enumerate(rows, 1):
        name = f"layer{i}"
        if row == "pool":
            x = net.max_pool(x, name, 3, 2, ceil_mode=1)
            continue
        squeezed, expanded = (int(c * width) for c in row)
        x = conv(x, f"{name}_squeeze", squeezed)
        x = net.concat([conv(x, f"{name}_expand1", expanded), conv(x, f"{name}_expand3", expanded,
                                                                   3)], f"{name}_concat")
    x = conv(x, "conv10", CLASSES)
    net.flatten(net.pool(x, "pool"), "logits")
    return net


def inception(net, x, name, channels, large_kernel, **attrs):
    ones, reduced, threes, small, larges, pooled = channels
    a = net.conv(x, f"{name}_1x1", ones, **attrs)
    b = net.conv(net.conv(x, f"{name}_3x3_reduce", reduced, **attrs), f"{name}_3x3", threes, 3,
                 **attrs)
    c = net.conv(net.conv(x, f"{name}_last_reduce", small, **attrs), f"{name}_last", larges,
                 large_kernel, **attrs)
    d = net.conv(net.max_pool(x, f"{name}_pool", 3, 1, 1, ceil_mode=1), f"{name}_pool_1x1", pooled,
                 **attrs)
    return net.concat([a, b, c, d], f"{name}_concat")


def googlenet(original, width, resolution):
    """Szegedy et al. 2014: with LRN, biases and 5x5; or with BatchNormalization and 3x3 for 5x5."""
    net = Network(resolution, 1e-3)
    attrs = dict(activation="relu", norm=not original)
    scaled = lambda c: int(c * width)
    x = net.conv(net.input, "conv1", scaled(64), 7, 2, **attrs)
    x = net.max_pool(x, "pool1", 3, 2, ceil_mode=1)
    x = net.response_norm(x, "norm1") if original else x
    x = net.conv(net.conv(x, "conv2_reduce", scaled(64), **attrs), "conv2", scaled(192), 3, **attrs)
    x = net.response_norm(x, "norm2") if original else x
    x = net.max_pool(x, "pool2", 3, 2, ceil_mode=1)
    for name, row in INCEPTIONS.items():
        if isinstance(row, int):
            x = net.max_pool(x, name, row, 2, ceil_mode=1)
        else:
            x = inception(net, x, name, [scaled(c) for c in row], 5 if original else 3, **attrs)
    classifier(net, net.flatten(net.pool(x, "pool5"), "flatten"), output="logits")
    return net


def vgg16(width, resolution):
    """Simonyan and Zisserman 2014, configuration D."""
    net = Network(resolution, 1e-5)
    x = net.input
    for i, row in enumerate(VGG16, 1):
        x = (net.max_pool(x, f"pool{i}", 2, 2) if row == "pool" else
             net.conv(x, f"conv{i}", int(row * width), 3, activation="relu", norm=False))
    x = net.flatten(x, "flatten")
    for name in ("hidden1", "hidden2"):
        x = net.dense(x, name, int(4096 * width), std=2, mean=1, activation="relu")
    classifier(net, x, output="logits")
    return net


def resnet18(width, resolution):
    """He et al. 2015."""
    net = Network(resolution, 1e-5)
    x = net.conv(net.input, "stem", int(64 * width), 7, 2, activation="relu")
    x = net.max_pool(x, "pool1", 3, 2, 1)
    for stage, channels in enumerate((64, 128, 256, 512), 1):
        for unit in (1, 2):
            name, outputs = f"stage{stage}_{unit}", int(channels * width)
            stride = 2 if stage > 1 and unit == 1 else 1
            y = net.conv(x, f"{name}_a", outputs, 3, stride, activation="relu")
            y = net.conv(y, f"{name}_b", outputs, 3, activation=None)
            if stride == 2:
                x = net.conv(x, f"{name}_skip", outputs, 1, 2, activation=None, pad=0)
            x = net.activate(net.add(x, y, f"{name}_add"), "relu", f"{name}_end")
    classifier(net, net.flatten(net.pool(x, "pool"), "flatten"), output="logits")
    return net


def efficientnet_b0(width, resolution):
    """Tan and Le 2019: swish, and squeeze-excite with a quarter of a block's input channels."""
    net = Network(resolution, 1e-3)
    x = net.conv(net.input, "stem", rounded(32 * width), 3, 2, activation="swish")
    blocks = [(e, k, s if i == 0 else 1, c) for e, k, s, c, n in EFFICIENTNET_B0 for i in range(n)]
    for i, (expansion, kernel, stride, channels) in enumerate(blocks, 1):
        x = inverted_residual(net, x, f"block{i}", x.channels * expansion,
                              rounded(channels * width), kernel, stride, "swish",
                              max(1, x.channels // 4), gates=("swish", "sigmoid"))
    x = net.conv(x, "head", rounded(1280 * width), activation="swish")
    classifier(net, net.flatten(net.pool(x, "pool"), "flatten"), output="logits")
    return net


def mnasnet(width, resolution):
    """Tan et al. 2018, MnasNet-B1."""
    net = Network(resolution, 1e-5)
    x = net.conv(net.input, "stem", rounded(32 * width), 3, 2, activation="relu")
    x = net.conv(x, "first_dw", x.channels, 3, depthwise=True, activation="relu")
    x = net.conv(x, "first_project", rounded(16 * width), activation=None)
    blocks = [(e, k, s if i == 0 else 1, c) for e, k, s, c, n in MNASNET for i in range(n)]
    for i, (expansion, kernel, stride, channels) in enumerate(blocks, 1):
        x = inverted_residual(net, x, f"block{i}", x.channels * expansion,
                              rounded(channels * width), kernel, stride, "relu")
    x = net.conv(x, "head", 1280, activation="relu")
    classifier(net, net.flatten(net.pool(x, "pool"), "flatten"), output="logits")
    return net


def shuffle_unit(net, x, name, outputs, stride):
    half = outputs // 2
    kept, y = (x, x) if stride == 2 else net.halves(x, f"{name}_split")
    if stride == 2:
        kept = net.conv(x, f"{name}_left_dw", x.channels, 3, 2, depthwise=True, activation=None)
        kept = net.conv(kept, f"{name}_left", half, activation="relu")
    y = net.conv(y, f"{name}_in", half, activation="relu")
    y = net.conv(y, f"{name}_dw", half, 3, stride, depthwise=True, activation=None)
    y = net.conv(y, f"{name}_out", half, activation="relu")
    return net.shuffle(net.concat([kept, y], f"{name}_concat"), f"{name}_shuffle")


def shufflenet_v2(width, resolution):
    """Ma et al. 2018: half the channels pass each unit as they are."""
    net = Network(resolution, 1e-5)
    x = net.conv(net.input, "stem", 24, 3, 2, activation="relu")
    x = net.max_pool(x, "pool1", 3, 2, 1)
    for stage, (channels, units) in enumerate(SHUFFLENET_STAGES, 2):
        for unit in range(units):
            x = shuffle_unit(net, x, f"stage{stage}_{unit}", rounded(channels * width) // 2 * 2
                             if width != 1 else channels, 2 if unit == 0 else 1)
    x = net.conv(x, "head", rounded(1024 * width), activation="relu")
    classifier(net, net.flatten(net.pool(x, "pool"), "flatten"), output="logits")
    return net
