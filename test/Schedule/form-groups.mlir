// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Each operation becomes a group whose results have buffers that all consumers can use.
// RUN: mnc-opt %s -mnc-form-groups | FileCheck %s

// The last operation computes into the output.
// CHECK-LABEL: @chain
// CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>
func.func @chain(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: %[[A:.*]] = mnc.group attributes {buffers = [#mnc.buffer<workspace : 0, fill = 0.000000e+00 : f32>]} -> tensor<2x3xf32>
  // CHECK-NEXT: %[[INNER:.*]] = mnc.pointwise #mnc.clamp<{{.*}}> %[[X]]
  // CHECK-NEXT: mnc.yield %[[INNER]]
  // CHECK: %[[B:.*]] = mnc.group attributes {buffers = [#mnc.buffer<output : 0, fill = 0.000000e+00 : f32>]}
  // CHECK-NEXT: mnc.softmax %[[A]]
  // CHECK: return %[[B]]
  %a = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %x : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %b = mnc.softmax %a {axis = 1} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %b : tensor<2x3xf32>
}

// Constants and reshapes take no part in the schedule.
// CHECK-LABEL: @reshape_and_constant
func.func @reshape_and_constant(%x: tensor<2x3xf32>) -> tensor<3x2xf32> {
  // CHECK: %[[C:.*]] = mnc.constant
  // CHECK: %[[A:.*]] = mnc.group
  // CHECK: %[[R:.*]] = mnc.reshape %[[A]]
  // CHECK: mnc.group
  // CHECK-NEXT: mnc.add %[[R]], %[[C]]
  // CHECK-NOT: mnc.group
  %c = mnc.constant dense<1.0> : tensor<2xf32>
  %a = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %x : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %r = mnc.reshape %a : (tensor<2x3xf32>) -> tensor<3x2xf32>
  %b = mnc.add %r, %c : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32>
  return %b : tensor<3x2xf32>
}

// A slice is read where its input lies, by pointwise convolutions, as a residual and elementwise.
// CHECK-LABEL: @slice_in_place
func.func @slice_in_place(%x: tensor<1x4x4x6xf32>, %w: tensor<3x3x1x1xf32>) -> (tensor<1x4x4x3xf32>, tensor<1x4x4x3xf32>) {
  // CHECK: %[[A:.*]] = mnc.group
  // CHECK-NEXT: mnc.pointwise
  // CHECK: %[[LOW:.*]] = mnc.slice %[[A]] {mnc.in_place,
  // CHECK-NEXT: %[[HIGH:.*]] = mnc.slice %[[A]] {mnc.in_place,
  // CHECK-NEXT: mnc.group
  // CHECK-NEXT: mnc.conv2d %[[LOW]], %{{.*}} steps(%[[HIGH]])
  // CHECK: mnc.group
  // CHECK-NEXT: mnc.add %[[LOW]], %[[HIGH]]
  %0 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %x : (tensor<1x4x4x6xf32>) -> tensor<1x4x4x6xf32>
  %1 = mnc.slice %0 {starts = array<i64: 0, 0, 0, 0>, sizes = array<i64: 1, 4, 4, 3>, steps = array<i64: 1, 1, 1, 1>} : (tensor<1x4x4x6xf32>) -> tensor<1x4x4x3xf32>
  %2 = mnc.slice %0 {starts = array<i64: 0, 0, 0, 3>, sizes = array<i64: 1, 4, 4, 3>, steps = array<i64: 1, 1, 1, 1>} : (tensor<1x4x4x6xf32>) -> tensor<1x4x4x3xf32>
  %3 = mnc.conv2d %1, %w steps(%2) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, epilogue = [#mnc.residual]}
      : (tensor<1x4x4x3xf32>, tensor<3x3x1x1xf32>, tensor<1x4x4x3xf32>) -> tensor<1x4x4x3xf32>
  %4 = mnc.add %1, %2 : (tensor<1x4x4x3xf32>, tensor<1x4x4x3xf32>) -> tensor<1x4x4x3xf32>
  return %3, %4 : tensor<1x4x4x3xf32>, tensor<1x4x4x3xf32>
}

// A slice that a padded window, a reshape, a concat or the caller reads is copied, and so is one of
// every second channel.
// CHECK-LABEL: @slice_copied
// CHECK-NOT: mnc.slice {{.*}}mnc.in_place
// CHECK: return
func.func @slice_copied(%x: tensor<1x4x4x6xf32>, %w: tensor<3x3x3x3xf32>) -> (tensor<1x4x4x3xf32>, tensor<48xf32>, tensor<1x4x4x6xf32>, tensor<1x4x4x3xf32>, tensor<1x4x4x3xf32>) {
  %0 = mnc.slice %x {starts = array<i64: 0, 0, 0, 0>, sizes = array<i64: 1, 4, 4, 3>, steps = array<i64: 1, 1, 1, 1>} : (tensor<1x4x4x6xf32>) -> tensor<1x4x4x3xf32>
  %1 = mnc.conv2d %0, %w {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
      : (tensor<1x4x4x3xf32>, tensor<3x3x3x3xf32>) -> tensor<1x4x4x3xf32>
  %2 = mnc.slice %x {starts = array<i64: 0, 0, 0, 1>, sizes = array<i64: 1, 4, 4, 3>, steps = array<i64: 1, 1, 1, 1>} : (tensor<1x4x4x6xf32>) -> tensor<1x4x4x3xf32>
  %3 = mnc.reshape %2 : (tensor<1x4x4x3xf32>) -> tensor<48xf32>
  %4 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %3 : (tensor<48xf32>) -> tensor<48xf32>
  %5 = mnc.slice %x {starts = array<i64: 0, 0, 0, 2>, sizes = array<i64: 1, 4, 4, 3>, steps = array<i64: 1, 1, 1, 1>} : (tensor<1x4x4x6xf32>) -> tensor<1x4x4x3xf32>
  %6 = mnc.concat %5, %1 {axis = 3 : i64} : (tensor<1x4x4x3xf32>, tensor<1x4x4x3xf32>) -> tensor<1x4x4x6xf32>
  %7 = mnc.slice %x {starts = array<i64: 0, 0, 0, 3>, sizes = array<i64: 1, 4, 4, 3>, steps = array<i64: 1, 1, 1, 1>} : (tensor<1x4x4x6xf32>) -> tensor<1x4x4x3xf32>
  %8 = mnc.slice %x {starts = array<i64: 0, 0, 0, 0>, sizes = array<i64: 1, 4, 4, 3>, steps = array<i64: 1, 1, 1, 2>} : (tensor<1x4x4x6xf32>) -> tensor<1x4x4x3xf32>
  %9 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %8 : (tensor<1x4x4x3xf32>) -> tensor<1x4x4x3xf32>
  return %1, %4, %6, %7, %9 : tensor<1x4x4x3xf32>, tensor<48xf32>, tensor<1x4x4x6xf32>, tensor<1x4x4x3xf32>, tensor<1x4x4x3xf32>
}

// The border is the part of the padding that windows reach: with stride 2 the last one ends inside
// the activation.
// CHECK-LABEL: @border
func.func @border(%x: tensor<1x4x4x2xf32>, %w: tensor<2x1x3x3xf32>) -> tensor<1x2x2x2xf32> {
  // CHECK: mnc.group attributes {buffers = [#mnc.buffer<workspace : 0, fill = 0.000000e+00 : f32, border = [1, 1, 0, 0]>]}
  // CHECK-NEXT: mnc.pointwise
  %0 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %x : (tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  %1 = mnc.conv2d %0, %w {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 2}
      : (tensor<1x4x4x2xf32>, tensor<2x1x3x3xf32>) -> tensor<1x2x2x2xf32>
  return %1 : tensor<1x2x2x2xf32>
}

// Two windows share a border that is large enough for both.
// CHECK-LABEL: @two_windows
func.func @two_windows(%x: tensor<1x4x4x2xf32>, %w: tensor<2x1x3x3xf32>) -> (tensor<1x4x5x2xf32>, tensor<1x5x4x2xf32>) {
  // CHECK: border = [1, 1, 2, 2]
  // CHECK-NEXT: mnc.pointwise
  // CHECK-NOT: mnc.copy
  %0 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %x : (tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  %1 = mnc.conv2d %0, %w {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 2>, dilations = array<i64: 1, 1>, group = 2}
      : (tensor<1x4x4x2xf32>, tensor<2x1x3x3xf32>) -> tensor<1x4x5x2xf32>
  %2 = mnc.conv2d %0, %w {strides = array<i64: 1, 1>, pads = array<i64: 1, 0, 2, 2>, dilations = array<i64: 1, 1>, group = 2}
      : (tensor<1x4x4x2xf32>, tensor<2x1x3x3xf32>) -> tensor<1x5x4x2xf32>
  return %1, %2 : tensor<1x4x5x2xf32>, tensor<1x5x4x2xf32>
}

// The caller's memory has no border.
// CHECK-LABEL: @window_over_argument
// CHECK-SAME: %[[X:[a-z0-9]*]]: tensor<1x4x4x2xf32>
func.func @window_over_argument(%x: tensor<1x4x4x2xf32>, %w: tensor<2x1x3x3xf32>) -> tensor<1x4x4x2xf32> {
  // CHECK: %[[COPY:.*]] = mnc.group {{.*}}border = [1, 1, 1, 1]
  // CHECK-NEXT: mnc.copy %[[X]]
  // CHECK: mnc.conv2d %[[COPY]]
  %1 = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 2}
      : (tensor<1x4x4x2xf32>, tensor<2x1x3x3xf32>) -> tensor<1x4x4x2xf32>
  return %1 : tensor<1x4x4x2xf32>
}

// An activation that is returned, or reshaped, and read by a window.
// CHECK-LABEL: @window_over_result
func.func @window_over_result(%x: tensor<1x4x4x2xf32>, %w: tensor<2x1x3x3xf32>) -> (tensor<1x4x4x2xf32>, tensor<1x4x4x2xf32>) {
  // CHECK: %[[A:.*]] = mnc.group attributes {buffers = [#mnc.buffer<output : 0, fill = 0.000000e+00 : f32>]}
  // CHECK-NEXT: mnc.pointwise
  // CHECK: %[[COPY:.*]] = mnc.group {{.*}}border = [1, 1, 1, 1]
  // CHECK-NEXT: mnc.copy %[[A]]
  // CHECK: mnc.conv2d %[[COPY]]
  %0 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %x : (tensor<1x4x4x2xf32>) -> tensor<1x4x4x2xf32>
  %1 = mnc.conv2d %0, %w {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 2}
      : (tensor<1x4x4x2xf32>, tensor<2x1x3x3xf32>) -> tensor<1x4x4x2xf32>
  return %0, %1 : tensor<1x4x4x2xf32>, tensor<1x4x4x2xf32>
}

// CHECK-LABEL: @returned_twice
func.func @returned_twice(%x: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<3x2xf32>) {
  // CHECK: %[[A:.*]] = mnc.group attributes {buffers = [#mnc.buffer<output : 0
  // CHECK-NEXT: mnc.pointwise
  // CHECK: %[[R:.*]] = mnc.reshape %[[A]]
  // CHECK: %[[B:.*]] = mnc.group attributes {buffers = [#mnc.buffer<output : 1
  // CHECK-NEXT: mnc.copy %[[R]]
  // CHECK: return %[[A]], %[[B]]
  %a = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %x : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %r = mnc.reshape %a : (tensor<2x3xf32>) -> tensor<3x2xf32>
  return %a, %r : tensor<2x3xf32>, tensor<3x2xf32>
}

// CHECK-LABEL: @nothing_is_computed
// CHECK-SAME: %[[X:.*]]: tensor<2xf32>
func.func @nothing_is_computed(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
  // CHECK: %[[C:.*]] = mnc.constant
  // CHECK: mnc.copy %[[X]]
  // CHECK: mnc.copy %[[C]]
  %c = mnc.constant dense<1.0> : tensor<2xf32>
  return %x, %c : tensor<2xf32>, tensor<2xf32>
}

// Without padding there is no border, and a window may read an argument.
// CHECK-LABEL: @negative_window_without_padding
func.func @negative_window_without_padding(%x: tensor<1x4x4x2xf32>, %w: tensor<2x1x3x3xf32>) -> tensor<1x2x2x2xf32> {
  // CHECK-NOT: border
  // CHECK-NOT: mnc.copy
  // CHECK: return
  %1 = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 2}
      : (tensor<1x4x4x2xf32>, tensor<2x1x3x3xf32>) -> tensor<1x2x2x2xf32>
  return %1 : tensor<1x2x2x2xf32>
}

// Operands of a concat are computed into its buffer, which has the border of its consumers; what
// others read, too, or nothing computes is copied there.
// CHECK-LABEL: @concat
// CHECK-SAME: %[[X:[^:]*]]: tensor<1x4x4x3xf32>
func.func @concat(%x: tensor<1x4x4x3xf32>) -> (tensor<1x4x4x2xf32>, tensor<1x4x4x3xf32>) {
  %w = mnc.constant dense<1.0> : tensor<2x12x3x3xf32>
  // CHECK: %[[A:.*]] = mnc.group
  // CHECK-NEXT: mnc.pointwise #mnc.abs %[[X]]
  // CHECK: %[[B:.*]] = mnc.group
  // CHECK-NEXT: mnc.pointwise #mnc.sign %[[X]]
  %a = mnc.pointwise #mnc.abs %x : (tensor<1x4x4x3xf32>) -> tensor<1x4x4x3xf32>
  %b = mnc.pointwise #mnc.sign %x : (tensor<1x4x4x3xf32>) -> tensor<1x4x4x3xf32>
  // CHECK: %[[B2:.*]] = mnc.group
  // CHECK-NEXT: mnc.copy %[[B]]
  // CHECK: %[[X2:.*]] = mnc.group
  // CHECK-NEXT: mnc.copy %[[X]]
  // CHECK: %[[X3:.*]] = mnc.group
  // CHECK-NEXT: mnc.copy %[[X]]
  // CHECK: mnc.group attributes {buffers = [#mnc.buffer<workspace : 0, fill = 0.000000e+00 : f32, border = [1, 1, 1, 1]>]}
  // CHECK-NEXT: mnc.concat %[[A]], %[[B2]], %[[X2]], %[[X3]] {axis = 3 : i64, mnc.in_place}
  %c = mnc.concat %a, %b, %x, %x {axis = 3 : i64} : (tensor<1x4x4x3xf32>, tensor<1x4x4x3xf32>, tensor<1x4x4x3xf32>, tensor<1x4x4x3xf32>) -> tensor<1x4x4x12xf32>
  %y = mnc.conv2d %c, %w {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
      : (tensor<1x4x4x12xf32>, tensor<2x12x3x3xf32>) -> tensor<1x4x4x2xf32>
  return %y, %b : tensor<1x4x4x2xf32>, tensor<1x4x4x3xf32>
}
