// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Operations on constants are computed.
// RUN: mnc-opt %s -mnc-fold-constants -canonicalize | FileCheck %s

// CHECK-LABEL: @chain
func.func @chain() -> tensor<2x2xf32> {
  // CHECK: %[[C:.*]] = mnc.constant {{.*}} : tensor<2x2xf32>
  // CHECK-NEXT: return %[[C]]
  %a = mnc.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %b = mnc.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %0 = mnc.add %a, %b : (tensor<2x2xf32>, tensor<2xf32>) -> tensor<2x2xf32>
  %1 = mnc.transpose %0 {perm = array<i64: 1, 0>} : (tensor<2x2xf32>) -> tensor<2x2xf32>
  return %1 : tensor<2x2xf32>
}

// Weights of a convolution that are computed from constants.
// CHECK-LABEL: @weights
func.func @weights(%x: tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32> {
  // CHECK: %[[W:.*]] = mnc.constant {{.*}} : tensor<2x2x1x1xf32>
  // CHECK-NEXT: %[[Y:.*]] = mnc.conv2d %{{.*}}, %[[W]]
  // CHECK-NEXT: return %[[Y]]
  %w = mnc.constant dense<2.0> : tensor<2x2x1x1xf32>
  %s = mnc.constant dense<0.5> : tensor<2x1x1x1xf32>
  %0 = mnc.mul %w, %s : (tensor<2x2x1x1xf32>, tensor<2x1x1x1xf32>) -> tensor<2x2x1x1xf32>
  %1 = mnc.conv2d %x, %0 {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x2x2x2xf32>, tensor<2x2x1x1xf32>) -> tensor<1x2x2x2xf32>
  return %1 : tensor<1x2x2x2xf32>
}

// CHECK-LABEL: @negative_one_operand_is_not_constant
func.func @negative_one_operand_is_not_constant(%x: tensor<2x2xf32>) -> tensor<2x2xf32> {
  // CHECK: mnc.add
  %b = mnc.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %0 = mnc.add %x, %b : (tensor<2x2xf32>, tensor<2xf32>) -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}
