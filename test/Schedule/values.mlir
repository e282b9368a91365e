// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Activations with several consumers, borders and outputs hold what the evaluator computes,
// whatever memory they share.
// RUN: rm -rf %t && mnc-run %s --reference --output-dir %t && mnc-run %s --compare %t

func.func @main(%x: tensor<2x5x4x3xf32> {mnc.name = "x"})
    -> (tensor<2x5x4x3xf32> {mnc.name = "map"}, tensor<2x60xf32> {mnc.name = "flat"}, tensor<2x5x4x3xf32> {mnc.name = "again"},
        tensor<2x5x4x3xf32> {mnc.name = "input"}, tensor<2x5x4x3xf32> {mnc.name = "sum"}, tensor<2x2x1x3xf32> {mnc.name = "pool"}) {
  %w = mnc.constant dense<[[[[0.5, -1.0, 0.25], [2.0, 1.0, 0.5], [-1.0, 0.0, 1.0]]], [[[1.0, 2.0, 3.0], [-1.0, -2.0, -3.0], [0.5, 0.5, 0.5]]], [[[0.0, 1.0, 0.0], [1.0, -4.0, 1.0], [0.0, 1.0, 0.0]]]]> : tensor<3x1x3x3xf32>
  %v = mnc.constant dense<[[[[0.5]], [[-1.0]], [[0.25]]], [[[2.0]], [[0.125]], [[-0.5]]], [[[1.0]], [[1.5]], [[-2.0]]]]> : tensor<3x3x1x1xf32>
  // Read by a window, and returned three times.
  %0 = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 3}
      : (tensor<2x5x4x3xf32>, tensor<3x1x3x3xf32>) -> tensor<2x5x4x3xf32>
  %1 = mnc.reshape %0 : (tensor<2x5x4x3xf32>) -> tensor<2x60xf32>
  // Read by two windows of other padding, a pointwise layer, a sum and a pool.
  %2 = mnc.pointwise #mnc.clamp<-1.0 : f32, 1.0 : f32> %0 : (tensor<2x5x4x3xf32>) -> tensor<2x5x4x3xf32>
  %3 = mnc.conv2d %2, %w {strides = array<i64: 1, 1>, pads = array<i64: 2, 1, 0, 1>, dilations = array<i64: 1, 1>, group = 3}
      : (tensor<2x5x4x3xf32>, tensor<3x1x3x3xf32>) -> tensor<2x5x4x3xf32>
  %4 = mnc.conv2d %2, %w steps(%3)
      {strides = array<i64: 1, 1>, pads = array<i64: 2, 2, 2, 2>, dilations = array<i64: 2, 2>, group = 3, epilogue = [#mnc.residual]}
      : (tensor<2x5x4x3xf32>, tensor<3x1x3x3xf32>, tensor<2x5x4x3xf32>) -> tensor<2x5x4x3xf32>
  %5 = mnc.conv2d %2, %v steps(%2)
      {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, epilogue = [#mnc.residual]}
      : (tensor<2x5x4x3xf32>, tensor<3x3x1x1xf32>, tensor<2x5x4x3xf32>) -> tensor<2x5x4x3xf32>
  %6 = mnc.add %4, %5 : (tensor<2x5x4x3xf32>, tensor<2x5x4x3xf32>) -> tensor<2x5x4x3xf32>
  %7 = mnc.max_pool2d %2 {window = array<i64: 3, 3>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>}
      : (tensor<2x5x4x3xf32>) -> tensor<2x2x1x3xf32>
  return %0, %1, %0, %x, %6, %7
      : tensor<2x5x4x3xf32>, tensor<2x60xf32>, tensor<2x5x4x3xf32>, tensor<2x5x4x3xf32>, tensor<2x5x4x3xf32>, tensor<2x2x1x3xf32>
}
