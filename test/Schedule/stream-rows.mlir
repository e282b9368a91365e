// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A depthwise convolution is joined with its neighbours where that pays.
// RUN: mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=haswell" -mnc-form-groups -mnc-schedule-groups -split-input-file | FileCheck %s
// RUN: mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=haswell" -mnc-form-groups -mnc-schedule-groups -mnc-plan-memory=keep-all -split-input-file \
// RUN:   | FileCheck %s --check-prefix=ROWS

// The whole chain. The ring before the 3x3 window has three rows and the
// window's border, the one before the 1x1 window one row and none.
// CHECK-LABEL: @block
// CHECK: mnc.group {{.*}}mnc.reason = "row by row: {{[0-9]+}} kilocycles, {{[0-9]+}} layer by layer"
// CHECK-NEXT: %[[EXPAND:.*]] = mnc.conv2d
// CHECK-SAME: mnc.intermediate = #mnc.buffer<workspace : 0 ring 3{{[^,]*}}, fill = 0.000000e+00 : f32, border = [1, 1, 1, 1]>
// CHECK-NEXT: %[[DW:.*]] = mnc.conv2d %[[EXPAND]]
// CHECK-SAME: mnc.intermediate = #mnc.buffer<workspace : 0 ring 1{{[^,]*}}, fill = 0.000000e+00 : f32>
// CHECK-NEXT: mnc.conv2d %[[DW]]
// CHECK-NEXT: mnc.yield
// All values are kept: the rings have all rows, those of the border too.
// ROWS-LABEL: @block
// ROWS: ring 66, fill = 0.000000e+00 : f32, border = [1, 1, 1, 1]
// ROWS: ring 64, fill = 0.000000e+00 : f32>
func.func @block(%x: tensor<1x64x64x4xf32>, %e: tensor<16x4x1x1xf32>, %d: tensor<16x1x3x3xf32>, %p: tensor<4x16x1x1xf32>) -> tensor<1x64x64x4xf32> {
  %0 = mnc.conv2d %x, %e {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x64x64x4xf32>, tensor<16x4x1x1xf32>) -> tensor<1x64x64x16xf32>
  %1 = mnc.conv2d %0, %d {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 16 : i64} : (tensor<1x64x64x16xf32>, tensor<16x1x3x3xf32>) -> tensor<1x64x64x16xf32>
  %2 = mnc.conv2d %1, %p {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x64x64x16xf32>, tensor<4x16x1x1xf32>) -> tensor<1x64x64x4xf32>
  return %2 : tensor<1x64x64x4xf32>
}

// -----

// The expanded activation has another consumer: it must exist in full.
// CHECK-LABEL: @negative_two_consumers
// CHECK: mnc.group
// CHECK-NEXT: %[[E:.*]] = mnc.conv2d
// CHECK-NEXT: mnc.yield %[[E]]
// CHECK: mnc.conv2d
// CHECK-SAME: mnc.intermediate = #mnc.buffer<workspace : 0 ring 1
func.func @negative_two_consumers(%x: tensor<1x64x64x4xf32>, %e: tensor<16x4x1x1xf32>, %d: tensor<16x1x3x3xf32>, %p: tensor<4x16x1x1xf32>) -> (tensor<1x64x64x4xf32>, tensor<1x64x64x16xf32>) {
  %0 = mnc.conv2d %x, %e {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x64x64x4xf32>, tensor<16x4x1x1xf32>) -> tensor<1x64x64x16xf32>
  %1 = mnc.conv2d %0, %d {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 16 : i64} : (tensor<1x64x64x16xf32>, tensor<16x1x3x3xf32>) -> tensor<1x64x64x16xf32>
  %2 = mnc.conv2d %1, %p {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x64x64x16xf32>, tensor<4x16x1x1xf32>) -> tensor<1x64x64x4xf32>
  return %2, %0 : tensor<1x64x64x4xf32>, tensor<1x64x64x16xf32>
}

