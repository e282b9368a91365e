# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Small networks of the parts that classifiers lack, as exporters write them: parts.py FOLDER.

unet        transposed convolutions, joined with what the encoder had
lraspp      a squeezed gate, linear resizing of maps of two sizes, a sum
ssd         heads on maps of two sizes, reshaped and joined, boxes decoded
recogniser  a column of features for each letter, attention, LayerNorm by hand
shuffled    Split, channel shuffle and pixel shuffle
"""

import os
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

random = np.random.RandomState(3)


class Graph:

    def __init__(self, shape):
        self.nodes, self.weights, self.shape = [], [], shape

    def constant(self, array):
        name = f"c{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.asarray(array), name))
        return name

    def weight(self, *shape):
        bound = np.sqrt(3 / max(1, np.prod(shape[1:])))
        return self.constant(random.uniform(-bound, bound, shape).astype(np.float32))

    def node(self, op, *inputs, outputs=1, **attributes):
        names = [f"v{len(self.nodes)}_{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(op, inputs, names, name=f"{op}{len(self.nodes)}",
                                           **attributes))
        return names[0] if outputs == 1 else names

    def conv(self, x, inputs, outputs, kernel=3, stride=1, group=1, relu=True):
        x = self.node("Conv", x, self.weight(outputs, inputs // group, kernel, kernel),
                      self.weight(outputs), pads=[kernel // 2] * 4, strides=[stride] * 2,
                      group=group)
        return self.node("Relu", x) if relu else x

    def save(self, path, outputs):
        graph = helper.make_graph(
            self.nodes, "parts",
            [helper.make_tensor_value_info("x", TensorProto.FLOAT, self.shape)],
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs],
            self.weights)
        model = helper.make_model(graph, ir_version=7,
                                  opset_imports=[helper.make_opsetid("", 13)])
        onnx.save(onnx.shape_inference.infer_shapes(model), path)


def unet():
    g = Graph([1, 3, 32, 48])
    skips, x, channels = [], "x", 3
    for width in (8, 16):
        x = g.conv(g.conv(x, channels, width), width, width)
        skips.append((x, width))
        x, channels = g.node("MaxPool", x, kernel_shape=[2, 2], strides=[2, 2]), width
    x, channels = g.conv(x, 16, 32), 32
    for skip, width in reversed(skips):
        x = g.node("ConvTranspose", x, g.weight(channels, width, 2, 2), g.weight(width),
                   strides=[2, 2])
        x = g.node("Concat", skip, x, axis=1)
        x, channels = g.conv(g.conv(x, 2 * width, width), width, width), width
    return g, [g.node("Sigmoid", g.conv(x, 8, 1, 1, relu=False))]


def lraspp():
    g = Graph([1, 3, 64, 96])
    low = g.conv(g.conv("x", 3, 16, stride=2), 16, 24, stride=2)
    high = g.conv(g.conv(low, 24, 40, stride=2), 40, 40, stride=2)
    a = g.conv(high, 40, 32, 1)
    gate = g.node("Sigmoid", g.conv(g.node("GlobalAveragePool", high), 40, 32, 1, relu=False))
    a = g.node("Mul", a, gate)
    sizes = g.node("Concat", g.constant(np.int64([1, 32])), g.node(
        "Slice", g.node("Shape", low), *map(g.constant, np.int64([[2], [4], [0]]))), axis=0)
    a = g.node("Resize", a, "", "", sizes, mode="linear",
               coordinate_transformation_mode="half_pixel")
    y = g.node("Add", g.conv(a, 32, 5, 1, relu=False), g.conv(low, 24, 5, 1, relu=False))
    y = g.node("Resize", y, "", g.constant(np.float32([1, 1, 4, 4])), mode="linear",
               coordinate_transformation_mode="pytorch_half_pixel")
    return g, [y]


def ssd():
    g = Graph([1, 3, 40, 40])
    x = g.conv("x", 3, 16, stride=2)
    boxes, scores = [], []
    for _ in range(2):
        x = g.conv(g.conv(x, 16, 16, group=16), 16, 16, 1, stride=2)
        for parts, width in ((boxes, 4), (scores, 3)):
            y = g.node("Transpose", g.conv(x, 16, 2 * width, relu=False), perm=[0, 2, 3, 1])
            parts.append(g.node("Reshape", y, g.constant(np.int64([1, -1, width]))))
    boxes = g.node("Concat", *boxes, axis=1)
    centre, size = g.node("Split", boxes, g.constant(np.int64([2, 2])), outputs=2, axis=2)
    size = g.node("Exp", g.node("Mul", size, g.constant(np.float32(0.2))))
    half = g.node("Div", size, g.constant(np.float32(2)))
    corners = g.node("Concat", g.node("Sub", centre, half), g.node("Add", centre, half), axis=-1)
    return g, [corners, g.node("Softmax", g.node("Concat", *scores, axis=1), axis=2)]


def recogniser():
    g = Graph([1, 3, 16, 64])
    x = g.conv(g.conv("x", 3, 16, stride=2), 16, 32, stride=2)
    x = g.node("AveragePool", x, kernel_shape=[4, 1], strides=[4, 1])
    x = g.node("Transpose", g.node("Squeeze", x, g.constant(np.int64([2]))), perm=[0, 2, 1])
    heads, depth = 4, 8
    parts = []
    for perm in ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3]):
        y = g.node("Add", g.node("MatMul", x, g.weight(32, 32)), g.weight(32))
        y = g.node("Reshape", y, g.constant(np.int64([0, -1, heads, depth])))
        parts.append(g.node("Transpose", y, perm=perm))
    query, key, content = parts
    weights = g.node("Mul", g.node("MatMul", query, key), g.constant(np.float32(depth**-0.5)))
    y = g.node("MatMul", g.node("Softmax", weights, axis=-1), content)
    y = g.node("Transpose", y, perm=[0, 2, 1, 3])
    y = g.node("Reshape", y, g.constant(np.int64([0, -1, 32])))
    x = g.node("Add", x, y)
    centred = g.node("Sub", x, g.node("ReduceMean", x, axes=[-1]))
    variance = g.node("ReduceMean", g.node("Pow", centred, g.constant(np.float32(2))), axes=[-1])
    spread = g.node("Sqrt", g.node("Add", variance, g.constant(np.float32(1e-5))))
    x = g.node("Mul", g.node("Div", centred, spread), g.weight(32))
    return g, [g.node("Softmax", g.node("MatMul", x, g.weight(32, 37)), axis=-1)]


def shuffled():
    g = Graph([1, 3, 20, 24])
    x = g.conv("x", 3, 16, stride=2)
    kept, y = g.node("Split", x, outputs=2, axis=1)
    y = g.conv(g.conv(y, 8, 8, 1), 8, 8, group=8, relu=False)
    x = g.node("Concat", kept, y, axis=1)
    x = g.node("Reshape", x, g.constant(np.int64([1, 2, 8, 10, 12])))
    x = g.node("Transpose", x, perm=[0, 2, 1, 3, 4])
    x = g.node("Reshape", x, g.constant(np.int64([1, 16, 10, 12])))
    x = g.node("DepthToSpace", g.conv(x, 16, 12), blocksize=2, mode="CRD")
    return g, [g.node("Tanh", x)]


os.makedirs(sys.argv[1], exist_ok=True)
for make in (unet, lraspp, ssd, recogniser, shuffled):
    graph, outputs = make()
    graph.save(os.path.join(sys.argv[1], make.__name__ + ".onnx"), outputs)
