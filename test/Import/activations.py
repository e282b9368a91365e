# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Activations, and how they are refused.
# RUN: rm -rf %t && mkdir %t
# RUN: %python %s 7 %t/7.onnx && mnc --emit=import %t/7.onnx -o - | FileCheck %s
# RUN: %python %s 24 %t/24.onnx && mnc --emit=import %t/24.onnx -o - | FileCheck %s --check-prefixes=CHECK,NEW
# RUN: %python %s constant %t/constant.onnx && mnc --emit=graph %t/constant.onnx -o - | FileCheck %s --check-prefix=CONSTANT
# RUN: %python %s refused %t | FileCheck %s --check-prefix=REFUSED
# REFUSED: refused: {{[0-9]+}}

import os
import sys
sys.path.append(os.path.join(os.path.dirname(__file__), "Inputs"))
from model import *
from refusal import Refusals

what, path = sys.argv[1:]

nodes = [
    # CHECK: mnc.pointwise #mnc.sigmoid %{{.*}} : (tensor<1x2x3x4xf32>) -> tensor<1x2x3x4xf32>
    node("Sigmoid", ["x"], ["a"]),
    # CHECK: mnc.pointwise #mnc.tanh %
    node("Tanh", ["a"], ["b"]),
    # CHECK: mnc.pointwise #mnc.exp %
    node("Exp", ["b"], ["c"]),
    # CHECK: mnc.pointwise #mnc.hard_sigmoid<2.000000e-01 : f32, 5.000000e-01 : f32> %
    node("HardSigmoid", ["c"], ["d"]),
    # CHECK: mnc.pointwise #mnc.hard_sigmoid<2.500000e-01 : f32, 1.000000e+00 : f32> %
    node("HardSigmoid", ["d"], ["e"], alpha=0.25, beta=1.0),
    # CHECK: mnc.pointwise #mnc.leaky_relu<0.00999999977 : f32> %
    node("LeakyRelu", ["e"], ["f"]),
    # CHECK: %[[F:.*]] = mnc.pointwise #mnc.leaky_relu<-5.000000e-01 : f32> %
    node("LeakyRelu", ["f"], ["g"], alpha=-0.5),
    # One slope.
    # CHECK: %[[ONE:.*]] = mnc.pointwise #mnc.leaky_relu<2.500000e-01 : f32> %[[F]]
    node("PRelu", ["g", "one"], ["h"]),
    # One slope for each channel, which becomes the last dimension.
    # CHECK: %[[ROWS:.*]] = mnc.transpose %[[ONE]] {perm = array<i64: 0, 2, 3, 1>}
    # CHECK: %[[S:.*]] = mnc.constant {{.*}} : tensor<2xf32>
    # CHECK: %[[P:.*]] = mnc.pointwise #mnc.prelu %[[ROWS]], %[[S]]
    # CHECK: %[[BACK:.*]] = mnc.transpose %[[P]] {perm = array<i64: 0, 3, 1, 2>}
    node("PRelu", ["h", "channel"], ["i"]),
    # CHECK: mnc.pointwise #mnc.prelu
    node("PRelu", ["i", "full_channel"], ["j"]),
    # One for each column: these are the last dimension.
    # CHECK-NOT: mnc.transpose %{{.*}} {perm = array<i64: 0, 2, 3, 1>}
    # CHECK: %[[COLUMNS:.*]] = mnc.pointwise #mnc.prelu %{{.*}}, %{{.*}} : (tensor<1x2x3x4xf32>, tensor<4xf32>)
    node("PRelu", ["j", "column"], ["k"]),
    # One for each row of each channel.
    # CHECK-DAG: %[[BELOW:.*]] = mnc.pointwise #mnc.clamp<0xFF800000 : f32, 0.000000e+00 : f32> %[[COLUMNS]]
    # CHECK-DAG: %[[ABOVE:.*]] = mnc.pointwise #mnc.clamp<0.000000e+00 : f32, 0x7F800000 : f32> %[[COLUMNS]]
    # CHECK-DAG: %[[PRODUCT:.*]] = mnc.mul %[[BELOW]], %{{.*}} : (tensor<1x2x3x4xf32>, tensor<2x3x1xf32>)
    # CHECK: %[[SUM:.*]] = mnc.add %[[ABOVE]], %[[PRODUCT]]
    node("PRelu", ["k", "both"], ["l"]),
    # A computed slope.
    # CHECK: mnc.mul %{{.*}}, %[[ONE]]
    node("PRelu", ["l", "h"], ["m"]),
    # CHECK: mnc.reshape %{{.*}} -> tensor<6x4xf32>
    node("Reshape", ["m", "matrix"], ["n"]),
    # CHECK-NEXT: %[[S:.*]] = mnc.constant {{.*}} : tensor<4xf32>
    # CHECK-NEXT: mnc.pointwise #mnc.prelu %{{.*}}, %[[S]] : (tensor<6x4xf32>, tensor<4xf32>)
    node("PRelu", ["n", "row"], ["y" if what == "7" else "o"]),
]
new_nodes = [
    # NEW: mnc.pointwise #mnc.hard_swish %
    node("HardSwish", ["o"], ["p"]),
    # NEW: mnc.pointwise #mnc.swish<1.000000e+00 : f32> %
    node("Swish", ["p"], ["q"]),
    # NEW: mnc.pointwise #mnc.swish<2.000000e+00 : f32> %
    node("Swish", ["q"], ["y"], alpha=2.0),
]
weights = {
    "one": np.full((1, 1), 0.25, np.float32), "channel": floats(2, 1, 1),
    "full_channel": floats(1, 2, 1, 1), "column": floats(4), "both": floats(2, 3, 1),
    "matrix": [6, 4], "row": floats(1, 4)
}

