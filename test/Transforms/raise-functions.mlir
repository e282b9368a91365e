// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Functions that are spelled out in arithmetic.
// RUN: mnc-opt %s -mnc-raise-functions | FileCheck %s

//--- hard_swish --------------------------------------------------------------

// CHECK-LABEL: @product_with_hard_sigmoid
// CHECK-SAME: (%[[X:.*]]: tensor<2x3xf32>)
func.func @product_with_hard_sigmoid(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: %[[Y:.*]] = mnc.pointwise #mnc.hard_swish %[[X]]
  // CHECK-NEXT: return %[[Y]]
  %0 = mnc.pointwise #mnc.hard_sigmoid<0.16666667 : f32, 0.5 : f32> %x : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = mnc.mul %0, %x : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %1 : tensor<2x3xf32>
}

// CHECK-LABEL: @quotient_of_product
// CHECK-SAME: (%[[X:.*]]: tensor<2x3xf32>)
func.func @quotient_of_product(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: %[[Y:.*]] = mnc.pointwise #mnc.hard_swish %[[X]]
  // CHECK-NEXT: return %[[Y]]
  %three = mnc.constant dense<3.0> : tensor<f32>
  %six = mnc.constant dense<6.0> : tensor<1xf32>
  %0 = mnc.add %x, %three : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %1 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = mnc.mul %x, %1 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %3 = mnc.div %2, %six : (tensor<2x3xf32>, tensor<1xf32>) -> tensor<2x3xf32>
  return %3 : tensor<2x3xf32>
}

