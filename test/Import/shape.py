# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Reshapes, shapes that the model computes, transposition, padding.
# RUN: %python %s %t.onnx && mnc --emit=import %t.onnx -o - | FileCheck %s

import os
import sys
sys.path.append(os.path.join(os.path.dirname(__file__), "Inputs"))
from model import *

nodes = [
    # Shape -> Gather -> Unsqueeze -> Concat: [2, -1].
    # CHECK-LABEL: func.func @main
    # CHECK-NEXT: mnc.reshape %{{.*}} -> tensor<2x60xf32>
    node("Shape", ["x"], ["shape"]),
    node("Gather", ["shape", "zero"], ["batch"], axis=0),
    node("Unsqueeze", ["batch", "first"], ["rows"]),
    node("Concat", ["rows", "rest"], ["wanted"], axis=0),
    node("Reshape", ["x", "wanted"], ["flat"]),
    # Shape -> Slice -> Cast -> Div -> Mul -> Sub: [4 * 2 - 2, 5 * 2].
    # CHECK-NEXT: mnc.reshape %{{.*}} -> tensor<2x6x10xf32>
    node("Slice", ["shape", "two", "end"], ["sizes"]),
    node("Cast", ["sizes"], ["sizes32"], to=TensorProto.INT32),
    node("Mul", ["sizes32", "four"], ["more"]),
    node("Div", ["more", "pair"], ["less"]),
    node("Sub", ["less", "last"], ["hw32"]),
    node("Cast", ["hw32"], ["hw"], to=INT64),
    node("Concat", ["rows", "hw"], ["chw"], axis=-1),
    node("Reshape", ["flat", "chw"], ["cube"]),
    # CHECK-NEXT: mnc.reshape %{{.*}} -> tensor<2x1x6x10xf32>
    node("Unsqueeze", ["cube", "first_axis"], ["map"]),
    # CHECK-NEXT: mnc.transpose %{{.*}} {perm = array<i64: 3, 2, 1, 0>}
    node("Transpose", ["map"], ["turned"]),
    # CHECK-NEXT: mnc.reshape %{{.*}} -> tensor<10x6x2xf32>
    node("Squeeze", ["turned"], ["squeezed"]),
    # CHECK-NEXT: mnc.pad %{{.*}} {high = array<i64: 0, 2, 0>, low = array<i64: 1, 0, 0>, value = 5.000000e-01 : f32}
    # CHECK-SAME: -> tensor<11x8x2xf32>
    node("Pad", ["squeezed", "pads", "half"], ["padded"]),
    # 0 copies a dimension.
    # CHECK-NEXT: mnc.reshape %{{.*}} -> tensor<11x16xf32>
    node("Reshape", ["padded", "keep"], ["kept"]),
    # Constants move at import.
    # CHECK-NEXT: mnc.constant dense<{{\[}}[1.000000e+00], [3.000000e+00], [2.000000e+00], [4.000000e+00]]> : tensor<4x1xf32>
    # CHECK-NEXT: mnc.constant {{.*}} : tensor<1x11x16xf32>
    # CHECK-NOT: mnc.transpose
    node("Transpose", ["matrix"], ["t"]),
    node("Reshape", ["t", "column"], ["c"]),
    node("Transpose", ["big"], ["turned_big"], perm=[2, 1, 0]),
    # CHECK-NEXT: mnc.add
    node("Add", ["kept", "turned_big"], ["sum"]),
    # CHECK: mnc.reshape %{{.*}} -> tensor<1x176xf32>
    node("Flatten", ["sum"], ["row"]),
    # CHECK-NEXT: mnc.mul %{{.*}} : (tensor<1x176xf32>, tensor<4x1xf32>) -> tensor<4x176xf32>
    node("Mul", ["row", "c"], ["product"]),
    # Shape of Shape (1), a scalar Constant, Add, Slice backwards: [352, 1 + 1].
    # CHECK-NEXT: mnc.reshape %{{.*}} -> tensor<352x2xf32>
    node("Shape", ["shape"], ["rank"]),
    node("Constant", [], ["minus_three"], value_int=-3),
    node("Add", ["rank", "minus_three"], ["one"]),
    node("Add", ["one", "one"], ["both"]),
    node("Cast", ["both"], ["true"], to=TensorProto.BOOL),
    node("Cast", ["true"], ["first_one"], to=INT64),
    node("Add", ["first_one", "one"], ["width"]),
    node("Concat", ["width", "rest"], ["backwards"], axis=0),
    node("Slice", ["backwards", "rest", "far", "first", "rest"], ["forwards"]),
    node("Slice", ["backwards", "end", "end"], ["nothing"]),
    node("Concat", ["nothing", "forwards"], ["target"], axis=0),
    node("Reshape", ["product", "target"], ["pairs"]),
    # The sum with one number, stored alone.
    # CHECK-NEXT: mnc.constant dense<2.500000e+00> : tensor<f32>
    # CHECK-NEXT: mnc.add
    node("Constant", [], ["number"], value_float=2.5),
    node("Add", ["pairs", "number"], ["y"]),
]

save(
    model(
        nodes, [value("x", [2, 3, 4, 5])], ["y"], {
            "zero": np.int64(0), "first": [0], "first_axis": [1], "rest": [-1], "two": [2],
            "end": [2**63 - 1], "four": np.int32([4]), "pair": np.int32([2]), "last": np.int32(
                [2, 0]), "pads": [1, 0, 0, 0, 2, 0], "half": np.float32(0.5), "keep": [0, -1],
            "matrix": floats(2, 2), "column": [4, 1], "big": floats(16, 11, 1), "far": [-9]
        }), sys.argv[1])
