// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A depthwise-separable pair against the convolution that it replaces: 1.21 G
// multiply-adds against 9.4 M + 134 M.
// RUN: mnc --stats --emit=schedule %s -o %t | FileCheck %s
// RUN: mnc --stats=json --emit=schedule %s -o %t | FileCheck %s --check-prefix=JSON

// CHECK: node op shape mult-adds params bytes cycles kernel cheaper
// CHECK: depthwise conv2d 1x128x128x64 9437184 576 {{[0-9]+}} {{[0-9]+}} depthwise
// CHECK: pointwise conv2d 1x128x128x128 134217728 8192 8388608 {{[0-9]+}} pointwise {{.*}} 8.4x
// CHECK: as imported: 8768 parameters, 143.7 M multiply-adds
// JSON: "layers": [
// JSON: "multiply_adds": 134217728
// JSON-NEXT: "node": "pointwise"
// JSON: "times_cheaper": 8.4
// JSON: "multiply_adds": 143654912
// JSON-NEXT: "parameters": 8768
func.func @main(%x: tensor<1x128x128x64xf32>) -> tensor<1x128x128x128xf32> {
  %w = mnc.constant dense<0.5> : tensor<64x1x3x3xf32>
  %v = mnc.constant dense<0.25> : tensor<128x64x1x1xf32>
  %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 64}
      : (tensor<1x128x128x64xf32>, tensor<64x1x3x3xf32>) -> tensor<1x128x128x64xf32> loc("depthwise")
  %z = mnc.conv2d %y, %v {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x128x128x64xf32>, tensor<128x64x1x1xf32>) -> tensor<1x128x128x128xf32> loc("pointwise")
  return %z : tensor<1x128x128x128xf32>
}
