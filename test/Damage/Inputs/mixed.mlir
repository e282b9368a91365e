// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// An operation of each other kind, and two results.
func.func @main(%x: tensor<1x3x9x9xf32>, %z: tensor<1x9x9x8xf32>) -> (tensor<1x9x9x8xf32>, tensor<1x8xf32>) {
  %0 = mnc.transpose %x {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x3x9x9xf32>) -> tensor<1x9x9x3xf32>
  %1 = mnc.pad %0 {low = array<i64: 0, 1, 1, 0>, high = array<i64: 0, 1, 1, 0>, value = 0.5 : f32} : (tensor<1x9x9x3xf32>) -> tensor<1x11x11x3xf32>
  %w = mnc.constant dense<0.25> : tensor<8x3x3x3xf32>
  %2 = mnc.conv2d %1, %w steps(%z) {epilogue = [#mnc.residual], strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x11x11x3xf32>, tensor<8x3x3x3xf32>, tensor<1x9x9x8xf32>) -> tensor<1x9x9x8xf32>
  %3 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %2 : (tensor<1x9x9x8xf32>) -> tensor<1x9x9x8xf32>
  %4 = mnc.pointwise #mnc.clamp<-1.0 : f32, 1.0 : f32> %3 : (tensor<1x9x9x8xf32>) -> tensor<1x9x9x8xf32>
  %g = mnc.constant dense<0.5> : tensor<8x2x3x3xf32>
  %5 = mnc.conv2d %4, %g {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 4 : i64} : (tensor<1x9x9x8xf32>, tensor<8x2x3x3xf32>) -> tensor<1x5x5x8xf32>
  %6 = mnc.max_pool2d %5 {window = array<i64: 3, 3>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, ceil_mode} : (tensor<1x5x5x8xf32>) -> tensor<1x3x3x8xf32>
  %s = mnc.constant dense<[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]> : tensor<8xf32>
  %7 = mnc.mul %6, %s : (tensor<1x3x3x8xf32>, tensor<8xf32>) -> tensor<1x3x3x8xf32>
  %8 = mnc.avg_pool2d %7 {window = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x3x3x8xf32>) -> tensor<1x1x1x8xf32>
  %9 = mnc.reshape %8 : (tensor<1x1x1x8xf32>) -> tensor<1x8xf32>
  %10 = mnc.softmax %9 {axis = 1 : i64} : (tensor<1x8xf32>) -> tensor<1x8xf32>
  return %4, %10 : tensor<1x9x9x8xf32>, tensor<1x8xf32>
}
