// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Batch normalisation goes into the weights of the convolution before it, or
// becomes a product and a sum.
// RUN: mnc-opt %s -mnc-fold-batch-norm | FileCheck %s

// CHECK-LABEL: @into_convolution
// CHECK-SAME: %[[X:.*]]: tensor<1x3x3x2xf32>
func.func @into_convolution(%x: tensor<1x3x3x2xf32>) -> tensor<1x3x3x2xf32> {
  %w = mnc.constant dense<1.0> : tensor<2x2x1x1xf32>
  %s = mnc.constant dense<[1.0, 2.0]> : tensor<2xf32>
  // CHECK-DAG: %[[W:.*]] = mnc.constant {{.*}} : tensor<2x2x1x1xf32>
  // CHECK-DAG: %[[B:.*]] = mnc.constant {{.*}} : tensor<2xf32>
  // CHECK: %[[Y:.*]] = mnc.conv2d %[[X]], %[[W]] steps(%[[B]])
  // CHECK-SAME: epilogue = [#mnc.bias]
  // CHECK-NOT: mnc.batch_norm
  // CHECK: return %[[Y]]
  %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x3x3x2xf32>, tensor<2x2x1x1xf32>) -> tensor<1x3x3x2xf32>
  %z = mnc.batch_norm %y, %s, %s, %s, %s {axis = 3, epsilon = 1.0e-5 : f32}
      : (tensor<1x3x3x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x3x3x2xf32>
  return %z : tensor<1x3x3x2xf32>
}

