// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A window of one row may have padding above and below, also when streamed.
// RUN: mnc-random %s

func.func @main(%x: tensor<1x15x11x8xf32>) -> tensor<1x17x11x94xf32> {
  %expand = mnc.constant dense<0.25> : tensor<94x8x1x1xf32>
  %wide = mnc.conv2d %x, %expand
      {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x15x11x8xf32>, tensor<94x8x1x1xf32>) -> tensor<1x15x11x94xf32>
  %filter = mnc.constant dense<0.5> : tensor<94x1x1x3xf32>
  %y = mnc.conv2d %wide, %filter
      {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 94 : i64}
      : (tensor<1x15x11x94xf32>, tensor<94x1x1x3xf32>) -> tensor<1x17x11x94xf32>
  return %y : tensor<1x17x11x94xf32>
}
