// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Buffers get offsets in one workspace, shared over time.
// RUN: mnc-opt %s -mnc-form-groups -mnc-plan-memory | FileCheck %s
// RUN: mnc-opt %s -mnc-form-groups -mnc-plan-memory=keep-all | FileCheck %s --check-prefix=ALL

// The third buffer lies where the first was; 16 floats are 64 bytes.
// CHECK-LABEL: @chain
// CHECK-SAME: mnc.workspace_bytes = 128 : i64
// All of them may keep their places to the end.
// ALL-LABEL: @chain
// ALL-SAME: mnc.workspace_bytes = 192 : i64
func.func @chain(%x: tensor<1x16xf32>) -> tensor<1x16xf32> {
  // CHECK: #mnc.buffer<workspace : [[FIRST:[0-9]+]],
  // CHECK-NEXT: mnc.pointwise
  // CHECK-NOT: workspace : [[FIRST]],
  // CHECK: #mnc.buffer<workspace : [[SECOND:[0-9]+]],
  // CHECK-NEXT: mnc.softmax
  // CHECK: #mnc.buffer<workspace : [[FIRST]],
  // CHECK-NEXT: mnc.pointwise
  // CHECK: #mnc.buffer<output : 0,
  %0 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %x : (tensor<1x16xf32>) -> tensor<1x16xf32>
  %1 = mnc.softmax %0 {axis = 1} : (tensor<1x16xf32>) -> tensor<1x16xf32>
  %2 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %1 : (tensor<1x16xf32>) -> tensor<1x16xf32>
  %3 = mnc.softmax %2 {axis = 1} : (tensor<1x16xf32>) -> tensor<1x16xf32>
  return %3 : tensor<1x16xf32>
}

// A live range ends with the last consumer, through reshapes too.
// CHECK-LABEL: @late_consumer
// CHECK-SAME: mnc.workspace_bytes = 192 : i64
func.func @late_consumer(%x: tensor<1x16xf32>) -> tensor<1x16xf32> {
  // CHECK: #mnc.buffer<workspace : [[KEPT:[0-9]+]],
  // CHECK-NEXT: mnc.pointwise
  // CHECK-NOT: workspace : [[KEPT]],
  // CHECK: mnc.add
  %0 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %x : (tensor<1x16xf32>) -> tensor<1x16xf32>
  %r = mnc.reshape %0 : (tensor<1x16xf32>) -> tensor<16xf32>
  %1 = mnc.softmax %0 {axis = 1} : (tensor<1x16xf32>) -> tensor<1x16xf32>
  %2 = mnc.softmax %1 {axis = 1} : (tensor<1x16xf32>) -> tensor<1x16xf32>
  %3 = mnc.add %2, %r : (tensor<1x16xf32>, tensor<16xf32>) -> tensor<1x16xf32>
  return %3 : tensor<1x16xf32>
}

// The border counts: 6 x 6 pixels of 2 floats are 288 bytes, rounded up.
// CHECK-LABEL: @border
// CHECK-SAME: mnc.workspace_bytes = 320 : i64
func.func @border(%x: tensor<1x4x4x2xf32>, %w: tensor<2x1x3x3xf32>) -> tensor<1x4x4x2xf32> {
  %1 = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 2}
      : (tensor<1x4x4x2xf32>, tensor<2x1x3x3xf32>) -> tensor<1x4x4x2xf32>
  return %1 : tensor<1x4x4x2xf32>
}

// CHECK-LABEL: @no_workspace
// CHECK-SAME: mnc.workspace_bytes = 0 : i64
func.func @no_workspace(%x: tensor<1x16xf32>) -> tensor<1x16xf32> {
  %0 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %x : (tensor<1x16xf32>) -> tensor<1x16xf32>
  return %0 : tensor<1x16xf32>
}

// Rows of the result, of 128 bytes, lie over those of the input that have been read. The first one
// is written before the step that reads the second begins.
// CHECK-LABEL: @over_what_was_read
// CHECK-SAME: mnc.workspace_bytes = 1280 : i64
// ALL-LABEL: @over_what_was_read
// ALL-SAME: mnc.workspace_bytes = 2560 : i64
func.func @over_what_was_read(%x: tensor<1x8x8x4xf32>, %f: tensor<4x1x1x1xf32>) -> tensor<1x4x8x4xf32> {
  // CHECK: #mnc.buffer<workspace : 128,
  // CHECK-NEXT: mnc.pointwise
  // CHECK: #mnc.buffer<workspace : 0,
  %0 = mnc.group attributes {buffers = [#mnc.buffer<workspace : 0, fill = 0.0 : f32>]} -> tensor<1x8x8x4xf32> {
    %y = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %x : (tensor<1x8x8x4xf32>) -> tensor<1x8x8x4xf32>
    mnc.yield %y : tensor<1x8x8x4xf32>
  }
  %1 = mnc.group attributes {buffers = [#mnc.buffer<workspace : 0, fill = 0.0 : f32>]} -> tensor<1x4x8x4xf32> {
    %a = mnc.conv2d %0, %f {mnc.intermediate = #mnc.buffer<workspace : 0 ring 1, fill = 0.0 : f32>, group = 4 : i64, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x8x8x4xf32>, tensor<4x1x1x1xf32>) -> tensor<1x8x8x4xf32>
    %b = mnc.max_pool2d %a {window = array<i64: 1, 1>, strides = array<i64: 2, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x8x8x4xf32>) -> tensor<1x4x8x4xf32>
    mnc.yield %b : tensor<1x4x8x4xf32>
  }
  %2 = mnc.group attributes {buffers = [#mnc.buffer<output : 0, fill = 0.0 : f32>]} -> tensor<1x4x8x4xf32> {
    %y = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %1 : (tensor<1x4x8x4xf32>) -> tensor<1x4x8x4xf32>
    mnc.yield %y : tensor<1x4x8x4xf32>
  }
  return %2 : tensor<1x4x8x4xf32>
}
