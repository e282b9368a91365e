# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes FOLDER/twin.onnx, a small network, and its inputs FOLDER/left.npy and FOLDER/right.npy.

Two inputs, two outputs (a map that goes on into the network, and scores), a residual sum, channels
that no vector divides, and a height other than the width.
"""

import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

folder = sys.argv[1]
random = np.random.RandomState(1)
weights = []


def weight(name, *shape):
    scale = 1 / np.sqrt(np.prod(shape[1:]))
    weights.append(
        numpy_helper.from_array((random.standard_normal(shape) * scale).astype(np.float32), name))
    return name


def value(name, *shape):
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def conv(name, x, outputs, inputs, kernel, **attributes):
    names = [x, weight(f"{name}_w", outputs, inputs, kernel, kernel), weight(f"{name}_b", outputs)]
    return helper.make_node("Conv", names, [name], name=name, pads=[kernel // 2] * 4, **attributes)


nodes = [
    conv("left_conv", "left", 5, 3, 3),
    helper.make_node("Relu", ["left_conv"], ["left_relu"]),
    conv("right_conv", "right", 5, 7, 1),
    helper.make_node("Add", ["left_relu", "right_conv"], ["map"]),
    conv("depthwise", "map", 5, 1, 3, group=5, strides=[2, 2]),
    conv("pointwise", "depthwise", 19, 5, 1),
    helper.make_node("Relu", ["pointwise"], ["features"]),
    helper.make_node("GlobalAveragePool", ["features"], ["pool"]),
    helper.make_node("Flatten", ["pool"], ["flat"]),
    helper.make_node(
        "Gemm",
        ["flat", weight("head_w", 3, 19), weight("head_b", 3)], ["scores"], transB=1),
]
inputs = {"left": (1, 3, 9, 6), "right": (1, 7, 9, 6)}
graph = helper.make_graph(nodes, "twin", [value(name, *shape) for name, shape in inputs.items()],
                          [value("map", 1, 5, 9, 6), value("scores", 1, 3)], weights)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
onnx.checker.check_model(model)
onnx.save(model, f"{folder}/twin.onnx")
for name, shape in inputs.items():
    np.save(f"{folder}/{name}.npy", random.standard_normal(shape).astype(np.float32))
