// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A convolution, the pool over it and a dense layer that waits for its weights become a split-K
// group: the dense layer accumulates the channel tiles of the others.
// RUN: mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=haswell" -mnc-form-groups -mnc-schedule-groups -mnc-plan-memory -split-input-file | FileCheck %s
// RUN: mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=haswell" -mnc-form-groups -mnc-schedule-groups -mnc-plan-memory=keep-all -split-input-file \
// RUN:   | FileCheck %s --check-prefix=ALL

// Only one channel tile of the intermediate exists.
// CHECK-LABEL: @classifier
// CHECK: mnc.group attributes {{.*}}channel_tile = [[TILE:[0-9]+]] : i64, mnc.reason = "by tiles of [[TILE]] channels: {{[0-9]+}} kilocycles
// CHECK-NEXT: %[[MAP:.*]] = mnc.conv2d
// CHECK-SAME: mnc.intermediate = #mnc.buffer<workspace : {{[0-9]+}} channel_tile [[TILE]], fill = 0.000000e+00 : f32>
// CHECK-NEXT: %[[POOL:.*]] = mnc.avg_pool2d %[[MAP]]
// CHECK-SAME: mnc.intermediate = #mnc.buffer<workspace : {{[0-9]+}}, fill = 0.000000e+00 : f32>
// CHECK-NEXT: mnc.conv2d %[[POOL]]
// CHECK-NEXT: mnc.yield
// All values are kept.
// ALL-LABEL: @classifier
// ALL-NOT: workspace : {{[0-9]+}} channel_tile
// ALL: return
func.func @classifier(%x: tensor<1x7x7x160xf32>) -> tensor<1x1x1x500xf32> {
  %h = mnc.constant dense<0.5> : tensor<640x160x1x1xf32>
  %0 = mnc.conv2d %x, %h {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x7x7x160xf32>, tensor<640x160x1x1xf32>) -> tensor<1x7x7x640xf32>
  %1 = mnc.avg_pool2d %0 {window = array<i64: 7, 7>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x7x7x640xf32>) -> tensor<1x1x1x640xf32>
  %c = mnc.constant dense<0.25> : tensor<500x640x1x1xf32>
  %b = mnc.constant dense<0.125> : tensor<500xf32>
  %2 = mnc.conv2d %1, %c steps(%b) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, epilogue = [#mnc.bias]} : (tensor<1x1x1x640xf32>, tensor<500x640x1x1xf32>, tensor<500xf32>) -> tensor<1x1x1x500xf32>
  return %2 : tensor<1x1x1x500xf32>
}

// -----

// A bound comes after all sums.
// CHECK-LABEL: @negative_clamp
// CHECK-NOT: channel_tile
// CHECK: return
// ALL-LABEL: @negative_clamp
func.func @negative_clamp(%x: tensor<1x7x7x160xf32>) -> tensor<1x1x1x500xf32> {
  %h = mnc.constant dense<0.5> : tensor<640x160x1x1xf32>
  %0 = mnc.conv2d %x, %h {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x7x7x160xf32>, tensor<640x160x1x1xf32>) -> tensor<1x7x7x640xf32>
  %1 = mnc.avg_pool2d %0 {window = array<i64: 7, 7>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x7x7x640xf32>) -> tensor<1x1x1x640xf32>
  %c = mnc.constant dense<0.25> : tensor<500x640x1x1xf32>
  %2 = mnc.conv2d %1, %c {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, epilogue = [#mnc.clamp<0.0 : f32, 6.0 : f32>]} : (tensor<1x1x1x640xf32>, tensor<500x640x1x1xf32>) -> tensor<1x1x1x500xf32>
  return %2 : tensor<1x1x1x500xf32>
}

// -----

// After 62 vectors, another one would cover the last five values with some of those before.
// CHECK-LABEL: @negative_covered_twice
// CHECK-NOT: channel_tile
// CHECK: return
// ALL-LABEL: @negative_covered_twice
func.func @negative_covered_twice(%x: tensor<1x7x7x160xf32>) -> tensor<1x1x1x501xf32> {
  %h = mnc.constant dense<0.5> : tensor<640x160x1x1xf32>
  %0 = mnc.conv2d %x, %h {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x7x7x160xf32>, tensor<640x160x1x1xf32>) -> tensor<1x7x7x640xf32>
  %1 = mnc.avg_pool2d %0 {window = array<i64: 7, 7>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x7x7x640xf32>) -> tensor<1x1x1x640xf32>
  %c = mnc.constant dense<0.25> : tensor<501x640x1x1xf32>
  %2 = mnc.conv2d %1, %c {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x1x1x640xf32>, tensor<501x640x1x1xf32>) -> tensor<1x1x1x501xf32>
  return %2 : tensor<1x1x1x501xf32>
}

// -----

// Nine pixels compute too little for so many weights to come meanwhile.
// CHECK-LABEL: @negative_few_pixels
// CHECK-NOT: channel_tile
// CHECK: return
// ALL-LABEL: @negative_few_pixels
func.func @negative_few_pixels(%x: tensor<1x3x3x160xf32>) -> tensor<1x1x1x500xf32> {
  %h = mnc.constant dense<0.5> : tensor<640x160x1x1xf32>
  %0 = mnc.conv2d %x, %h {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x3x3x160xf32>, tensor<640x160x1x1xf32>) -> tensor<1x3x3x640xf32>
  %1 = mnc.avg_pool2d %0 {window = array<i64: 3, 3>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x3x3x640xf32>) -> tensor<1x1x1x640xf32>
  %c = mnc.constant dense<0.25> : tensor<500x640x1x1xf32>
  %2 = mnc.conv2d %1, %c {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x1x1x640xf32>, tensor<500x640x1x1xf32>) -> tensor<1x1x1x500xf32>
  return %2 : tensor<1x1x1x500xf32>
}

// -----

// The pool has another consumer: it must exist in full.
// CHECK-LABEL: @negative_two_consumers
// CHECK-NOT: channel_tile
// CHECK: return
// ALL-LABEL: @negative_two_consumers
func.func @negative_two_consumers(%x: tensor<1x7x7x160xf32>) -> (tensor<1x1x1x640xf32>, tensor<1x1x1x500xf32>) {
  %h = mnc.constant dense<0.5> : tensor<640x160x1x1xf32>
  %0 = mnc.conv2d %x, %h {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x7x7x160xf32>, tensor<640x160x1x1xf32>) -> tensor<1x7x7x640xf32>
  %1 = mnc.avg_pool2d %0 {window = array<i64: 7, 7>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x7x7x640xf32>) -> tensor<1x1x1x640xf32>
  %c = mnc.constant dense<0.25> : tensor<500x640x1x1xf32>
  %2 = mnc.conv2d %1, %c {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x1x1x640xf32>, tensor<500x640x1x1xf32>) -> tensor<1x1x1x500xf32>
  return %1, %2 : tensor<1x1x1x640xf32>, tensor<1x1x1x500xf32>
}
