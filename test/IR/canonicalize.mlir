// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Folds and canonical forms: identities go, chains become one operation.
// RUN: mnc-opt %s -canonicalize | FileCheck %s

// CHECK-LABEL: @transposes_cancel
// CHECK-SAME: (%[[X:.*]]: tensor<2x3x4x5xf32>)
func.func @transposes_cancel(%x: tensor<2x3x4x5xf32>) -> tensor<2x3x4x5xf32> {
  %nhwc = mnc.transpose %x {perm = array<i64: 0, 2, 3, 1>} : (tensor<2x3x4x5xf32>) -> tensor<2x4x5x3xf32>
  %nchw = mnc.transpose %nhwc {perm = array<i64: 0, 3, 1, 2>} : (tensor<2x4x5x3xf32>) -> tensor<2x3x4x5xf32>
  // CHECK-NEXT: return %[[X]]
  return %nchw : tensor<2x3x4x5xf32>
}

// CHECK-LABEL: @transposes_compose
// CHECK-SAME: (%[[X:.*]]: tensor<2x3x4x5xf32>)
func.func @transposes_compose(%x: tensor<2x3x4x5xf32>) -> tensor<2x5x3x4xf32> {
  %a = mnc.transpose %x {perm = array<i64: 0, 2, 3, 1>} : (tensor<2x3x4x5xf32>) -> tensor<2x4x5x3xf32>
  %b = mnc.transpose %a {perm = array<i64: 0, 2, 3, 1>} : (tensor<2x4x5x3xf32>) -> tensor<2x5x3x4xf32>
  // CHECK-NEXT: %[[B:.*]] = mnc.transpose %[[X]] {perm = array<i64: 0, 3, 1, 2>} : (tensor<2x3x4x5xf32>) -> tensor<2x5x3x4xf32>
  // CHECK-NEXT: return %[[B]]
  return %b : tensor<2x5x3x4xf32>
}

// CHECK-LABEL: @transpose_of_unit_dims
// CHECK-SAME: (%[[X:.*]]: tensor<2x1x1x5xf32>)
func.func @transpose_of_unit_dims(%x: tensor<2x1x1x5xf32>) -> tensor<2x5x1x1xf32> {
  %y = mnc.transpose %x {perm = array<i64: 0, 3, 1, 2>} : (tensor<2x1x1x5xf32>) -> tensor<2x5x1x1xf32>
  // CHECK-NEXT: %[[Y:.*]] = mnc.reshape %[[X]] : (tensor<2x1x1x5xf32>) -> tensor<2x5x1x1xf32>
  // CHECK-NEXT: return %[[Y]]
  return %y : tensor<2x5x1x1xf32>
}

// CHECK-LABEL: @negative_transpose_moves_values
func.func @negative_transpose_moves_values(%x: tensor<1x3x1x5xf32>) -> tensor<1x1x5x3xf32> {
  // CHECK-NEXT: mnc.transpose
  %y = mnc.transpose %x {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x3x1x5xf32>) -> tensor<1x1x5x3xf32>
  return %y : tensor<1x1x5x3xf32>
}

// CHECK-LABEL: @reshape_of_reshape
// CHECK-SAME: (%[[X:.*]]: tensor<6xf32>)
func.func @reshape_of_reshape(%x: tensor<6xf32>) -> tensor<3x2xf32> {
  %a = mnc.reshape %x : (tensor<6xf32>) -> tensor<2x3xf32>
  %b = mnc.reshape %a : (tensor<2x3xf32>) -> tensor<3x2xf32>
  // CHECK-NEXT: %[[B:.*]] = mnc.reshape %[[X]] : (tensor<6xf32>) -> tensor<3x2xf32>
  // CHECK-NEXT: return %[[B]]
  return %b : tensor<3x2xf32>
}

// CHECK-LABEL: @reshapes_cancel
// CHECK-SAME: (%[[X:.*]]: tensor<6xf32>)
func.func @reshapes_cancel(%x: tensor<6xf32>) -> tensor<6xf32> {
  %a = mnc.reshape %x : (tensor<6xf32>) -> tensor<2x3xf32>
  %b = mnc.reshape %a : (tensor<2x3xf32>) -> tensor<6xf32>
  // CHECK-NEXT: return %[[X]]
  return %b : tensor<6xf32>
}

// CHECK-LABEL: @reshape_of_constant
func.func @reshape_of_constant() -> (tensor<2x1xf32>, tensor<4xf32>, tensor<4xf32>) {
  // CHECK-DAG: %[[LIST:.*]] = mnc.constant dense<{{\[\[}}1.000000e+00], [2.000000e+00]]> : tensor<2x1xf32>
  %list = mnc.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %0 = mnc.reshape %list : (tensor<2xf32>) -> tensor<2x1xf32>
  // CHECK-DAG: %[[SPLAT:.*]] = mnc.constant dense<3.000000e+00> : tensor<4xf32>
  %splat = mnc.constant dense<3.0> : tensor<2x2xf32>
  %1 = mnc.reshape %splat : (tensor<2x2xf32>) -> tensor<4xf32>
  // CHECK-DAG: %[[STORED:.*]] = mnc.constant dense_resource<weights> : tensor<4xf32>
  %stored = mnc.constant dense_resource<weights> : tensor<2x2xf32>
  %2 = mnc.reshape %stored : (tensor<2x2xf32>) -> tensor<4xf32>
  // CHECK-NOT: mnc.reshape
  // CHECK: return %[[LIST]], %[[SPLAT]], %[[STORED]]
  return %0, %1, %2 : tensor<2x1xf32>, tensor<4xf32>, tensor<4xf32>
}

// CHECK-LABEL: @pad_by_zero
// CHECK-SAME: (%[[X:.*]]: tensor<2x3xf32>)
func.func @pad_by_zero(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %y = mnc.pad %x {low = array<i64: 0, 0>, high = array<i64: 0, 0>, value = 1.0 : f32} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK-NEXT: return %[[X]]
  return %y : tensor<2x3xf32>
}

// CHECK-LABEL: @negative_pad
func.func @negative_pad(%x: tensor<2x3xf32>) -> tensor<2x4xf32> {
  // CHECK-NEXT: mnc.pad
  %y = mnc.pad %x {low = array<i64: 0, 0>, high = array<i64: 0, 1>, value = 1.0 : f32} : (tensor<2x3xf32>) -> tensor<2x4xf32>
  return %y : tensor<2x4xf32>
}

// CHECK-LABEL: @unbounded_clamp
// CHECK-SAME: (%[[X:.*]]: tensor<2xf32>)
func.func @unbounded_clamp(%x: tensor<2xf32>) -> tensor<2xf32> {
  %y = mnc.pointwise #mnc.clamp<0xFF800000 : f32, 0x7F800000 : f32> %x : (tensor<2xf32>) -> tensor<2xf32>
  // CHECK-NEXT: return %[[X]]
  return %y : tensor<2xf32>
}

// CHECK-LABEL: @negative_clamp_with_one_bound
func.func @negative_clamp_with_one_bound(%x: tensor<2xf32>) -> tensor<2xf32> {
  // CHECK-NEXT: mnc.pointwise #mnc.clamp
  %y = mnc.pointwise #mnc.clamp<0.0 : f32, 0x7F800000 : f32> %x : (tensor<2xf32>) -> tensor<2xf32>
  return %y : tensor<2xf32>
}

{-#
  dialect_resources: {
    builtin: {
      weights: "0x040000000000803F000000400000404000008040"
    }
  }
#-}
