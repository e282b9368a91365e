// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A small graph in which every pass has something to do computes what the
// evaluator computes of it as it is written here.
// RUN: mnc --emit=graph %s -o - | FileCheck %s
// RUN: rm -rf %t && mnc-run %s --reference --output-dir %t && mnc-run %s --compare %t

// CHECK-NOT: mnc.batch_norm
// CHECK-NOT: mnc.pad
// CHECK: epilogue = [#mnc.bias, #mnc.residual, #mnc.clamp
func.func @main(%x: tensor<1x3x4x5xf32> {mnc.name = "x"}) -> (tensor<1x3x4x5xf32> {mnc.name = "y"}, tensor<1x3x4x5xf32> {mnc.name = "z"}) {
  %w = mnc.constant dense<[[[[0.5]], [[-1.0]], [[0.25]]], [[[2.0]], [[0.125]], [[-0.5]]], [[[1.0]], [[1.5]], [[-2.0]]]]> : tensor<3x3x1x1xf32>
  %d = mnc.constant dense<[[[[0.5, -1.0, 0.25], [2.0, 1.0, 0.5], [-1.0, 0.0, 1.0]]], [[[1.0, 2.0, 3.0], [-1.0, -2.0, -3.0], [0.5, 0.5, 0.5]]], [[[0.0, 1.0, 0.0], [1.0, -4.0, 1.0], [0.0, 1.0, 0.0]]]]> : tensor<3x1x3x3xf32>
  %s = mnc.constant dense<[1.0, 2.0, 0.5]> : tensor<3xf32>
  %m = mnc.constant dense<[0.1, -0.2, 0.3]> : tensor<3xf32>
  %half = mnc.constant dense<0.5> : tensor<f32>
  %factor = mnc.constant dense<[[[1.0]], [[2.0]], [[-1.0]]]> : tensor<3x1x1xf32>
  %rows = mnc.transpose %x {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x3x4x5xf32>) -> tensor<1x4x5x3xf32>
  %0 = mnc.conv2d %rows, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x4x5x3xf32>, tensor<3x3x1x1xf32>) -> tensor<1x4x5x3xf32>
  %1 = mnc.transpose %0 {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x4x5x3xf32>) -> tensor<1x3x4x5xf32>
  %2 = mnc.batch_norm %1, %s, %m, %m, %s {axis = 1, epsilon = 1.0e-3 : f32}
      : (tensor<1x3x4x5xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<1x3x4x5xf32>
  %3 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %2 : (tensor<1x3x4x5xf32>) -> tensor<1x3x4x5xf32>
  %4 = mnc.pad %3 {low = array<i64: 0, 0, 1, 1>, high = array<i64: 0, 0, 1, 1>, value = 0.0 : f32}
      : (tensor<1x3x4x5xf32>) -> tensor<1x3x6x7xf32>
  %5 = mnc.transpose %4 {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x3x6x7xf32>) -> tensor<1x6x7x3xf32>
  %6 = mnc.conv2d %5, %d steps(%m)
      {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 3, epilogue = [#mnc.bias]}
      : (tensor<1x6x7x3xf32>, tensor<3x1x3x3xf32>, tensor<3xf32>) -> tensor<1x4x5x3xf32>
  %7 = mnc.transpose %6 {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x4x5x3xf32>) -> tensor<1x3x4x5xf32>
  %8 = mnc.add %7, %3 : (tensor<1x3x4x5xf32>, tensor<1x3x4x5xf32>) -> tensor<1x3x4x5xf32>
  %9 = mnc.pointwise #mnc.clamp<-1.0 : f32, 1.0 : f32> %8 : (tensor<1x3x4x5xf32>) -> tensor<1x3x4x5xf32>
  // A normalisation that follows no convolution, and constants of several shapes.
  %10 = mnc.batch_norm %9, %s, %m, %m, %s {axis = 1, epsilon = 1.0e-3 : f32}
      : (tensor<1x3x4x5xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<1x3x4x5xf32>
  %11 = mnc.mul %10, %factor : (tensor<1x3x4x5xf32>, tensor<3x1x1xf32>) -> tensor<1x3x4x5xf32>
  %12 = mnc.sub %half, %11 : (tensor<f32>, tensor<1x3x4x5xf32>) -> tensor<1x3x4x5xf32>
  return %9, %12 : tensor<1x3x4x5xf32>, tensor<1x3x4x5xf32>
}