// -----

// Activations that stay in the first-level cache gain nothing.
// CHECK-LABEL: @negative_small
// CHECK-COUNT-3: mnc.group
// CHECK-NOT: mnc.intermediate
func.func @negative_small(%x: tensor<1x4x4x16xf32>, %d: tensor<16x1x3x3xf32>, %p: tensor<4x16x1x1xf32>) -> tensor<1x4x4x4xf32> {
  %0 = mnc.conv2d %x, %d {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 16 : i64} : (tensor<1x4x4x16xf32>, tensor<16x1x3x3xf32>) -> tensor<1x4x4x16xf32>
  %1 = mnc.conv2d %0, %p {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x4x4x16xf32>, tensor<4x16x1x1xf32>) -> tensor<1x4x4x4xf32>
  return %1 : tensor<1x4x4x4xf32>
}

// -----

// The copy that gives the input a border comes row by row, too.
// Two chains, and an activation of 1 MiB between them: one chain.
// CHECK-LABEL: @two_chains
// CHECK: mnc.group {{.*}}mnc.reason = "row by row: {{[0-9]+}} kilocycles, {{[0-9]+}} layer by layer"
// CHECK-NEXT: mnc.copy
// CHECK-SAME: mnc.intermediate = #mnc.buffer<workspace : 0 ring 3{{[^,]*}}, fill = 0.000000e+00 : f32, border = [1, 1, 1, 1]>
// CHECK-NEXT: mnc.conv2d
// CHECK-SAME: mnc.intermediate = #mnc.buffer<workspace : 0 ring 1{{[^,]*}}, fill
// CHECK-NEXT: mnc.conv2d
// CHECK-SAME: mnc.intermediate = #mnc.buffer<workspace : 0 ring 3{{[^,]*}}, fill = 0.000000e+00 : f32, border = [1, 1, 1, 1]>
// CHECK-NEXT: mnc.conv2d
// CHECK-SAME: mnc.intermediate = #mnc.buffer<workspace : 0 ring 1{{[^,]*}}, fill
// CHECK-NEXT: mnc.conv2d
// CHECK-NEXT: mnc.yield
func.func @two_chains(%x: tensor<1x128x128x16xf32>, %d: tensor<16x1x3x3xf32>, %p: tensor<16x16x1x1xf32>) -> tensor<1x128x128x16xf32> {
  %0 = mnc.conv2d %x, %d {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 16 : i64} : (tensor<1x128x128x16xf32>, tensor<16x1x3x3xf32>) -> tensor<1x128x128x16xf32>
  %1 = mnc.conv2d %0, %p {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x128x128x16xf32>, tensor<16x16x1x1xf32>) -> tensor<1x128x128x16xf32>
  %2 = mnc.conv2d %1, %d {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 16 : i64} : (tensor<1x128x128x16xf32>, tensor<16x1x3x3xf32>) -> tensor<1x128x128x16xf32>
  %3 = mnc.conv2d %2, %p {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x128x128x16xf32>, tensor<16x16x1x1xf32>) -> tensor<1x128x128x16xf32>
  return %3 : tensor<1x128x128x16xf32>
}

// -----

