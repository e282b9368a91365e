// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Zeros around an activation become the padding of the window that reads it.
// RUN: mnc-opt %s -mnc-fuse-pad -canonicalize | FileCheck %s

// CHECK-LABEL: @into_window
// CHECK-SAME: %[[X:[a-z0-9]*]]: tensor<1x4x4x2xf32>
func.func @into_window(%x: tensor<1x4x4x2xf32>, %w: tensor<2x1x3x3xf32>) -> tensor<1x3x2x2xf32> {
  // CHECK-NOT: mnc.pad
  // CHECK: mnc.conv2d %[[X]]
  // CHECK-SAME: pads = array<i64: 1, 1, 2, 1>
  %p = mnc.pad %x {low = array<i64: 0, 0, 1, 0>, high = array<i64: 0, 1, 0, 0>, value = 0.0 : f32}
      : (tensor<1x4x4x2xf32>) -> tensor<1x5x5x2xf32>
  %y = mnc.conv2d %p, %w {strides = array<i64: 2, 2>, pads = array<i64: 1, 0, 1, 1>, dilations = array<i64: 1, 1>, group = 2}
      : (tensor<1x5x5x2xf32>, tensor<2x1x3x3xf32>) -> tensor<1x3x2x2xf32>
  return %y : tensor<1x3x2x2xf32>
}

// The padded activation stays for its other consumer.
// CHECK-LABEL: @other_consumers
// CHECK-SAME: %[[X:[a-z0-9]*]]: tensor<1x4x4x2xf32>
func.func @other_consumers(%x: tensor<1x4x4x2xf32>, %w: tensor<2x1x3x3xf32>) -> (tensor<1x4x4x2xf32>, tensor<1x6x6x2xf32>) {
  // CHECK-DAG: %[[P:.*]] = mnc.pad %[[X]]
  // CHECK-DAG: %[[Y:.*]] = mnc.conv2d %[[X]]
  // CHECK: return %[[Y]], %[[P]]
  %p = mnc.pad %x {low = array<i64: 0, 1, 1, 0>, high = array<i64: 0, 1, 1, 0>, value = 0.0 : f32}
      : (tensor<1x4x4x2xf32>) -> tensor<1x6x6x2xf32>
  %y = mnc.conv2d %p, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 2}
      : (tensor<1x6x6x2xf32>, tensor<2x1x3x3xf32>) -> tensor<1x4x4x2xf32>
  return %y, %p : tensor<1x4x4x2xf32>, tensor<1x6x6x2xf32>
}

// CHECK-LABEL: @negative_not_zero
func.func @negative_not_zero(%x: tensor<1x4x4x2xf32>, %w: tensor<2x1x3x3xf32>) -> tensor<1x4x4x2xf32> {
  // CHECK: mnc.pad
  // CHECK: mnc.conv2d
  // CHECK-SAME: pads = array<i64: 0, 0, 0, 0>
  %p = mnc.pad %x {low = array<i64: 0, 1, 1, 0>, high = array<i64: 0, 1, 1, 0>, value = 1.0 : f32}
      : (tensor<1x4x4x2xf32>) -> tensor<1x6x6x2xf32>
  %y = mnc.conv2d %p, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 2}
      : (tensor<1x6x6x2xf32>, tensor<2x1x3x3xf32>) -> tensor<1x4x4x2xf32>
  return %y : tensor<1x4x4x2xf32>
}

// CHECK-LABEL: @negative_channels
func.func @negative_channels(%x: tensor<1x4x4x1xf32>, %w: tensor<2x1x3x3xf32>) -> tensor<1x2x2x2xf32> {
  // CHECK: mnc.pad
  // CHECK: mnc.conv2d
  %p = mnc.pad %x {low = array<i64: 0, 0, 0, 0>, high = array<i64: 0, 0, 0, 1>, value = 0.0 : f32}
      : (tensor<1x4x4x1xf32>) -> tensor<1x4x4x2xf32>
  %y = mnc.conv2d %p, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 2}
      : (tensor<1x4x4x2xf32>, tensor<2x1x3x3xf32>) -> tensor<1x2x2x2xf32>
  return %y : tensor<1x2x2x2xf32>
}

// A mean over a window counts what is around the activation.
// CHECK-LABEL: @negative_pool
func.func @negative_pool(%x: tensor<1x4x4x2xf32>) -> tensor<1x2x2x2xf32> {
  // CHECK: mnc.pad
  // CHECK: mnc.avg_pool2d
  // CHECK-SAME: pads = array<i64: 0, 0, 0, 0>
  %p = mnc.pad %x {low = array<i64: 0, 1, 1, 0>, high = array<i64: 0, 1, 1, 0>, value = 0.0 : f32}
      : (tensor<1x4x4x2xf32>) -> tensor<1x6x6x2xf32>
  %y = mnc.avg_pool2d %p {window = array<i64: 3, 3>, strides = array<i64: 3, 3>, pads = array<i64: 0, 0, 0, 0>}
      : (tensor<1x6x6x2xf32>) -> tensor<1x2x2x2xf32>
  return %y : tensor<1x2x2x2xf32>
}

// CHECK-LABEL: @negative_scaled
func.func @negative_scaled(%x: tensor<1x4x4x2xf32>, %s: tensor<1x1x1x2xf32>, %w: tensor<2x2x1x1xf32>) -> tensor<1x6x4x2xf32> {
  // CHECK: mnc.pad
  // CHECK: mnc.conv2d
  // CHECK-SAME: pads = array<i64: 0, 0, 0, 0>
  %p = mnc.pad %x {low = array<i64: 0, 1, 0, 0>, high = array<i64: 0, 1, 0, 0>, value = 0.0 : f32}
      : (tensor<1x4x4x2xf32>) -> tensor<1x6x4x2xf32>
  %y = mnc.conv2d %p, %w input_scale(%s) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x6x4x2xf32>, tensor<2x2x1x1xf32>, tensor<1x1x1x2xf32>) -> tensor<1x6x4x2xf32>
  return %y : tensor<1x6x4x2xf32>
}
