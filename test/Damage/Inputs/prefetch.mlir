// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A convolution that prefetches the weights of another one.
func.func @main(%x: tensor<1x7x7x160xf32>) -> tensor<1x1x1x501xf32> {
  %h = mnc.constant dense<0.5> : tensor<640x160x1x1xf32>
  %0 = mnc.conv2d %x, %h {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x7x7x160xf32>, tensor<640x160x1x1xf32>) -> tensor<1x7x7x640xf32>
  %1 = mnc.max_pool2d %0 {window = array<i64: 7, 7>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x7x7x640xf32>) -> tensor<1x1x1x640xf32>
  %c = mnc.constant dense<0.25> : tensor<501x640x1x1xf32>
  %2 = mnc.conv2d %1, %c {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x1x1x640xf32>, tensor<501x640x1x1xf32>) -> tensor<1x1x1x501xf32>
  return %2 : tensor<1x1x1x501xf32>
}
