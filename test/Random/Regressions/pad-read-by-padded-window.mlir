// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A pad's value must not reach the border that a window behind it reads.
// RUN: mnc-random %s

func.func @main(%x: tensor<1x4x3x5xf32>) -> tensor<1x5x4x5xf32> {
  %padded = mnc.pad %x {low = array<i64: 0, 1, 0, 0>, high = array<i64: 0, 0, 1, 0>, value = 1.5 : f32}
      : (tensor<1x4x3x5xf32>) -> tensor<1x5x4x5xf32>
  %filter = mnc.constant dense<0.5> : tensor<5x1x3x3xf32>
  %y = mnc.conv2d %padded, %filter
      {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 5 : i64}
      : (tensor<1x5x4x5xf32>, tensor<5x1x3x3xf32>) -> tensor<1x5x4x5xf32>
  return %y : tensor<1x5x4x5xf32>
}
