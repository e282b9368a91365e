// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One constant is packed twice when it is the filter of two kernels.
// RUN: mnc-random %s

func.func @main(%x: tensor<1x1x1x4xf32>) -> tensor<1x1x1x2xf32> {
  %filter = mnc.constant dense<[[[[1.0]], [[2.0]]], [[[3.0]], [[4.0]]]]> : tensor<2x2x1x1xf32>
  %y = mnc.conv2d %x, %filter {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 2 : i64}
      : (tensor<1x1x1x4xf32>, tensor<2x2x1x1xf32>) -> tensor<1x1x1x2xf32>
  %z = mnc.conv2d %y, %filter {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x1x1x2xf32>, tensor<2x2x1x1xf32>) -> tensor<1x1x1x2xf32>
  return %z : tensor<1x1x1x2xf32>
}
