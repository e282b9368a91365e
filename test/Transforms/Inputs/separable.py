# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes a layer of a MobileNet as exporters do: separable.py KIND FILE.onnx

depthwise-bn-relu6, pointwise-bn; pointwise-arithmetic, whose normalisation is spelled out;
pixel-bn-relu6, on a map of one pixel."""

import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

kind, path = sys.argv[1:]
depthwise = kind == "depthwise-bn-relu6"
shape = (8, 1, 3, 3) if depthwise else (8, 8, 1, 1)
weights = {"w": np.linspace(-1, 1, np.prod(shape)).reshape(shape)}
weights.update({name: np.linspace(0.5, 1, 8) for name in ("scale", "bias", "mean", "variance")})
weights.update({"low": np.array(0), "high": np.array(6)})
nodes = [
    helper.make_node("Conv", ["x", "w"], ["c"], name="conv", group=8 if depthwise else 1,
                     pads=[1] * 4 if depthwise else [0] * 4),
]
normed = "n" if kind.endswith("relu6") else "y"
if kind == "pointwise-arithmetic":
    # scale * (x - mean) / variance + bias
    weights = {
        name: array.reshape(8, 1, 1) if name in ("scale", "bias", "mean", "variance") else array
        for name, array in weights.items()
    }
    nodes += [
        helper.make_node("Sub", ["c", "mean"], ["s"], name="sub"),
        helper.make_node("Mul", ["scale", "s"], ["m"], name="mul"),
        helper.make_node("Div", ["m", "variance"], ["d"], name="div"),
        helper.make_node("Add", ["bias", "d"], [normed], name="add"),
    ]
else:
    nodes.append(
        helper.make_node("BatchNormalization", ["c", "scale", "bias", "mean", "variance"], [normed],
                         name="bn"))
if kind.endswith("relu6"):
    nodes.append(helper.make_node("Clip", ["n", "low", "high"], ["y"], name="relu6"))
size = [1, 1] if kind.startswith("pixel") else [6, 5]
value = lambda name: helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 8] + size)
graph = helper.make_graph(nodes, kind, [value("x")], [value("y")],
                          [numpy_helper.from_array(np.float32(v), k) for k, v in weights.items()])
onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)]), path)