// The activation between them has another consumer.
// CHECK-LABEL: @negative_chain_result_has_consumers
// CHECK: mnc.conv2d
// CHECK-SAME: mnc.intermediate = #mnc.buffer<workspace : 0 ring 1{{[^,]*}}, fill
// CHECK-NEXT: mnc.conv2d
// CHECK-NOT: mnc.intermediate
// CHECK-SAME: -> tensor<1x128x128x16xf32>
// CHECK-NEXT: mnc.yield
func.func @negative_chain_result_has_consumers(%x: tensor<1x128x128x16xf32>, %d: tensor<16x1x3x3xf32>, %p: tensor<16x16x1x1xf32>) -> (tensor<1x128x128x16xf32>, tensor<1x128x128x16xf32>) {
  %0 = mnc.conv2d %x, %d {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 16 : i64} : (tensor<1x128x128x16xf32>, tensor<16x1x3x3xf32>) -> tensor<1x128x128x16xf32>
  %1 = mnc.conv2d %0, %p {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x128x128x16xf32>, tensor<16x16x1x1xf32>) -> tensor<1x128x128x16xf32>
  %2 = mnc.conv2d %1, %d {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 16 : i64} : (tensor<1x128x128x16xf32>, tensor<16x1x3x3xf32>) -> tensor<1x128x128x16xf32>
  %3 = mnc.conv2d %2, %p {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x128x128x16xf32>, tensor<16x16x1x1xf32>) -> tensor<1x128x128x16xf32>
  return %3, %1 : tensor<1x128x128x16xf32>, tensor<1x128x128x16xf32>
}

// -----

// A chain, and a depthwise convolution that alone reads its large result: one chain.
// CHECK-LABEL: @chain_and_depthwise
// CHECK: mnc.group {{.*}}mnc.reason = "row by row: {{[0-9]+}} kilocycles
// CHECK-NEXT: mnc.copy
// CHECK-SAME: mnc.intermediate = #mnc.buffer<workspace : 0 ring 3{{[^,]*}}, fill = 0.000000e+00 : f32, border = [1, 1, 1, 1]>
// CHECK-NEXT: mnc.conv2d
// CHECK-SAME: mnc.intermediate = #mnc.buffer<workspace : 0 ring 1{{[^,]*}}, fill
// CHECK-NEXT: mnc.conv2d
// CHECK-SAME: mnc.intermediate = #mnc.buffer<workspace : 0 ring 3{{[^,]*}}, fill = 0.000000e+00 : f32, border = [1, 1, 1, 1]>
// CHECK-NEXT: mnc.conv2d
// CHECK-NEXT: mnc.yield
// ROWS-LABEL: @chain_and_depthwise
func.func @chain_and_depthwise(%x: tensor<1x128x128x16xf32>, %d: tensor<16x1x3x3xf32>, %p: tensor<16x16x1x1xf32>) -> tensor<1x128x128x16xf32> {
  %0 = mnc.conv2d %x, %d {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 16 : i64} : (tensor<1x128x128x16xf32>, tensor<16x1x3x3xf32>) -> tensor<1x128x128x16xf32>
  %1 = mnc.conv2d %0, %p {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x128x128x16xf32>, tensor<16x16x1x1xf32>) -> tensor<1x128x128x16xf32>
  %2 = mnc.conv2d %1, %d {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 16 : i64} : (tensor<1x128x128x16xf32>, tensor<16x1x3x3xf32>) -> tensor<1x128x128x16xf32>
  return %2 : tensor<1x128x128x16xf32>
}

// -----

// Two filters for each channel make a grouped convolution, which is no reason to stream.
// CHECK-LABEL: @two_filters_per_channel
// CHECK-COUNT-3: mnc.group
// ROWS-LABEL: @two_filters_per_channel
// ROWS-NOT: ring
func.func @two_filters_per_channel(%x: tensor<1x64x64x4xf32>, %e: tensor<16x4x1x1xf32>, %d: tensor<32x1x3x3xf32>, %p: tensor<4x32x1x1xf32>) -> tensor<1x64x64x4xf32> {
  %0 = mnc.conv2d %x, %e {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x64x64x4xf32>, tensor<16x4x1x1xf32>) -> tensor<1x64x64x16xf32>
  %1 = mnc.conv2d %0, %d {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 16 : i64} : (tensor<1x64x64x16xf32>, tensor<32x1x3x3xf32>) -> tensor<1x64x64x32xf32>
  %2 = mnc.conv2d %1, %p {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x64x64x32xf32>, tensor<4x32x1x1xf32>) -> tensor<1x64x64x4xf32>
  return %2 : tensor<1x64x64x4xf32>
}
