# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Conv: bias, pads, groups, auto_pad.
# RUN: %python %s %t.onnx && mnc --emit=import %t.onnx -o - | FileCheck %s

import os
import sys
sys.path.append(os.path.join(os.path.dirname(__file__), "Inputs"))
from model import *

# CHECK-LABEL: func.func @main
# CHECK-SAME: %[[IMAGE:[^:]*]]: tensor<1x4x6x6xf32> {mnc.layout = "NCHW", mnc.name = "image"}
# CHECK-SAME: -> (tensor<1x8x2x2xf32> {mnc.layout = "NCHW", mnc.name = "valid"})
nodes = [
    # CHECK-DAG: %[[W:.*]] = mnc.constant {{.*}} : tensor<8x4x3x3xf32>
    # CHECK-DAG: %[[B:.*]] = mnc.constant {{.*}} : tensor<8xf32>
    # CHECK: %[[ROWS:.*]] = mnc.transpose %[[IMAGE]] {perm = array<i64: 0, 2, 3, 1>}
    # CHECK: %[[DENSE:.*]] = mnc.conv2d %[[ROWS]], %[[W]] steps(%[[B]])
    # CHECK-SAME: dilations = array<i64: 1, 1>, epilogue = [#mnc.bias],
    # CHECK-SAME: pads = array<i64: 0, 0, 1, 1>, strides = array<i64: 1, 2>
    # CHECK-SAME: -> tensor<1x5x3x8xf32>
    # CHECK: mnc.transpose %[[DENSE]] {perm = array<i64: 0, 3, 1, 2>}
    # CHECK-SAME: -> tensor<1x8x5x3xf32>
    node("Conv", ["image", "w", "b"], ["dense"], kernel_shape=[3, 3], strides=[1, 2],
         pads=[0, 0, 1, 1]),
    # The odd pad stands at the start.
    # CHECK: mnc.conv2d {{.*}}, pads = array<i64: 1, 1, 1, 0>, strides = array<i64: 2, 2>}
    # CHECK-SAME: -> tensor<1x3x2x8xf32>
    node("Conv", ["dense", "w2"], ["lower"], strides=[2, 2], auto_pad="SAME_LOWER"),
    # CHECK: mnc.conv2d {{.*}} group = 8 : i64, pads = array<i64: 0, 1, 1, 1>, strides = array<i64: 2, 1>}
    # CHECK-SAME: -> tensor<1x2x2x8xf32>
    node("Conv", ["lower", "d"], ["upper"], group=8, strides=[2, 1], dilations=[1, 2],
         auto_pad="SAME_UPPER"),
    # CHECK: mnc.conv2d {{.*}}dilations = array<i64: 1, 1>, group = 2 : i64, pads = array<i64: 0, 0, 0, 0>
    node("Conv", ["upper", "g"], ["valid"], group=2, auto_pad="VALID"),
]

save(model(nodes, [value("image", [1, 4, 6, 6])], ["valid"], {
    "w": floats(8, 4, 3, 3), "b": floats(8), "w2": floats(8, 8, 3, 2),
    "d": floats(8, 1, 2, 2), "g": floats(8, 4, 1, 1)}), sys.argv[1])
