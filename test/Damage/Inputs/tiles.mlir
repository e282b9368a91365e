// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A group of channel tiles, and one that adds its tiles up.
func.func @main(%x: tensor<1x14x14x128xf32>) -> tensor<1x500xf32> {
  %e = mnc.constant dense<0.25> : tensor<160x128x1x1xf32>
  %0 = mnc.conv2d %x, %e {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x14x14x128xf32>, tensor<160x128x1x1xf32>) -> tensor<1x14x14x160xf32>
  %d = mnc.constant dense<0.5> : tensor<160x1x3x3xf32>
  %1 = mnc.conv2d %0, %d {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 160 : i64} : (tensor<1x14x14x160xf32>, tensor<160x1x3x3xf32>) -> tensor<1x7x7x160xf32>
  %h = mnc.constant dense<0.5> : tensor<640x160x1x1xf32>
  %2 = mnc.conv2d %1, %h {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x7x7x160xf32>, tensor<640x160x1x1xf32>) -> tensor<1x7x7x640xf32>
  %3 = mnc.avg_pool2d %2 {window = array<i64: 7, 7>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x7x7x640xf32>) -> tensor<1x1x1x640xf32>
  %c = mnc.constant dense<0.25> : tensor<500x640x1x1xf32>
  %b = mnc.constant dense<0.125> : tensor<500xf32>
  %4 = mnc.conv2d %3, %c steps(%b) {epilogue = [#mnc.bias], strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x1x1x640xf32>, tensor<500x640x1x1xf32>, tensor<500xf32>) -> tensor<1x1x1x500xf32>
  %5 = mnc.reshape %4 : (tensor<1x1x1x500xf32>) -> tensor<1x500xf32>
  return %5 : tensor<1x500xf32>
}
