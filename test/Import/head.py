# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Matrix products and softmax.
# RUN: %python %s 11 %t.onnx && mnc --emit=import %t.onnx -o - | FileCheck %s --check-prefixes=CHECK,FLAT
# RUN: %python %s 13 %t.onnx && mnc --emit=import %t.onnx -o - | FileCheck %s --check-prefixes=CHECK,AXIS

import os
import sys
sys.path.append(os.path.join(os.path.dirname(__file__), "Inputs"))
from model import *

nodes = [
    # A row is a row of pixels. Factors other than 1 are multiplied into the constants.
    # CHECK: %[[B:.*]] = mnc.constant dense<{{.*}}2.000000e+00{{.*}}4.000000e+00{{.*}}> : tensor<2x3x1x1xf32>
    # CHECK: %[[C:.*]] = mnc.constant dense<5.000000e-01> : tensor<2xf32>
    # CHECK: mnc.reshape %{{.*}} : (tensor<4x3xf32>) -> tensor<1x1x4x3xf32>
    # CHECK-NEXT: mnc.conv2d %{{.*}}, %[[B]] steps(%[[C]]) {{.*}}epilogue = [#mnc.bias]
    # CHECK-SAME: -> tensor<1x1x4x2xf32>
    # CHECK-NEXT: mnc.reshape %{{.*}} -> tensor<4x2xf32>
    node("Gemm", ["x", "b", "one"], ["a"], alpha=2.0, beta=0.5, transB=1),
    # A matrix that is given by rows becomes one by columns. A row is a bias.
    # CHECK: mnc.constant dense<{{\[\[\[\[}}1.000000e+00]], {{\[\[}}4.000000e+00]]], {{.*}}> : tensor<3x2x1x1xf32>
    # CHECK: %[[ROW:.*]] = mnc.constant {{.*}} : tensor<3xf32>
    # CHECK: mnc.conv2d %{{.*}}, %{{.*}} steps(%[[ROW]]) {{.*}}epilogue = [#mnc.bias]
    node("Gemm", ["a", "b", "row"], ["g"]),
    # CHECK: mnc.reshape %{{.*}} : (tensor<1x4x3xf32>) -> tensor<1x1x4x3xf32>
    # CHECK: mnc.conv2d %{{.*}} : (tensor<1x1x4x3xf32>, tensor<5x3x1x1xf32>) -> tensor<1x1x4x5xf32>
    # CHECK: mnc.reshape %{{.*}} : (tensor<1x1x4x5xf32>) -> tensor<1x4x5xf32>
    node("Unsqueeze", ["g"], ["u"], axes=[0]) if sys.argv[1] == "11" else
    node("Unsqueeze", ["g", "axes"], ["u"]),
    node("MatMul", ["u", "m"], ["p"]),
    # FLAT: mnc.reshape %{{.*}} -> tensor<1x20xf32>
    # FLAT: mnc.softmax %{{.*}} {axis = 1 : i64}
    # FLAT: mnc.reshape %{{.*}} -> tensor<1x4x5xf32>
    # AXIS: mnc.softmax %{{.*}} {axis = 2 : i64} : (tensor<1x4x5xf32>)
    node("Softmax", ["p"], ["y"]),
]

save(model(nodes, [value("x", [4, 3])], ["y"], {
    "b": floats(2, 3), "one": np.float32([1]), "row": floats(1, 3), "m": floats(3, 5),
    "axes": [0]}, opset=int(sys.argv[1])), sys.argv[2])
