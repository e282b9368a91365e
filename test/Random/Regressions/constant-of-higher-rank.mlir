// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A transpose does not sink below an operation that adds dimensions.
// RUN: mnc-random %s

func.func @main(%x: tensor<3x4x2xf32>) -> tensor<2x3x2x4xf32> {
  %turned = mnc.transpose %x {perm = array<i64: 0, 2, 1>} : (tensor<3x4x2xf32>) -> tensor<3x2x4xf32>
  %factors = mnc.constant dense<[[[[2.0]]], [[[3.0]]]]> : tensor<2x1x1x1xf32>
  %y = mnc.mul %turned, %factors : (tensor<3x2x4xf32>, tensor<2x1x1x1xf32>) -> tensor<2x3x2x4xf32>
  return %y : tensor<2x3x2x4xf32>
}
