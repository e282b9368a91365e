// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Factors of an input that a padded window reads, too, lie inside a border.
// RUN: mnc-random %s

func.func @main(%x: tensor<2x2x2x8xf32>, %m: tensor<2x3x3x8xf32>) -> (tensor<2x3x3x4xf32>, tensor<2x1x1x8xf32>) {
  %s = mnc.avg_pool2d %x {window = array<i64: 2, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>}
      : (tensor<2x2x2x8xf32>) -> tensor<2x1x1x8xf32>
  %f = mnc.constant dense<0.5> : tensor<8x1x3x3xf32>
  %d = mnc.conv2d %s, %f {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 8 : i64}
      : (tensor<2x1x1x8xf32>, tensor<8x1x3x3xf32>) -> tensor<2x1x1x8xf32>
  %w = mnc.constant dense<0.25> : tensor<4x8x1x1xf32>
  %y = mnc.conv2d %m, %w input_scale(%s) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<2x3x3x8xf32>, tensor<4x8x1x1xf32>, tensor<2x1x1x8xf32>) -> tensor<2x3x3x4xf32>
  return %y, %d : tensor<2x3x3x4xf32>, tensor<2x1x1x8xf32>
}
