# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Pools, local and global.
# RUN: %python %s %t.onnx && mnc --emit=import %t.onnx -o - | FileCheck %s

import os
import sys
sys.path.append(os.path.join(os.path.dirname(__file__), "Inputs"))
from model import *

nodes = [
    # CHECK: mnc.max_pool2d %{{.*}} {ceil_mode, pads = array<i64: 0, 0, 0, 0>,
    # CHECK-SAME: strides = array<i64: 2, 2>, window = array<i64: 3, 3>}
    # CHECK-SAME: -> tensor<1x4x4x2xf32>
    node("MaxPool", ["x"], ["a"], kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1),
    # CHECK: mnc.avg_pool2d %{{.*}} {count_include_pad, pads = array<i64: 1, 1, 1, 1>,
    # CHECK-SAME: -> tensor<1x4x4x2xf32>
    node("AveragePool", ["a"], ["b"], kernel_shape=[3, 3], pads=[1, 1, 1, 1],
         count_include_pad=1),
    # CHECK: mnc.avg_pool2d %{{.*}} {pads = array<i64: 0, 0, 1, 1>, strides = array<i64: 3, 3>,
    # CHECK-SAME: -> tensor<1x2x2x2xf32>
    node("AveragePool", ["b"], ["c"], kernel_shape=[2, 2], strides=[3, 3],
         auto_pad="SAME_UPPER", ceil_mode=1),
    # CHECK: mnc.avg_pool2d %{{.*}} {pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>, window = array<i64: 2, 2>}
    # CHECK-SAME: -> tensor<1x1x1x2xf32>
    node("ReduceMean", ["c"], ["d"], axes=[-1, 2]),
    # CHECK: mnc.avg_pool2d {{.*}} window = array<i64: 1, 1>}
    # CHECK: mnc.transpose
    # CHECK-SAME: -> tensor<1x2x1x1xf32>
    node("GlobalAveragePool", ["d"], ["e"]),
    # CHECK: mnc.avg_pool2d
    # CHECK: mnc.transpose
    # CHECK-NEXT: mnc.reshape %{{.*}} -> tensor<1x2xf32>
    node("ReduceMean", ["e"], ["y"], axes=[2, 3], keepdims=0),
]

save(model(nodes, [value("x", [1, 2, 8, 8])], ["y"]), sys.argv[1])
