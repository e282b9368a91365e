// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Layers that are computed row by row, with rings in channel tiles and blocks, after a copy.
func.func @main(%x: tensor<2x12x40x16xf32>) -> tensor<2x6x20x8xf32> {
  %d = mnc.constant dense<0.125> : tensor<16x1x3x3xf32>
  %0 = mnc.conv2d %x, %d {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 16 : i64} : (tensor<2x12x40x16xf32>, tensor<16x1x3x3xf32>) -> tensor<2x12x40x16xf32>
  %e = mnc.constant dense<0.25> : tensor<192x16x1x1xf32>
  %b = mnc.constant dense<0.5> : tensor<192xf32>
  %1 = mnc.conv2d %0, %e steps(%b) {epilogue = [#mnc.bias, #mnc.clamp<0.0 : f32, 6.0 : f32>], strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<2x12x40x16xf32>, tensor<192x16x1x1xf32>, tensor<192xf32>) -> tensor<2x12x40x192xf32>
  %f = mnc.constant dense<0.5> : tensor<192x1x3x3xf32>
  %2 = mnc.conv2d %1, %f {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 192 : i64} : (tensor<2x12x40x192xf32>, tensor<192x1x3x3xf32>) -> tensor<2x6x20x192xf32>
  %p = mnc.constant dense<0.5> : tensor<8x192x1x1xf32>
  %3 = mnc.conv2d %2, %p {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<2x6x20x192xf32>, tensor<8x192x1x1xf32>) -> tensor<2x6x20x8xf32>
  return %3 : tensor<2x6x20x8xf32>
}
