// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Transposes move towards the results, where they meet and cancel.
// RUN: mnc-opt %s -mnc-sink-transposes -canonicalize | FileCheck %s

// NHWC -> NCHW, the layers between two convolutions, and back.
// CHECK-LABEL: @between_convolutions
// CHECK-SAME: %[[X:[a-z0-9]*]]: tensor<1x4x5x2xf32>, %[[S:[a-z0-9]*]]: tensor<2xf32>
func.func @between_convolutions(%x: tensor<1x4x5x2xf32>, %s: tensor<2xf32>) -> tensor<1x6x6x2xf32> {
  // CHECK-NOT: mnc.transpose
  // CHECK: %[[N:.*]] = mnc.batch_norm %[[X]], %[[S]], %[[S]], %[[S]], %[[S]] {axis = 3
  // CHECK: %[[C:.*]] = mnc.pointwise #mnc.clamp<{{.*}}> %[[N]]
  // CHECK: %[[P:.*]] = mnc.pad %[[C]] {high = array<i64: 0, 2, 0, 0>, low = array<i64: 0, 0, 1, 0>
  // CHECK: return %[[P]]
  %0 = mnc.transpose %x {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x4x5x2xf32>) -> tensor<1x2x4x5xf32>
  %1 = mnc.batch_norm %0, %s, %s, %s, %s {axis = 1, epsilon = 1.0e-5 : f32}
      : (tensor<1x2x4x5xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2x4x5xf32>
  %2 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %1 : (tensor<1x2x4x5xf32>) -> tensor<1x2x4x5xf32>
  %3 = mnc.pad %2 {low = array<i64: 0, 0, 0, 1>, high = array<i64: 0, 0, 2, 0>, value = 0.0 : f32}
      : (tensor<1x2x4x5xf32>) -> tensor<1x2x6x6xf32>
  %4 = mnc.transpose %3 {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x2x6x6xf32>) -> tensor<1x6x6x2xf32>
  return %4 : tensor<1x6x6x2xf32>
}

// One slope for each channel stays with its channel; a whole operand would have to move.
// CHECK-LABEL: @functions
// CHECK-SAME: %[[X:[a-z0-9]*]]: tensor<1x4x5x2xf32>, %[[S:[a-z0-9]*]]: tensor<2xf32>
func.func @functions(%x: tensor<1x4x5x2xf32>, %s: tensor<2xf32>) -> tensor<1x2x4x5xf32> {
  // CHECK: %[[A:.*]] = mnc.pointwise #mnc.hard_swish %[[X]]
  // CHECK: %[[B:.*]] = mnc.pointwise #mnc.prelu %[[A]], %[[S]]
  // CHECK: %[[C:.*]] = mnc.pointwise #mnc.sigmoid %[[B]] : (tensor<1x4x5x2xf32>)
  // CHECK: mnc.transpose %[[C]] {perm = array<i64: 0, 3, 1, 2>}
  %0 = mnc.transpose %x {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x4x5x2xf32>) -> tensor<1x2x4x5xf32>
  %1 = mnc.pointwise #mnc.hard_swish %0 : (tensor<1x2x4x5xf32>) -> tensor<1x2x4x5xf32>
  %2 = mnc.transpose %1 {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x2x4x5xf32>) -> tensor<1x4x5x2xf32>
  %3 = mnc.pointwise #mnc.prelu %2, %s : (tensor<1x4x5x2xf32>, tensor<2xf32>) -> tensor<1x4x5x2xf32>
  %4 = mnc.transpose %3 {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x4x5x2xf32>) -> tensor<1x2x4x5xf32>
  %5 = mnc.pointwise #mnc.sigmoid %4 : (tensor<1x2x4x5xf32>) -> tensor<1x2x4x5xf32>
  return %5 : tensor<1x2x4x5xf32>
}

// The slopes would belong to another dimension.
// CHECK-LABEL: @negative_slopes_of_columns
func.func @negative_slopes_of_columns(%x: tensor<1x4x5x2xf32>, %s: tensor<5xf32>) -> tensor<1x2x4x5xf32> {
  // CHECK: %[[T:.*]] = mnc.transpose
  // CHECK: mnc.pointwise #mnc.prelu %[[T]]
  %0 = mnc.transpose %x {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x4x5x2xf32>) -> tensor<1x2x4x5xf32>
  %1 = mnc.pointwise #mnc.prelu %0, %s : (tensor<1x2x4x5xf32>, tensor<5xf32>) -> tensor<1x2x4x5xf32>
  return %1 : tensor<1x2x4x5xf32>
}

// CHECK-LABEL: @negative_residual
func.func @negative_residual(%x: tensor<1x4x5x2xf32>, %r: tensor<1x2x4x5xf32>) -> tensor<1x2x4x5xf32> {
  // CHECK: %[[T:.*]] = mnc.transpose
  // CHECK: mnc.pointwise #mnc.residual %[[T]]
  %0 = mnc.transpose %x {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x4x5x2xf32>) -> tensor<1x2x4x5xf32>
  %1 = mnc.pointwise #mnc.residual %0, %r : (tensor<1x2x4x5xf32>, tensor<1x2x4x5xf32>) -> tensor<1x2x4x5xf32>
  return %1 : tensor<1x2x4x5xf32>
}

// CHECK-LABEL: @sum_of_two
// CHECK-SAME: %[[X:[a-z0-9]*]]: tensor<1x4x5x2xf32>, %[[Y:[a-z0-9]*]]: tensor<1x4x5x2xf32>
func.func @sum_of_two(%x: tensor<1x4x5x2xf32>, %y: tensor<1x4x5x2xf32>) -> tensor<1x2x4x5xf32> {
  // CHECK: %[[SUM:.*]] = mnc.add %[[X]], %[[Y]]
  // CHECK: %[[OUT:.*]] = mnc.transpose %[[SUM]] {perm = array<i64: 0, 3, 1, 2>}
  // CHECK: return %[[OUT]]
  %0 = mnc.transpose %x {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x4x5x2xf32>) -> tensor<1x2x4x5xf32>
  %1 = mnc.transpose %y {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x4x5x2xf32>) -> tensor<1x2x4x5xf32>
  %2 = mnc.add %0, %1 : (tensor<1x2x4x5xf32>, tensor<1x2x4x5xf32>) -> tensor<1x2x4x5xf32>
  return %2 : tensor<1x2x4x5xf32>
}

// One value a channel, in the order of the channels last.
// CHECK-LABEL: @product_with_constant
func.func @product_with_constant(%x: tensor<1x4x5x2xf32>) -> tensor<1x4x5x2xf32> {
  // CHECK: %[[C:.*]] = mnc.constant {{.*}} : tensor<1x1x1x2xf32>
  // CHECK: %[[Y:.*]] = mnc.mul %{{.*}}, %[[C]]
  // CHECK-NEXT: return %[[Y]]
  %c = mnc.constant dense<[[[1.0]], [[2.0]]]> : tensor<2x1x1xf32>
  %0 = mnc.transpose %x {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x4x5x2xf32>) -> tensor<1x2x4x5xf32>
  %1 = mnc.mul %0, %c : (tensor<1x2x4x5xf32>, tensor<2x1x1xf32>) -> tensor<1x2x4x5xf32>
  %2 = mnc.transpose %1 {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x2x4x5xf32>) -> tensor<1x4x5x2xf32>
  return %2 : tensor<1x4x5x2xf32>
}

// CHECK-LABEL: @softmax
// CHECK-SAME: %[[X:[a-z0-9]*]]: tensor<1x4x5x2xf32>
func.func @softmax(%x: tensor<1x4x5x2xf32>) -> tensor<1x2x4x5xf32> {
  // CHECK: %[[Y:.*]] = mnc.softmax %[[X]] {axis = 3 : i64}
  // CHECK: mnc.transpose %[[Y]]
  %0 = mnc.transpose %x {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x4x5x2xf32>) -> tensor<1x2x4x5xf32>
  %1 = mnc.softmax %0 {axis = 1} : (tensor<1x2x4x5xf32>) -> tensor<1x2x4x5xf32>
  return %1 : tensor<1x2x4x5xf32>
}

// On an activation of one pixel, transposes have become reshapes.
// CHECK-LABEL: @one_pixel
// CHECK-SAME: %[[X:[a-z0-9]*]]: tensor<3x1x1x2xf32>, %[[S:[a-z0-9]*]]: tensor<2xf32>
func.func @one_pixel(%x: tensor<3x1x1x2xf32>, %s: tensor<2xf32>) -> tensor<3x2x1x1xf32> {
  // CHECK: %[[C:.*]] = mnc.constant {{.*}} : tensor<1x1x1x2xf32>
  // CHECK: %[[N:.*]] = mnc.batch_norm %[[X]], %[[S]], %[[S]], %[[S]], %[[S]] {axis = 3
  // CHECK: %[[P:.*]] = mnc.mul %[[N]], %[[C]]
  // CHECK: mnc.reshape %[[P]]
  %c = mnc.constant dense<[[[1.0]], [[2.0]]]> : tensor<2x1x1xf32>
  %0 = mnc.reshape %x : (tensor<3x1x1x2xf32>) -> tensor<3x2x1x1xf32>
  %1 = mnc.batch_norm %0, %s, %s, %s, %s {axis = 1, epsilon = 1.0e-5 : f32}
      : (tensor<3x2x1x1xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<3x2x1x1xf32>
  %2 = mnc.mul %1, %c : (tensor<3x2x1x1xf32>, tensor<2x1x1xf32>) -> tensor<3x2x1x1xf32>
  return %2 : tensor<3x2x1x1xf32>
}

// A value for each channel joins the activation that it scales.
// CHECK-LABEL: @gate
// CHECK-SAME: %[[X:[a-z0-9]*]]: tensor<1x4x5x2xf32>, %[[G:[a-z0-9]*]]: tensor<1x1x1x2xf32>
func.func @gate(%x: tensor<1x4x5x2xf32>, %g: tensor<1x1x1x2xf32>) -> tensor<1x2x4x5xf32> {
  // CHECK: %[[Y:.*]] = mnc.mul %[[G]], %[[X]]
  // CHECK: mnc.transpose %[[Y]] {perm = array<i64: 0, 3, 1, 2>}
  %0 = mnc.transpose %x {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x4x5x2xf32>) -> tensor<1x2x4x5xf32>
  %1 = mnc.reshape %g : (tensor<1x1x1x2xf32>) -> tensor<1x2x1x1xf32>
  %2 = mnc.mul %1, %0 : (tensor<1x2x1x1xf32>, tensor<1x2x4x5xf32>) -> tensor<1x2x4x5xf32>
  return %2 : tensor<1x2x4x5xf32>
}

// The transpose of the product would cost more than the reshape.
// CHECK-LABEL: @negative_reshape_is_repeated
func.func @negative_reshape_is_repeated(%x: tensor<1x3xf32>) -> tensor<3x2xf32> {
  // CHECK: mnc.reshape
  // CHECK: %[[Y:.*]] = mnc.mul
  // CHECK: return %[[Y]]
  %c = mnc.constant dense<[[1.0, 2.0]]> : tensor<1x2xf32>
  %0 = mnc.reshape %x : (tensor<1x3xf32>) -> tensor<3x1xf32>
  %1 = mnc.mul %0, %c : (tensor<3x1xf32>, tensor<1x2xf32>) -> tensor<3x2xf32>
  return %1 : tensor<3x2xf32>
}

// Values change their neighbours, which no transpose does.
// CHECK-LABEL: @negative_other_reshape
func.func @negative_other_reshape(%x: tensor<2x3xf32>) -> tensor<3x2xf32> {
  // CHECK: %[[R:.*]] = mnc.reshape
  // CHECK: mnc.pointwise #mnc.clamp<{{.*}}> %[[R]]
  %0 = mnc.reshape %x : (tensor<2x3xf32>) -> tensor<3x2xf32>
  %1 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %0 : (tensor<3x2xf32>) -> tensor<3x2xf32>
  return %1 : tensor<3x2xf32>
}

// CHECK-LABEL: @negative_different_ways
func.func @negative_different_ways(%x: tensor<1x3x3x3xf32>) -> tensor<1x3x3x3xf32> {
  // CHECK-DAG: %[[A:.*]] = mnc.transpose %{{.*}} {perm = array<i64: 0, 3, 1, 2>}
  // CHECK-DAG: %[[B:.*]] = mnc.transpose %{{.*}} {perm = array<i64: 0, 2, 3, 1>}
  // CHECK: %[[SUM:.*]] = mnc.add %[[A]], %[[B]]
  // CHECK: return %[[SUM]]
  %0 = mnc.transpose %x {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x3x3x3xf32>) -> tensor<1x3x3x3xf32>
  %1 = mnc.transpose %x {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x3x3x3xf32>) -> tensor<1x3x3x3xf32>
  %2 = mnc.add %0, %1 : (tensor<1x3x3x3xf32>, tensor<1x3x3x3xf32>) -> tensor<1x3x3x3xf32>
  return %2 : tensor<1x3x3x3xf32>
}

// CHECK-LABEL: @negative_other_operand
func.func @negative_other_operand(%x: tensor<1x3x3x3xf32>, %y: tensor<1x3x3x3xf32>) -> tensor<1x3x3x3xf32> {
  // CHECK: %[[A:.*]] = mnc.transpose
  // CHECK: %[[SUM:.*]] = mnc.add %[[A]], %{{.*}}
  // CHECK: return %[[SUM]]
  %0 = mnc.transpose %x {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x3x3x3xf32>) -> tensor<1x3x3x3xf32>
  %1 = mnc.add %0, %y : (tensor<1x3x3x3xf32>, tensor<1x3x3x3xf32>) -> tensor<1x3x3x3xf32>
  return %1 : tensor<1x3x3x3xf32>
}

// A channel shuffle between activations that are NCHW in the file moves nothing but channels.
// CHECK-LABEL: @shuffle
// CHECK-SAME: (%[[X:.*]]: tensor<1x5x7x6xf32>)
func.func @shuffle(%x: tensor<1x5x7x6xf32>) -> tensor<1x5x7x6xf32> {
  // CHECK: %[[SPLIT:.*]] = mnc.reshape %[[X]] : (tensor<1x5x7x6xf32>) -> tensor<1x5x7x2x3xf32>
  // CHECK: %[[SWAPPED:.*]] = mnc.transpose %[[SPLIT]] {perm = array<i64: 0, 1, 2, 4, 3>}
  // CHECK: %[[JOINED:.*]] = mnc.reshape %[[SWAPPED]] : (tensor<1x5x7x3x2xf32>) -> tensor<1x5x7x6xf32>
  // CHECK: return %[[JOINED]]
  %0 = mnc.transpose %x {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x5x7x6xf32>) -> tensor<1x6x5x7xf32>
  %1 = mnc.reshape %0 : (tensor<1x6x5x7xf32>) -> tensor<1x2x3x5x7xf32>
  %2 = mnc.transpose %1 {perm = array<i64: 0, 2, 1, 3, 4>} : (tensor<1x2x3x5x7xf32>) -> tensor<1x3x2x5x7xf32>
  %3 = mnc.reshape %2 : (tensor<1x3x2x5x7xf32>) -> tensor<1x6x5x7xf32>
  %4 = mnc.transpose %3 {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x6x5x7xf32>) -> tensor<1x5x7x6xf32>
  return %4 : tensor<1x5x7x6xf32>
}

// Dimensions from different places are joined as they are.
// CHECK-LABEL: @negative_join
func.func @negative_join(%x: tensor<2x3x5x7xf32>) -> tensor<2x5x21xf32> {
  // CHECK: %[[T:.*]] = mnc.transpose %{{.*}} {perm = array<i64: 0, 2, 1, 3>}
  // CHECK: %[[R:.*]] = mnc.reshape %[[T]]
  // CHECK: return %[[R]]
  %0 = mnc.transpose %x {perm = array<i64: 0, 2, 1, 3>} : (tensor<2x3x5x7xf32>) -> tensor<2x5x3x7xf32>
  %1 = mnc.reshape %0 : (tensor<2x5x3x7xf32>) -> tensor<2x5x21xf32>
  return %1 : tensor<2x5x21xf32>
}

// Pixels that become one dimension stay in their place.
// CHECK-LABEL: @pixels
// CHECK-SAME: (%[[X:.*]]: tensor<1x5x7x6xf32>)
func.func @pixels(%x: tensor<1x5x7x6xf32>) -> tensor<1x6x35xf32> {
  // CHECK: %[[R:.*]] = mnc.reshape %[[X]] : (tensor<1x5x7x6xf32>) -> tensor<1x35x6xf32>
  // CHECK: %[[T:.*]] = mnc.transpose %[[R]] {perm = array<i64: 0, 2, 1>}
  // CHECK: return %[[T]]
  %0 = mnc.transpose %x {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x5x7x6xf32>) -> tensor<1x6x5x7xf32>
  %1 = mnc.reshape %0 : (tensor<1x6x5x7xf32>) -> tensor<1x6x35xf32>
  return %1 : tensor<1x6x35xf32>
}

// A map of the places where a pool leaves a value as it is, and what is chosen by it.
// CHECK-LABEL: @choice
// CHECK-SAME: (%[[X:.*]]: tensor<1x5x7x6xf32>, %[[Y:.*]]: tensor<1x5x7x6xf32>)
func.func @choice(%x: tensor<1x5x7x6xf32>, %y: tensor<1x5x7x6xf32>) -> tensor<1x6x5x7xf32> {
  // CHECK: %[[C:.*]] = mnc.compare %[[X]], %[[Y]]
  // CHECK: %[[S:.*]] = mnc.select %[[C]], %[[X]], %[[Y]]
  // CHECK: %[[T:.*]] = mnc.transpose %[[S]] {perm = array<i64: 0, 3, 1, 2>}
  // CHECK: return %[[T]]
  %0 = mnc.transpose %x {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x5x7x6xf32>) -> tensor<1x6x5x7xf32>
  %1 = mnc.transpose %y {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x5x7x6xf32>) -> tensor<1x6x5x7xf32>
  %2 = mnc.compare %0, %1 {predicate = 0 : i32} : (tensor<1x6x5x7xf32>, tensor<1x6x5x7xf32>) -> tensor<1x6x5x7xi1>
  %3 = mnc.select %2, %0, %1 : (tensor<1x6x5x7xi1>, tensor<1x6x5x7xf32>, tensor<1x6x5x7xf32>) -> tensor<1x6x5x7xf32>
  return %3 : tensor<1x6x5x7xf32>
}

// A constant stays where it is when an operand behind it cannot move.
// CHECK-LABEL: @negative_choice
func.func @negative_choice(%x: tensor<1x5x7x6xf32>, %y: tensor<1x6x1x7xf32>) -> tensor<1x6x5x7xf32> {
  // CHECK-DAG: %[[C:.*]] = mnc.constant dense<{{.*}}> : tensor<1x6x5x1xf32>
  // CHECK-DAG: %[[T:.*]] = mnc.transpose %{{.*}} {perm = array<i64: 0, 3, 1, 2>}
  // CHECK: mnc.select %{{.*}}, %[[C]], %{{.*}} :
  %0 = mnc.transpose %x {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x5x7x6xf32>) -> tensor<1x6x5x7xf32>
  %1 = mnc.convert %0 {to = i1} : (tensor<1x6x5x7xf32>) -> tensor<1x6x5x7xi1>
  %2 = mnc.constant dense<2.0> : tensor<1x6x5x1xf32>
  %3 = mnc.select %1, %2, %y : (tensor<1x6x5x7xi1>, tensor<1x6x5x1xf32>, tensor<1x6x1x7xf32>) -> tensor<1x6x5x7xf32>
  return %3 : tensor<1x6x5x7xf32>
}
