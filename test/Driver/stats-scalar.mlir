// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A layer that computes one value at a time is named.
// RUN: mnc --stats --emit=schedule %s -o %t | FileCheck %s
// RUN: mnc --stats=json --emit=schedule %s -o %t | FileCheck %s --check-prefix=JSON

// CHECK: not vectorised: mask (conv2d, 1x8x8x1)
// CHECK-NOT: not vectorised
// JSON: "node": "mask"
// JSON: "vectorised": false
// JSON: "node": "wide"
// JSON: "vectorised": true
func.func @main(%x: tensor<1x8x8x16xf32>) -> (tensor<1x8x8x1xf32>, tensor<1x8x8x2xf32>) {
  %w = mnc.constant dense<0.5> : tensor<1x16x1x1xf32>
  %v = mnc.constant dense<0.25> : tensor<2x16x1x1xf32>
  %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x8x8x16xf32>, tensor<1x16x1x1xf32>) -> tensor<1x8x8x1xf32> loc("mask")
  %z = mnc.conv2d %x, %v {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x8x8x16xf32>, tensor<2x16x1x1xf32>) -> tensor<1x8x8x2xf32> loc("wide")
  return %y, %z : tensor<1x8x8x1xf32>, tensor<1x8x8x2xf32>
}