// The filters of a depthwise convolution, and its bias, are scaled.
// CHECK-LABEL: @into_depthwise_with_bias
func.func @into_depthwise_with_bias(%x: tensor<1x3x3x2xf32>) -> tensor<1x3x3x2xf32> {
  %w = mnc.constant dense<1.0> : tensor<2x1x3x3xf32>
  %s = mnc.constant dense<[1.0, 2.0]> : tensor<2xf32>
  // CHECK: mnc.conv2d
  // CHECK-SAME: epilogue = [#mnc.bias], group = 2
  // CHECK-NOT: mnc.batch_norm
  // CHECK: return
  %y = mnc.conv2d %x, %w steps(%s)
      {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 2, epilogue = [#mnc.bias]}
      : (tensor<1x3x3x2xf32>, tensor<2x1x3x3xf32>, tensor<2xf32>) -> tensor<1x3x3x2xf32>
  %z = mnc.batch_norm %y, %s, %s, %s, %s {axis = 3, epsilon = 1.0e-5 : f32}
      : (tensor<1x3x3x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x3x3x2xf32>
  return %z : tensor<1x3x3x2xf32>
}

// Two in a row both go in.
// CHECK-LABEL: @twice
func.func @twice(%x: tensor<1x3x3x2xf32>) -> tensor<1x3x3x2xf32> {
  %w = mnc.constant dense<1.0> : tensor<2x2x1x1xf32>
  %s = mnc.constant dense<[1.0, 2.0]> : tensor<2xf32>
  // CHECK: %[[Y:.*]] = mnc.conv2d {{.*}}epilogue = [#mnc.bias], pads
  // CHECK-NEXT: return %[[Y]]
  %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x3x3x2xf32>, tensor<2x2x1x1xf32>) -> tensor<1x3x3x2xf32>
  %z = mnc.batch_norm %y, %s, %s, %s, %s {axis = 3, epsilon = 1.0e-5 : f32}
      : (tensor<1x3x3x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x3x3x2xf32>
  %u = mnc.batch_norm %z, %s, %s, %s, %s {axis = 3, epsilon = 1.0e-5 : f32}
      : (tensor<1x3x3x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x3x3x2xf32>
  return %u : tensor<1x3x3x2xf32>
}

// CHECK-LABEL: @alone
// CHECK-SAME: %[[X:.*]]: tensor<1x2x3x3xf32>
func.func @alone(%x: tensor<1x2x3x3xf32>) -> tensor<1x2x3x3xf32> {
  %s = mnc.constant dense<[1.0, 2.0]> : tensor<2xf32>
  // CHECK-DAG: %[[FACTOR:.*]] = mnc.constant {{.*}} : tensor<2x1x1xf32>
  // CHECK-DAG: %[[OFFSET:.*]] = mnc.constant {{.*}} : tensor<2x1x1xf32>
  // CHECK: %[[PRODUCT:.*]] = mnc.mul %[[X]], %[[FACTOR]]
  // CHECK: %[[SUM:.*]] = mnc.add %[[PRODUCT]], %[[OFFSET]]
  // CHECK: return %[[SUM]]
  %z = mnc.batch_norm %x, %s, %s, %s, %s {axis = 1, epsilon = 1.0e-5 : f32}
      : (tensor<1x2x3x3xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2x3x3xf32>
  return %z : tensor<1x2x3x3xf32>
}

// CHECK-LABEL: @negative_other_consumers
func.func @negative_other_consumers(%x: tensor<1x3x3x2xf32>) -> (tensor<1x3x3x2xf32>, tensor<1x3x3x2xf32>) {
  %w = mnc.constant dense<1.0> : tensor<2x2x1x1xf32>
  %s = mnc.constant dense<[1.0, 2.0]> : tensor<2xf32>
  // CHECK: %[[Y:.*]] = mnc.conv2d
  // CHECK-NOT: epilogue
  // CHECK: mnc.mul %[[Y]]
  // CHECK: %[[Z:.*]] = mnc.add
  // CHECK: return %[[Y]], %[[Z]]
  %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x3x3x2xf32>, tensor<2x2x1x1xf32>) -> tensor<1x3x3x2xf32>
  %z = mnc.batch_norm %y, %s, %s, %s, %s {axis = 3, epsilon = 1.0e-5 : f32}
      : (tensor<1x3x3x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x3x3x2xf32>
  return %y, %z : tensor<1x3x3x2xf32>, tensor<1x3x3x2xf32>
}

// CHECK-LABEL: @negative_clamped
func.func @negative_clamped(%x: tensor<1x3x3x2xf32>) -> tensor<1x3x3x2xf32> {
  %w = mnc.constant dense<1.0> : tensor<2x2x1x1xf32>
  %s = mnc.constant dense<[1.0, 2.0]> : tensor<2xf32>
  // CHECK: mnc.conv2d
  // CHECK-SAME: epilogue = [#mnc.clamp<0.000000e+00 : f32, 6.000000e+00 : f32>]
  // CHECK: mnc.mul
  // CHECK: mnc.add
  %y = mnc.conv2d %x, %w
      {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, epilogue = [#mnc.clamp<0.0 : f32, 6.0 : f32>]}
      : (tensor<1x3x3x2xf32>, tensor<2x2x1x1xf32>) -> tensor<1x3x3x2xf32>
  %z = mnc.batch_norm %y, %s, %s, %s, %s {axis = 3, epsilon = 1.0e-5 : f32}
      : (tensor<1x3x3x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x3x3x2xf32>
  return %z : tensor<1x3x3x2xf32>
}

// The axis is not the convolution's channels.
// CHECK-LABEL: @negative_other_axis
func.func @negative_other_axis(%x: tensor<1x2x3x4xf32>) -> tensor<1x2x3x2xf32> {
  %w = mnc.constant dense<1.0> : tensor<2x4x1x1xf32>
  %s = mnc.constant dense<[1.0, 2.0]> : tensor<2xf32>
  // CHECK: mnc.conv2d
  // CHECK: mnc.mul
  // CHECK: mnc.add
  %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x2x3x4xf32>, tensor<2x4x1x1xf32>) -> tensor<1x2x3x2xf32>
  %z = mnc.batch_norm %y, %s, %s, %s, %s {axis = 1, epsilon = 1.0e-5 : f32}
      : (tensor<1x2x3x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2x3x2xf32>
  return %z : tensor<1x2x3x2xf32>
}

// CHECK-LABEL: @negative_statistics_are_not_constant
func.func @negative_statistics_are_not_constant(%x: tensor<1x3x3x2xf32>, %s: tensor<2xf32>) -> tensor<1x3x3x2xf32> {
  // CHECK: mnc.batch_norm
  %z = mnc.batch_norm %x, %s, %s, %s, %s {axis = 3, epsilon = 1.0e-5 : f32}
      : (tensor<1x3x3x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x3x3x2xf32>
  return %z : tensor<1x3x3x2xf32>
}
