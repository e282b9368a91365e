// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Elements of other types, slices that are read in place, a concat, and indices that are computed.
func.func @main(%p: tensor<1x6x6x8xui8>, %n: tensor<5xsi64>, %h: tensor<1x6x6x4xf16>) -> (tensor<1x6x6x8xf32>, tensor<1x6x6x1xsi64>, tensor<1x6x6x3xf32>, tensor<1x6x5x4xf32>, tensor<1x6x6x4xf16>) {
  %0 = mnc.convert %p {to = f32} : (tensor<1x6x6x8xui8>) -> tensor<1x6x6x8xf32>
  %1 = mnc.slice %0 {starts = array<i64: 0, 0, 0, 0>, sizes = array<i64: 1, 6, 6, 4>, steps = array<i64: 1, 1, 1, 1>} : (tensor<1x6x6x8xf32>) -> tensor<1x6x6x4xf32>
  %2 = mnc.slice %0 {starts = array<i64: 0, 0, 0, 4>, sizes = array<i64: 1, 6, 6, 4>, steps = array<i64: 1, 1, 1, 1>} : (tensor<1x6x6x8xf32>) -> tensor<1x6x6x4xf32>
  %w = mnc.constant dense<0.25> : tensor<4x4x1x1xf32>
  %3 = mnc.conv2d %1, %w steps(%2) {epilogue = [#mnc.residual], strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x6x6x4xf32>, tensor<4x4x1x1xf32>, tensor<1x6x6x4xf32>) -> tensor<1x6x6x4xf32>
  %4 = mnc.convert %h {to = f32} : (tensor<1x6x6x4xf16>) -> tensor<1x6x6x4xf32>
  %5 = mnc.compare %3, %4 {predicate = 1 : i32} : (tensor<1x6x6x4xf32>, tensor<1x6x6x4xf32>) -> tensor<1x6x6x4xi1>
  %6 = mnc.select %5, %3, %2 : (tensor<1x6x6x4xi1>, tensor<1x6x6x4xf32>, tensor<1x6x6x4xf32>) -> tensor<1x6x6x4xf32>
  %7 = mnc.concat %3, %6 {axis = 3 : i64} : (tensor<1x6x6x4xf32>, tensor<1x6x6x4xf32>) -> tensor<1x6x6x8xf32>
  %8 = mnc.arg_max %6 {axis = 3 : i64} : (tensor<1x6x6x4xf32>) -> tensor<1x6x6x1xsi64>
  %9 = mnc.top_k %6 {axis = 3 : i64, count = 3 : i64} : (tensor<1x6x6x4xf32>) -> tensor<1x6x6x3xsi64>
  %10 = mnc.gather_elements %6, %9 {axis = 3 : i64} : (tensor<1x6x6x4xf32>, tensor<1x6x6x3xsi64>) -> tensor<1x6x6x3xf32>
  %11 = mnc.take %6, %n {axis = 2 : i64} : (tensor<1x6x6x4xf32>, tensor<5xsi64>) -> tensor<1x6x5x4xf32>
  %12 = mnc.convert %6 {to = f16} : (tensor<1x6x6x4xf32>) -> tensor<1x6x6x4xf16>
  return %7, %8, %10, %11, %12 : tensor<1x6x6x8xf32>, tensor<1x6x6x1xsi64>, tensor<1x6x6x3xf32>, tensor<1x6x5x4xf32>, tensor<1x6x6x4xf16>
}
