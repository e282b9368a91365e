// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Images of one row are not contiguous when the row has padding at its sides.
// RUN: mnc-random %s

func.func @main(%x: tensor<6x1x1x31xf32>) -> tensor<6x1x2x4xf32> {
  %w = mnc.constant dense<0.25> : tensor<4x31x1x1xf32>
  %y = mnc.conv2d %x, %w
      {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<6x1x1x31xf32>, tensor<4x31x1x1xf32>) -> tensor<6x1x1x4xf32>
  %d = mnc.constant dense<0.5> : tensor<4x1x1x3xf32>
  %z = mnc.conv2d %y, %d
      {strides = array<i64: 1, 1>, pads = array<i64: 0, 1, 0, 2>, dilations = array<i64: 1, 1>, group = 4}
      : (tensor<6x1x1x4xf32>, tensor<4x1x1x3xf32>) -> tensor<6x1x2x4xf32>
  return %z : tensor<6x1x2x4xf32>
}
