// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A dense convolution and its depthwise consumer compute channel tiles.
// RUN: mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=haswell" -mnc-form-groups -mnc-schedule-groups="least-results=true rows=false" -split-input-file | FileCheck %s
// RUN: mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=haswell" -mnc-form-groups -mnc-schedule-groups="least-results=true rows=false" -mnc-plan-memory=keep-all -split-input-file \
// RUN:   | FileCheck %s --check-prefix=ALL

// The ring has the rows that the windows of several rows of the result share, and the
// channels of a channel tile, which whole register tiles of both kernels fill.
// CHECK-LABEL: @channel_tiles
// CHECK: mnc.group attributes {{.*}}channel_tile = [[TILE:[0-9]+]] : i64, mnc.reason = "by tiles of [[TILE]] channels: {{[0-9]+}} kilocycles, {{[0-9]+}} layer by layer"
// CHECK-NEXT: %[[EXPAND:.*]] = mnc.conv2d
// CHECK-SAME: mnc.intermediate = #mnc.buffer<workspace : 0 ring {{[0-9]+}} channel_tile [[TILE]] channel_block 8, fill = 0.000000e+00 : f32, border = [1, 1, 1, 1]>
// CHECK-NEXT: mnc.conv2d %[[EXPAND]]
// CHECK-NEXT: mnc.yield
// All values are kept: all rows of all channels.
// ALL-LABEL: @channel_tiles
// ALL: ring 16, fill = 0.000000e+00 : f32, border = [1, 1, 1, 1]
func.func @channel_tiles(%x: tensor<1x14x14x128xf32>, %e: tensor<96x128x1x1xf32>, %d: tensor<96x1x3x3xf32>) -> tensor<1x14x14x96xf32> {
  %0 = mnc.conv2d %x, %e {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x14x14x128xf32>, tensor<96x128x1x1xf32>) -> tensor<1x14x14x96xf32>
  %1 = mnc.conv2d %0, %d {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 96 : i64} : (tensor<1x14x14x96xf32>, tensor<96x1x3x3xf32>) -> tensor<1x14x14x96xf32>
  return %1 : tensor<1x14x14x96xf32>
}

// -----

// No channel tile of 60 channels is made of whole vectors.
// CHECK-LABEL: @negative_odd_channels
// CHECK-NOT: channel_tile
// CHECK: return
// ALL-LABEL: @negative_odd_channels
func.func @negative_odd_channels(%x: tensor<1x14x14x128xf32>, %e: tensor<60x128x1x1xf32>, %d: tensor<60x1x3x3xf32>) -> tensor<1x14x14x60xf32> {
  %0 = mnc.conv2d %x, %e {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x14x14x128xf32>, tensor<60x128x1x1xf32>) -> tensor<1x14x14x60xf32>
  %1 = mnc.conv2d %0, %d {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 60 : i64} : (tensor<1x14x14x60xf32>, tensor<60x1x3x3xf32>) -> tensor<1x14x14x60xf32>
  return %1 : tensor<1x14x14x60xf32>
}

// -----

// The activation between them has another consumer: it must exist in full.
// CHECK-LABEL: @negative_two_consumers
// CHECK-NOT: channel_tile
// CHECK: return
// ALL-LABEL: @negative_two_consumers
func.func @negative_two_consumers(%x: tensor<1x14x14x128xf32>, %e: tensor<96x128x1x1xf32>, %d: tensor<96x1x3x3xf32>) -> (tensor<1x14x14x96xf32>, tensor<1x14x14x96xf32>) {
  %0 = mnc.conv2d %x, %e {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x14x14x128xf32>, tensor<96x128x1x1xf32>) -> tensor<1x14x14x96xf32>
  %1 = mnc.conv2d %0, %d {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 96 : i64} : (tensor<1x14x14x96xf32>, tensor<96x1x3x3xf32>) -> tensor<1x14x14x96xf32>
  return %0, %1 : tensor<1x14x14x96xf32>, tensor<1x14x14x96xf32>
}
