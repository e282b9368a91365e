# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Networks that give more than a class: maps, boxes, letters. Each is a function of width and
resolution. What follows the backbones is as exporters write it; it is not calibrated further than
its results need."""

import numpy as np
from onnx import numpy_helper

from builder import Network, Value
from networks import V2_BLOCKS, V3_LARGE_BLOCKS, inverted_residual, rounded


def constant(net, name, array):
    """The name of a tensor that both graphs have once."""
    net.constants[name] = numpy_helper.from_array(np.asarray(array), name)
    return name


def weights(net, name, shape, inputs):
    """Made-up weights for sums of `inputs` values, which keep their variance."""
    return constant(net, name, net.hashed(*shape) * np.float32(np.sqrt(3 / inputs)))


def emit(net, op, name, inputs, **attrs):
    """A node of both graphs; the name of its output."""
    net.emit(op, name, inputs, f"{name}_out", **attrs)
    return f"{name}_out"


# --- Maps


def transposed(net, x, name, outputs):
    """A transposed convolution that doubles rows and columns: 2x2 with stride 2, and a bias."""
    n, h, w, c = x.array.shape
    power = np.sqrt(np.mean(np.sum(x.array**2, -1)))
    weight = net.hashed(c, outputs, 2, 2) * np.float32(np.sqrt(3) / power)
    bias = net.hashed(outputs) / 4
    inputs = [x.name, constant(net, f"{name}_weight", weight), constant(net, f"{name}_bias", bias)]
    out = emit(net, "ConvTranspose", name, inputs, kernel_shape=[2, 2], strides=[2, 2])
    net.parameters += weight.size + outputs
    net.multiply_adds += weight.size * h * w
    y = np.einsum("nhwc,coij->nhiwjo", x.array, weight, optimize=True)
    return Value(out, y.reshape(n, 2 * h, 2 * w, outputs) + bias)


def lines(size, result):
    """The matrix that interpolates `size` values to `result`, by half pixels."""
    at = np.clip((np.arange(result) + 0.5) * size / result - 0.5, 0, size - 1)
    low = np.minimum(at.astype(int), max(size - 2, 0))
    matrix = np.zeros((result, size))
    matrix[np.arange(result), low] = 1 - (at - low)
    matrix[np.arange(result), np.minimum(low + 1, size - 1)] += at - low
    return matrix


def resized(net, x, name, height, width):
    scales = [1, 1, height / x.array.shape[1], width / x.array.shape[2]]
    scales = constant(net, f"{name}_scales", np.array(scales, np.float32))
    out = emit(net, "Resize", name, [x.name, "", scales], mode="linear",
               coordinate_transformation_mode="half_pixel")
    rows, columns = lines(x.array.shape[1], height), lines(x.array.shape[2], width)
    return Value(out, np.einsum("rh,cw,nhwd->nrcd", rows, columns, x.array, optimize=True))


def unet(width, resolution):
    """Ronneberger et al. 2015, with padding and BatchNormalization; 64 channels at width 1."""
    net = Network(resolution, 1e-5)
    channels = [int(width * 64 * 2**level) for level in range(5)]
    twice = lambda x, name, outputs: net.conv(
        net.conv(x, f"{name}_a", outputs, 3, activation="relu"), f"{name}_b", outputs, 3,
        activation="relu")
    x, skips = net.input, []
    for level, outputs in enumerate(channels):
        x = twice(net.max_pool(x, f"down{level}", 2, 2) if level else x, f"encoder{level}", outputs)
        skips.append(x)
    for level in (3, 2, 1, 0):
        y = transposed(net, x, f"up{level}", channels[level])
        x = twice(net.concat([skips[level], y], f"skip{level}"), f"decoder{level}", channels[level])
    x = net.conv(x, "head", 2, activation=None, norm=False)
    net.outputs = [(emit(net, "Softmax", "mask", [x.name], axis=1), [2, resolution, resolution])]
    return net


def lraspp(width, resolution):
    """Howard et al. 2019, section 6.4: V3-Large to a sixteenth of the resolution, a gate, and 21
    classes of pixels."""
    net = Network(resolution, 1e-3, "hardswish")
    x = net.conv(net.input, "stem", rounded(16 * width), 3, 2, activation="hard_swish")
    low, step = None, 2
    for i, block in enumerate(V3_LARGE_BLOCKS, 1):
        stride = block.stride if step < 16 else 1
        if stride == 2 and step == 8:
            low = x
        step *= stride
        expanded = rounded(block.expanded * width)
        x = inverted_residual(net, x, f"block{i}", expanded, rounded(block.channels * width),
                              block.kernel, stride, block.activation,
                              rounded(expanded // 4) if block.squeeze else 0)
    x = net.conv(x, "last", 6 * x.channels, activation="hard_swish")
    y = net.conv(x, "reduced", 128, activation="relu")
    gate = net.dense(net.pool(x, "gate_pool"), "gate", 128, std=2, activation="sigmoid")
    y = net.multiply(y, gate, "gated")
    y = resized(net, y, "larger", *low.array.shape[1:3])
    plain = dict(activation=None, norm=False)
    y = net.add(net.conv(y, "high", 21, **plain), net.conv(low, "low", 21, **plain), "scores")
    y = resized(net, y, "pixels", resolution, resolution)
    net.outputs = [(y.name, [21, resolution, resolution])]
    return net


# --- Boxes


def ssdlite(width, resolution):
    """Sandler et al. 2018, section 6.2: V2 with depthwise heads on six maps, 21 classes, boxes
    decoded."""
    net, boxes = Network(resolution, 1e-3), 6
    x = net.conv(net.input, "stem", rounded(32 * width), 3, 2)
    maps, block = [], 0
    for expansion, channels, repeats, first_stride in V2_BLOCKS:
        for repeat in range(repeats):
            block += 1
            stride = first_stride if repeat == 0 else 1
            expanded = x.channels * expansion
            if block == 14:  # its expansion is the first map
                maps.append(net.conv(x, "feature", expanded))
            x = inverted_residual(net, x, f"block{block}", expanded, rounded(channels * width), 3,
                                  stride, "relu6")
    maps.append(net.conv(x, "last", 1280))
    for i, channels in enumerate((512, 256, 256, 128), 1):
        x = net.conv(maps[-1], f"extra{i}_reduce", channels // 2)
        x = net.conv(x, f"extra{i}_dw", channels // 2, 3, 2, depthwise=True)
        maps.append(net.conv(x, f"extra{i}", channels))
    parts = {"boxes": ([], 4), "classes": ([], 21)}
    for i, x in enumerate(maps):
        for key, (found, size) in parts.items():
            name = f"{key}{i}"
            y = net.conv(x, f"{name}_dw", x.channels, 3, depthwise=True)
            y = net.conv(y, name, boxes * size, activation=None, norm=False)
            y = emit(net, "Transpose", f"{name}_last", [y.name], perm=[0, 2, 3, 1])
            shape = constant(net, f"{name}_shape", np.array([0, -1, size], np.int64))
            found.append(emit(net, "Reshape", f"{name}_rows", [y, shape]))
    count = boxes * sum(x.array.shape[1] * x.array.shape[2] for x in maps)
    classes = emit(net, "Concat", "all_classes", parts["classes"][0], axis=1)
    offsets = emit(net, "Concat", "all_boxes", parts["boxes"][0], axis=1)
    net.emit("Split", "decode", [offsets, constant(net, "two", np.array([2, 2], np.int64))],
             ["shift", "growth"], axis=2)
    anchors = constant(net, "anchors", np.abs(net.hashed(1, count, 2)))
    scaled = emit(net, "Mul", "tenth", ["shift", constant(net, "variance", np.float32(0.1))])
    centre = emit(net, "Add", "centre", [scaled, anchors])
    scaled = emit(net, "Mul", "fifth", ["growth", constant(net, "variance2", np.float32(0.2))])
    half = emit(net, "Mul", "half", [emit(net, "Exp", "size", [scaled]),
                                     constant(net, "halved", np.float32(0.1))])
    corners = [emit(net, "Sub", "low_corner", [centre, half]),
               emit(net, "Add", "high_corner", [centre, half])]
    net.outputs = [(emit(net, "Concat", "corners", corners, axis=-1), [count, 4]),
                   (emit(net, "Softmax", "probabilities", [classes], axis=-1), [count, 21])]
    return net


# --- Letters


def normalised(net, x, name, channels):
    """LayerNormalization as older exporters spell it."""
    centred = emit(net, "Sub", f"{name}_centred",
                   [x, emit(net, "ReduceMean", f"{name}_mean", [x], axes=[-1])])
    square = emit(net, "Pow", f"{name}_square", [centred, constant(net, "square", np.float32(2))])
    variance = emit(net, "ReduceMean", f"{name}_variance", [square], axes=[-1])
    spread = emit(net, "Sqrt", f"{name}_spread", [emit(
        net, "Add", f"{name}_safe", [variance, constant(net, "epsilon", np.float32(1e-5))])])
    unit = emit(net, "Div", f"{name}_unit", [centred, spread])
    scale, shift = (weights(net, f"{name}_{key}", (channels,), inputs)
                    for key, inputs in (("scale", 3), ("shift", 12)))
    return emit(net, "Add", f"{name}_moved",
                [emit(net, "Mul", f"{name}_scaled", [unit, scale]), shift])


def linear(net, x, name, inputs, outputs):
    product = emit(net, "MatMul", f"{name}_product",
                   [x, weights(net, f"{name}_weight", (inputs, outputs), inputs)])
    net.parameters += inputs * outputs + outputs
    net.multiply_adds += inputs * outputs * net.steps
    return emit(net, "Add", name, [product, weights(net, f"{name}_bias", (outputs,), 48)])


def attention(net, x, name, channels, heads=8):
    depth, parts = channels // heads, []
    shape = constant(net, "heads", np.array([0, -1, heads, depth], np.int64))
    for key, perm in (("query", [0, 2, 1, 3]), ("key", [0, 2, 3, 1]), ("content", [0, 2, 1, 3])):
        y = linear(net, x, f"{name}_{key}", channels, channels)
        y = emit(net, "Reshape", f"{name}_{key}_heads", [y, shape])
        parts.append(emit(net, "Transpose", f"{name}_{key}_turned", [y], perm=perm))
    scores = emit(net, "MatMul", f"{name}_scores", parts[:2])
    scores = emit(net, "Mul", f"{name}_scaled",
                  [scores, constant(net, "depth", np.float32(depth**-0.5))])
    y = emit(net, "MatMul", f"{name}_mixed",
             [emit(net, "Softmax", f"{name}_softmax", [scores], axis=-1), parts[2]])
    y = emit(net, "Transpose", f"{name}_back", [y], perm=[0, 2, 1, 3])
    y = emit(net, "Reshape", f"{name}_joined",
             [y, constant(net, "together", np.array([0, -1, channels], np.int64))])
    return linear(net, y, f"{name}_projected", channels, channels)


def recogniser(width, resolution):
    """A line of text, ten times as wide as high: a MobileNet, two layers of attention, 97 letters
    at every eighth column."""
    net = Network(resolution, 1e-3, columns=10 * resolution)
    x = net.conv(net.input, "stem", int(32 * width), 3, 2)
    for i, (channels, stride) in enumerate([(64, 1), (128, 2), (128, 1), (256, 2), (256, 1),
                                            (256, 1), (256, 1)], 1):
        x = net.conv(x, f"block{i}_dw", x.channels, 3, stride, depthwise=True)
        x = net.conv(x, f"block{i}_pw", int(channels * width))
    rows, steps, channels = x.array.shape[1:]
    net.steps = steps
    y = emit(net, "AveragePool", "rows", [x.name], kernel_shape=[rows, 1], strides=[rows, 1])
    y = emit(net, "Squeeze", "flat", [y, constant(net, "row", np.array([2], np.int64))])
    y = emit(net, "Transpose", "sequence", [y], perm=[0, 2, 1])
    for i in (1, 2):
        z = attention(net, normalised(net, y, f"norm{i}a", channels), f"attention{i}", channels)
        y = emit(net, "Add", f"sum{i}a", [y, z])
        z = linear(net, normalised(net, y, f"norm{i}b", channels), f"hidden{i}", channels,
                   2 * channels)
        z = emit(net, "Mul", f"swish{i}", [z, emit(net, "Sigmoid", f"gate{i}", [z])])
        y = emit(net, "Add", f"sum{i}b", [y, linear(net, z, f"out{i}", 2 * channels, channels)])
    y = linear(net, normalised(net, y, "norm", channels), "letters", channels, 97)
    net.outputs = [(emit(net, "Softmax", "probabilities", [y], axis=-1), [steps, 97])]
    return net