# What is computed of constants is a constant.
# CONSTANT: mnc.constant dense<[-0.380797088, 0.761594176]>
# CONSTANT-NEXT: mnc.mul
constants = [
    node("Tanh", ["c"], ["a"]),
    node("PRelu", ["a", "slopes"], ["b"]),
    node("HardSwish", ["c"], ["unused"]),
    node("Mul", ["x", "b"], ["y"]),
]

cases = Refusals(path)


def one(wanted, operator, inputs=["x"], weights={}, opset=24, shape=[1, 4, 6, 6], **attributes):
    """A node 'n' that reads x, of which the error says `wanted`."""
    cases.graph(rf"(node 'n' \({operator}\)|\({operator}\)): {wanted}",
                [node(operator, inputs, ["y"], name="n", **attributes)], weights, shape,
                opset=opset)


def of_type(operator, type, name):
    """An input of another type than float."""
    made = model([node(operator, ["x"], ["y"], name="n")], [value("x", [2], type)], ["y"],
                 opset=24)
    cases.model(rf"{name}", made)


if what == "refused":
    for operator in ("Sigmoid", "Tanh", "Exp", "HardSigmoid", "HardSwish", "LeakyRelu", "Swish"):
        one("has 2 inputs, wanted 1", operator, ["x", "x"])
        one("attribute 'gamma' is not supported in opset 24", operator, gamma=1.0)
        of_type(operator, INT64, "input 'x' has elements of type int64, wanted float")
        of_type(operator, TensorProto.DOUBLE, "double")
        one("input 'w' has elements of type double, wanted float", operator, ["w"],
            {"w": np.float64([1])})
        one("input 'w' has elements of type integer, wanted float", operator, ["w"], {"w": [1]})
    one("operator not supported in opset 13, only in 14 to 25", "HardSwish", opset=13)
    one("operator not supported in opset 23, only in 24 to 25", "Swish", opset=23)
    one("a function has a parameter that is not a number", "HardSigmoid", alpha=np.nan)
    one("a function has the parameter 0x7F800000 : f32, wanted a finite one", "HardSigmoid",
        beta=np.inf)
    one("a function has the parameter .*, wanted a finite one", "LeakyRelu", alpha=np.inf)
    one("attribute 'alpha' is of type int, wanted float", "Swish", alpha=1)
    one("has 1 inputs, wanted 2", "PRelu")
    one("input 'w' has elements of type double, wanted float", "PRelu", ["x", "w"],
        {"w": np.float64([1])})
    one("'slope' has the shape 3, wanted one that repeats to 1x4x6x6", "PRelu", ["x", "w"],
        {"w": floats(3)})
    one("'slope' has the shape 2x4x6x6, wanted one that repeats to 1x4x6x6", "PRelu", ["x", "w"],
        {"w": floats(2, 4, 6, 6)})
    one("'slope' has the shape 1x1, wanted one that repeats to 6", "PRelu", ["x", "w"],
        {"w": floats(1, 1)}, shape=[6])
    one("a function has a parameter that is not a number", "PRelu", ["x", "w"],
        {"w": np.float32(np.nan)})
    cases.finish()
elif what == "constant":
    save(model(constants, [value("x", [2])], ["y"],
               {"c": np.float32([-1, 1]), "slopes": np.float32([0.5, 0.5])}, opset=14), path)
else:
    save(model(nodes + (new_nodes if what == "24" else []), [value("x", [1, 2, 3, 4])], ["y"],
               weights, opset=int(what)), path)
