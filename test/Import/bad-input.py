# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Files that are no models, and models whose parts do not fit together.
# RUN: rm -rf %t && mkdir %t && %python %s %t | FileCheck %s
# CHECK: refused: {{[0-9]+}}

import os
import random
import sys
sys.path.append(os.path.join(os.path.dirname(__file__), "Inputs"))
from model import *
from refusal import Refusals

cases = Refusals(sys.argv[1])
one = cases.graph
relu = node("Relu", ["x"], ["y"], name="n")
good = model([relu], [value("x", [1, 4])], ["y"])


def conv(inputs=["x", "w"], **attributes):
    return [node("Conv", inputs, ["y"], name="c", **attributes)]


# Bytes.
data = model(conv(pads=[1, 1, 1, 1]), [value("x", [1, 4, 6, 6])], ["y"],
             {"w": floats(8, 4, 3, 3)}).SerializeToString()
for length in range(1, len(data), 37):
    cases.refuse("model.onnx': ", cases.write(data[:length]))
random.seed(1)
for length in (1, 10, 1000):
    cases.refuse("model.onnx': not an ONNX model", cases.write(random.randbytes(length)))
cases.refuse("model.onnx': not an ONNX model", cases.write(bytes(1000)))
# Messages of other types: a tensor, a graph, a node, nested groups.
cases.refuse("model.onnx': not an ONNX model", cases.write(tensor(floats(3), "w")))
cases.refuse("model.onnx': not an ONNX model", cases.write(good.graph))
cases.refuse("model.onnx': not an ONNX model", cases.write(relu))
cases.refuse("model.onnx': not an ONNX model", cases.write(b"\x33" * 100000))
cases.refuse("model.onnx': not an ONNX model", cases.write(b"\x3a\x82\x80\x80\x80\x08"))
cases.refuse("': is a device, wanted a file", "/dev/zero")
cases.refuse("': .*s a directory", cases.folder)

# Graphs.
cases.model("has no outputs",
            onnx.ModelProto(graph=onnx.GraphProto(), opset_import=good.opset_import))
one("output 'y' is not produced by any node", [])
one("value 'w' is defined twice", conv(), {"w": floats(8, 4, 3, 3)},
    change=lambda made: made.graph.initializer.append(made.graph.initializer[0]))
one("value 'x' is defined twice", [relu],
    change=lambda made: made.graph.input.append(made.graph.input[0]))
one("an input has no name", [relu], change=lambda made: made.graph.input.append(value("", [1])))
one(r"node 'Relu_1' \(Relu\): reads 'a', which depends on this node's outputs",
    [node("Relu", ["y"], ["a"], name="a"), node("Relu", ["a"], ["y"])])
one("sparse initialisers are not supported", [relu],
    change=lambda made: made.graph.sparse_initializer.add())
one("input 'x': is not a tensor", [relu],
    change=lambda made: made.graph.input[0].ClearField("type"))
one("input 'x': the file does not state the shape", [relu],
    change=lambda made: made.graph.input[0].type.tensor_type.ClearField("shape"))
one("output 'y' is declared as int64 but is float", [relu],
    change=lambda made: made.graph.output[0].CopyFrom(value("y", None, INT64)))
one("output 'e' is known, and has the shape 0", [node("Constant", [], ["e"], value_ints=[])],
    outputs=["e"])
one("output 'u' is known, and has the element type uint16", [relu], {"u": np.uint16([1])},
    outputs=["u"])
one("output 'd' has the element type double", [relu], {"d": np.float64([1])}, outputs=["d"])
one("operator not supported in opset 6|opset is 26", [relu], opset=26)
chain = [node("Relu", [f"v{i}" if i else "x"], [f"v{i + 1}"]) for i in range(20000)]
one("reads 'none', which nothing defines", chain + [node("Add", ["v20000", "none"], ["y"])])

# Names.
one("node 'a\\\\x0a\\\\x1b.*' .*reads 'b\\\\x00', which nothing defines",
    [node("Relu", ["b\0"], ["y"], name="a\n\x1b[2J")])
one(r"node 'n{900,}.* \[\.\.\.\] .*nothing defines",
    [node("Relu", ["z"], ["y"], name="n" * 100000)])

# Sizes.
huge = 2**62
one("input 'x': has the shape 1x4611686018427387904", [relu], shape=[1, huge, huge])
one("input 'x': dimension 1 has no size", [relu], shape=[1, 0])
one("input 'x': dimension 1 has no size", [relu], shape=[1, -1])
one("input 'x': has the shape .*wanted at most 32 dimensions", [relu], shape=[1] * 33)
one("node 'r' .*wanted at most 32 dimensions", [node("Reshape", ["x", "s"], ["y"], name="r")],
    {"s": [1] * 1000 + [144]})
one("node 'u' .*wanted at most 32 dimensions|has the shape",
    [node("Unsqueeze", ["x", "a"], ["y"], name="u")], {"a": list(range(40))})
one("node 'p' .*the result would have the shape", [node("Pad", ["x", "p"], ["y"], name="p")],
    {"p": [0] * 4 + [2**33] * 4})
one("node 'p' .*'pads' contains a value beyond 2\\^34", [node("Pad", ["x", "p"], ["y"], name="p")],
    {"p": [2**62] * 8})
one("node 'p' .*'pads' leave nothing of a dimension of 1",
    [node("Pad", ["x", "p"], ["y"], name="p")], {"p": [-1] * 8})
one("node 'a' .*the result would have the shape 262144x262144",
    [node("Add", ["x", "w"], ["y"], name="a")], {"w": floats(2**18, 1)}, shape=[2**18])
one("node 'c' .*'pads' contains 1099511627776, wanted 0 to 1048576", conv(pads=[2**40, 0, 0, 0]),
    {"w": floats(8, 4, 3, 3)})
one("node 'c' .*the result would have the shape", conv(pads=[2**20] * 4), {"w": floats(8, 4, 3, 3)})
one("node 'e' .*initialiser 'w' has the shape 0, wanted dimensions",
    [node("Add", ["x", "w"], ["y"], name="e")], {"w": np.float32([])})
one(
    "node 'r' .*initialiser 's' has the shape 70000, "
    "wanted at most 32 dimensions and 65536 integers",
    [node("Reshape", ["x", "s"], ["y"], name="r")], {"s": [1] * 70000})

# Attributes.
one("node 'c' .*attribute 'group' is given twice", conv(group=1), {"w": floats(8, 4, 3, 3)},
    change=lambda made: made.graph.node[0].attribute.append(made.graph.node[0].attribute[0]))
one("node 'k' .*'to' is 4294967303, not supported",
    [node("Cast", ["x"], ["y"], name="k", to=2**32 + 7)])
one("node 'c' .*a function has a parameter that is not a number",
    [node("Clip", ["x", "lo"], ["y"], name="c")], {"lo": np.float32(np.nan)})
cases.finish()
