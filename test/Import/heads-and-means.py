# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Other spellings of what classifiers end with.
# RUN: %python %s %t.onnx && mnc --emit=import %t.onnx -o - | FileCheck %s

import os
import sys
sys.path.append(os.path.join(os.path.dirname(__file__), "Inputs"))
from model import *

nodes = [
    # The mean of an activation whose channels are last, as a tensor of rank 2.
    # CHECK: mnc.reshape %{{.*}} : (tensor<2x4x5x3xf32>) -> tensor<2x20x1x3xf32>
    # CHECK-NEXT: mnc.avg_pool2d %{{.*}} window = array<i64: 20, 1>}
    # CHECK-NEXT: mnc.reshape %{{.*}} -> tensor<2x3xf32>
    node("ReduceMean", ["x"], ["nhwc"], axes=[1, 2], keepdims=0),
    # Axes that are apart meet first.
    # CHECK-NEXT: mnc.transpose %{{.*}} {perm = array<i64: 0, 2, 1, 3>}
    # CHECK-NEXT: mnc.reshape %{{.*}} -> tensor<1x10x1x12xf32>
    # CHECK-NEXT: mnc.avg_pool2d %{{.*}} window = array<i64: 10, 1>}
    # CHECK-NEXT: mnc.reshape %{{.*}} -> tensor<1x4x1x3xf32>
    node("ReduceMean", ["x"], ["apart"], axes=[-2, 0]),
    # Without axes, of all values.
    # CHECK-NEXT: mnc.reshape %{{.*}} -> tensor<1x120x1x1xf32>
    # CHECK-NEXT: mnc.avg_pool2d
    # CHECK-NEXT: mnc.reshape %{{.*}} -> tensor<f32>
    node("ReduceMean", ["x"], ["all"], keepdims=0),
    # A matrix that is given by columns, and an addend for each row.
    # CHECK-NEXT: mnc.transpose %{{.*}} {perm = array<i64: 1, 0>}
    # CHECK-NEXT: mnc.constant {{.*}} : tensor<5x2x1x1xf32>
    # CHECK-NEXT: mnc.constant {{.*}} : tensor<3x1xf32>
    # CHECK-NEXT: mnc.reshape %{{.*}} -> tensor<1x1x3x2xf32>
    # CHECK-NEXT: mnc.conv2d %{{.*}} -> tensor<1x1x3x5xf32>
    # CHECK-NEXT: %[[P:.*]] = mnc.reshape %{{.*}} -> tensor<3x5xf32>
    # CHECK-NEXT: mnc.add %[[P]], %{{.*}} -> tensor<3x5xf32>
    node("Gemm", ["nhwc", "m", "column"], ["g"], transA=1),
    # MatMul and Add.
    # CHECK-NEXT: mnc.constant {{.*}} : tensor<2x5x1x1xf32>
    # CHECK-NEXT: mnc.reshape %{{.*}} -> tensor<1x1x3x5xf32>
    # CHECK-NEXT: mnc.conv2d %{{.*}} -> tensor<1x1x3x2xf32>
    # CHECK-NEXT: mnc.reshape %{{.*}} -> tensor<3x2xf32>
    # CHECK-NEXT: mnc.constant {{.*}} : tensor<2xf32>
    # CHECK-NEXT: mnc.add
    node("MatMul", ["g", "n"], ["p"]),
    node("Add", ["p", "b"], ["s"]),
    # A convolution whose result is one pixel, and Squeeze.
    # CHECK-NEXT: mnc.reshape %{{.*}} -> tensor<3x2x1x1xf32>
    # CHECK-NEXT: mnc.constant {{.*}} : tensor<4x2x1x1xf32>
    # CHECK-NEXT: mnc.transpose
    # CHECK-NEXT: mnc.conv2d
    # CHECK-NEXT: mnc.transpose
    # CHECK-NEXT: mnc.reshape %{{.*}} -> tensor<3x4xf32>
    node("Unsqueeze", ["s", "back"], ["map"]),
    node("Conv", ["map", "w"], ["c"]),
    node("Squeeze", ["c", "back"], ["y"]),
    # One tensor has no larger one beside it, and a cast to its own type changes nothing.
    # CHECK-NEXT: return
    node("Max", ["y"], ["same"]),
    node("Cast", ["same"], ["z"], to=FLOAT),
]

save(model(nodes, [value("x", [2, 4, 5, 3])], ["apart", "all", "z"], {
    "m": floats(2, 5), "column": floats(3, 1), "n": floats(5, 2), "b": floats(2), "back": [2, 3],
    "w": floats(4, 2, 1, 1)}), sys.argv[1])