// CHECK-LABEL: @sixth_of_product
// CHECK-SAME: (%[[X:.*]]: tensor<2x3xf32>)
func.func @sixth_of_product(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: %[[Y:.*]] = mnc.pointwise #mnc.hard_swish %[[X]]
  // CHECK-NEXT: return %[[Y]]
  %three = mnc.constant dense<3.0> : tensor<f32>
  %sixth = mnc.constant dense<0.16666667> : tensor<1x1xf32>
  %0 = mnc.add %three, %x : (tensor<f32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = mnc.mul %1, %x : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %3 = mnc.mul %sixth, %2 : (tensor<1x1xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %3 : tensor<2x3xf32>
}

// CHECK-LABEL: @product_with_quotient
// CHECK-SAME: (%[[X:.*]]: tensor<2x3xf32>)
func.func @product_with_quotient(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: %[[Y:.*]] = mnc.pointwise #mnc.hard_swish %[[X]]
  // CHECK-NEXT: return %[[Y]]
  %minus = mnc.constant dense<-3.0> : tensor<f32>
  %six = mnc.constant dense<6.0> : tensor<f32>
  %0 = mnc.sub %x, %minus : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %1 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = mnc.div %1, %six : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %3 = mnc.mul %x, %2 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %3 : tensor<2x3xf32>
}

// CHECK-LABEL: @quotient_times_clamp
// CHECK-SAME: (%[[X:.*]]: tensor<2x3xf32>)
func.func @quotient_times_clamp(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: %[[Y:.*]] = mnc.pointwise #mnc.hard_swish %[[X]]
  // CHECK-NEXT: return %[[Y]]
  %three = mnc.constant dense<3.0> : tensor<f32>
  %six = mnc.constant dense<6.0> : tensor<f32>
  %0 = mnc.add %x, %three : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %1 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = mnc.div %x, %six : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %3 = mnc.mul %2, %1 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %3 : tensor<2x3xf32>
}

// CHECK-LABEL: @product_with_clamped_line
// CHECK-SAME: (%[[X:.*]]: tensor<2x3xf32>)
func.func @product_with_clamped_line(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: %[[Y:.*]] = mnc.pointwise #mnc.hard_swish %[[X]]
  // CHECK-NEXT: return %[[Y]]
  %half = mnc.constant dense<0.5> : tensor<f32>
  %six = mnc.constant dense<6.0> : tensor<f32>
  %0 = mnc.div %x, %six : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %1 = mnc.add %0, %half : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %2 = mnc.pointwise #mnc.clamp<0.0 : f32, 1.0 : f32> %1 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %3 = mnc.mul %x, %2 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %3 : tensor<2x3xf32>
}

// The value is itself twice another one.
// CHECK-LABEL: @of_a_line
// CHECK-SAME: (%[[X:.*]]: tensor<2x3xf32>)
func.func @of_a_line(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: %[[TWICE:.*]] = mnc.mul %[[X]]
  // CHECK-NEXT: %[[Y:.*]] = mnc.pointwise #mnc.hard_swish %[[TWICE]]
  // CHECK-NEXT: return %[[Y]]
  %two = mnc.constant dense<2.0> : tensor<f32>
  %three = mnc.constant dense<3.0> : tensor<f32>
  %six = mnc.constant dense<6.0> : tensor<f32>
  %twice = mnc.mul %x, %two : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %0 = mnc.add %twice, %three : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %1 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = mnc.div %1, %six : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %3 = mnc.mul %twice, %2 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %3 : tensor<2x3xf32>
}

// What else reads the steps still does.
// CHECK-LABEL: @steps_with_consumers
// CHECK-SAME: (%[[X:.*]]: tensor<2x3xf32>)
func.func @steps_with_consumers(%x: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  // CHECK: %[[SUM:.*]] = mnc.add %[[X]]
  // CHECK: %[[CLAMP:.*]] = mnc.pointwise #mnc.clamp<{{.*}}> %[[SUM]]
  // CHECK: %[[Y:.*]] = mnc.pointwise #mnc.hard_swish %[[X]]
  // CHECK-NEXT: return %[[CLAMP]], %[[Y]]
  %three = mnc.constant dense<3.0> : tensor<f32>
  %six = mnc.constant dense<6.0> : tensor<f32>
  %0 = mnc.add %x, %three : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %1 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = mnc.mul %x, %1 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %3 = mnc.div %2, %six : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  return %1, %3 : tensor<2x3xf32>, tensor<2x3xf32>
}

// CHECK-LABEL: @negative_of_another_value
func.func @negative_of_another_value(%x: tensor<2x3xf32>, %y: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: mnc.pointwise #mnc.hard_sigmoid
  // CHECK: mnc.mul
  %0 = mnc.pointwise #mnc.hard_sigmoid<0.16666667 : f32, 0.5 : f32> %x : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = mnc.mul %0, %y : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %1 : tensor<2x3xf32>
}

// CHECK-LABEL: @negative_other_slope
func.func @negative_other_slope(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: mnc.pointwise #mnc.hard_sigmoid<2.000000e-01 : f32, 5.000000e-01 : f32>
  // CHECK: mnc.mul
  %0 = mnc.pointwise #mnc.hard_sigmoid<0.2 : f32, 0.5 : f32> %x : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = mnc.mul %0, %x : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %1 : tensor<2x3xf32>
}

// Twice the function.
// CHECK-LABEL: @negative_third_of_product
func.func @negative_third_of_product(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NOT: mnc.hard
  // CHECK: mnc.div
  %three = mnc.constant dense<3.0> : tensor<f32>
  %0 = mnc.add %x, %three : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %1 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = mnc.mul %x, %1 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %3 = mnc.div %2, %three : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  return %3 : tensor<2x3xf32>
}

// A constant of each column.
// CHECK-LABEL: @negative_columns
func.func @negative_columns(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NOT: mnc.hard_swish
  // CHECK: mnc.mul
  %three = mnc.constant dense<[3.0, 3.5, 3.0]> : tensor<3xf32>
  %six = mnc.constant dense<6.0> : tensor<f32>
  %0 = mnc.add %x, %three : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  %1 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = mnc.div %1, %six : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %3 = mnc.mul %x, %2 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %3 : tensor<2x3xf32>
}

// The product has more dimensions than the value.
// CHECK-LABEL: @negative_other_shape
func.func @negative_other_shape(%x: tensor<3xf32>) -> tensor<1x1x3xf32> {
  // CHECK-NOT: mnc.hard
  // CHECK: mnc.div
  %three = mnc.constant dense<3.0> : tensor<1x1x1xf32>
  %six = mnc.constant dense<6.0> : tensor<f32>
  %0 = mnc.add %x, %three : (tensor<3xf32>, tensor<1x1x1xf32>) -> tensor<1x1x3xf32>
  %1 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %0 : (tensor<1x1x3xf32>) -> tensor<1x1x3xf32>
  %2 = mnc.mul %x, %1 : (tensor<3xf32>, tensor<1x1x3xf32>) -> tensor<1x1x3xf32>
  %3 = mnc.div %2, %six : (tensor<1x1x3xf32>, tensor<f32>) -> tensor<1x1x3xf32>
  return %3 : tensor<1x1x3xf32>
}

//--- hard_sigmoid ------------------------------------------------------------

// CHECK-LABEL: @sixth_of_clamp
// CHECK-SAME: (%[[X:.*]]: tensor<2x3xf32>)
func.func @sixth_of_clamp(%x: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  // CHECK-DAG: %[[Y:.*]] = mnc.pointwise #mnc.hard_sigmoid<0.166666672 : f32, 5.000000e-01 : f32> %[[X]]
  // CHECK-DAG: %[[Z:.*]] = mnc.pointwise #mnc.hard_sigmoid<0.166666672 : f32, 5.000000e-01 : f32> %[[X]]
  // CHECK: return %[[Y]], %[[Z]]
  %three = mnc.constant dense<3.0> : tensor<f32>
  %six = mnc.constant dense<6.0> : tensor<f32>
  %sixth = mnc.constant dense<0.16666667> : tensor<f32>
  %0 = mnc.add %x, %three : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %1 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = mnc.div %1, %six : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %3 = mnc.mul %sixth, %1 : (tensor<f32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %2, %3 : tensor<2x3xf32>, tensor<2x3xf32>
}

// CHECK-LABEL: @clamped_line
// CHECK-SAME: (%[[X:.*]]: tensor<2x3xf32>)
func.func @clamped_line(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: %[[Y:.*]] = mnc.pointwise #mnc.hard_sigmoid<-2.500000e-01 : f32, 7.500000e-01 : f32> %[[X]]
  // CHECK-NEXT: return %[[Y]]
  %a = mnc.constant dense<0.25> : tensor<f32>
  %b = mnc.constant dense<0.75> : tensor<f32>
  %0 = mnc.mul %x, %a : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %1 = mnc.sub %b, %0 : (tensor<f32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = mnc.pointwise #mnc.clamp<0.0 : f32, 1.0 : f32> %1 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %2 : tensor<2x3xf32>
}

// CHECK-LABEL: @negative_only_a_clamp
func.func @negative_only_a_clamp(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: mnc.pointwise #mnc.clamp
  %0 = mnc.pointwise #mnc.clamp<0.0 : f32, 1.0 : f32> %x : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// CHECK-LABEL: @negative_other_bounds
func.func @negative_other_bounds(%x: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  // CHECK-NOT: mnc.hard
  // CHECK: return
  %three = mnc.constant dense<3.0> : tensor<f32>
  %six = mnc.constant dense<6.0> : tensor<f32>
  %0 = mnc.add %x, %three : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %1 = mnc.pointwise #mnc.clamp<-1.0 : f32, 6.0 : f32> %0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = mnc.div %1, %six : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %3 = mnc.pointwise #mnc.clamp<0.0 : f32, 0x7F800000 : f32> %0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %4 = mnc.div %3, %six : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  return %2, %4 : tensor<2x3xf32>, tensor<2x3xf32>
}

// The reciprocal of a limited line, and one divided by zero.
// CHECK-LABEL: @negative_reciprocal
func.func @negative_reciprocal(%x: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  // CHECK-NOT: mnc.hard
  // CHECK: return
  %three = mnc.constant dense<3.0> : tensor<f32>
  %six = mnc.constant dense<6.0> : tensor<f32>
  %zero = mnc.constant dense<0.0> : tensor<f32>
  %0 = mnc.add %x, %three : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %1 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = mnc.div %six, %1 : (tensor<f32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %3 = mnc.div %x, %zero : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %4 = mnc.pointwise #mnc.clamp<0.0 : f32, 1.0 : f32> %3 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %2, %4 : tensor<2x3xf32>, tensor<2x3xf32>
}

// The sum has an epilogue.
// CHECK-LABEL: @negative_step_in_between
func.func @negative_step_in_between(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: mnc.add
  // CHECK: mnc.pointwise #mnc.hard_sigmoid<0.166666672 : f32, 0.000000e+00 : f32>
  %three = mnc.constant dense<3.0> : tensor<f32>
  %six = mnc.constant dense<6.0> : tensor<f32>
  %0 = mnc.add %x, %three {epilogue = [#mnc.tanh]} : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %1 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = mnc.div %1, %six : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  return %2 : tensor<2x3xf32>
}

//--- sigmoid and swish -------------------------------------------------------

// CHECK-LABEL: @swish
// CHECK-SAME: (%[[X:.*]]: tensor<2x3xf32>)
func.func @swish(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: %[[Y:.*]] = mnc.pointwise #mnc.swish<1.000000e+00 : f32> %[[X]]
  // CHECK-NEXT: return %[[Y]]
  %0 = mnc.pointwise #mnc.sigmoid %x : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = mnc.mul %x, %0 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %1 : tensor<2x3xf32>
}

// CHECK-LABEL: @swish_of_product
// CHECK-SAME: (%[[X:.*]]: tensor<2x3xf32>)
func.func @swish_of_product(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK-NEXT: %[[Y:.*]] = mnc.pointwise #mnc.swish<1.702000e+00 : f32> %[[X]]
  // CHECK-NEXT: return %[[Y]]
  %a = mnc.constant dense<1.702> : tensor<f32>
  %0 = mnc.mul %a, %x : (tensor<f32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = mnc.pointwise #mnc.sigmoid %0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = mnc.mul %1, %x : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %2 : tensor<2x3xf32>
}

// CHECK-LABEL: @quotients
// CHECK-SAME: (%[[X:.*]]: tensor<2x3xf32>)
func.func @quotients(%x: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  // CHECK-DAG: %[[Y:.*]] = mnc.pointwise #mnc.swish<1.000000e+00 : f32> %[[X]]
  // CHECK-DAG: %[[Z:.*]] = mnc.pointwise #mnc.sigmoid %[[X]]
  // CHECK: return %[[Y]], %[[Z]]
  %one = mnc.constant dense<1.0> : tensor<f32>
  %minus = mnc.constant dense<-1.0> : tensor<f32>
  %0 = mnc.mul %x, %minus : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %1 = mnc.pointwise #mnc.exp %0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = mnc.add %one, %1 : (tensor<f32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %3 = mnc.div %x, %2 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %4 = mnc.div %one, %2 : (tensor<f32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %3, %4 : tensor<2x3xf32>, tensor<2x3xf32>
}

// A gate of another value, one of a shifted value, and half of the function.
// CHECK-LABEL: @negative_swish
func.func @negative_swish(%x: tensor<2x3xf32>, %y: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>) {
  // CHECK-NOT: mnc.swish
  // CHECK: return
  %half = mnc.constant dense<0.5> : tensor<f32>
  %0 = mnc.pointwise #mnc.sigmoid %x : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = mnc.mul %y, %0 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = mnc.add %x, %half : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %3 = mnc.pointwise #mnc.sigmoid %2 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %4 = mnc.mul %x, %3 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %5 = mnc.mul %x, %half : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %6 = mnc.mul %5, %0 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %1, %4, %6 : tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>
}

// Neither 1 + exp(-x) nor one divided by it.
// CHECK-LABEL: @negative_quotients
func.func @negative_quotients(%x: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  // CHECK-NOT: mnc.swish
  // CHECK-NOT: mnc.sigmoid
  // CHECK: return
  %one = mnc.constant dense<1.0> : tensor<f32>
  %two = mnc.constant dense<2.0> : tensor<f32>
  %0 = mnc.sub %one, %x : (tensor<f32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = mnc.pointwise #mnc.exp %0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = mnc.add %one, %1 : (tensor<f32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %3 = mnc.div %one, %2 : (tensor<f32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %4 = mnc.pointwise #mnc.exp %x : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %5 = mnc.add %two, %4 : (tensor<f32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %6 = mnc.div %x, %5 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %3, %6 : tensor<2x3xf32>, tensor<2x3xf32>
}
