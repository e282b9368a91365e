// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rings that a depthwise convolution reads lie in channel blocks; rows that the first-level cache
// does not hold are computed by channel tiles.
// RUN: mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=haswell" -mnc-form-groups -mnc-schedule-groups -split-input-file | FileCheck %s
// RUN: mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=haswell" -mnc-form-groups -mnc-schedule-groups \
// RUN:   -mnc-plan-memory -split-input-file | FileCheck %s --check-prefix=PLAN
// RUN: mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=znver4" -mnc-form-groups -mnc-schedule-groups -split-input-file | FileCheck %s --check-prefix=WIDE

// Three rows of 114 pixels with 64 channels are 85 KiB: 16 channels at a time. The ring before the
// producer then has the two rows that a row of stride 2 is the first to need. 16 channels are one
// vector of znver4, too few for the producer.
// CHECK-LABEL: @channel_tiles
// CHECK: ring 1 channel_block 8, fill
// CHECK-NEXT: ring 2, fill
// CHECK-NEXT: ring 3 channel_tile 16 channel_block 8, fill
// PLAN-LABEL: @channel_tiles
// PLAN: #mnc.buffer<workspace : {{[0-9]+}} ring 3 channel_tile 16 channel_block 8
// PLAN-SAME: mnc.kernel = #mnc.kernel<"pointwise", tile = 6 x 2 x 8, outer = channels>
// PLAN-NEXT: mnc.kernel = #mnc.kernel<"depthwise", tile = 8 x 1 x 8 filter_rows 1, outer = pixels>
// WIDE-LABEL: @channel_tiles
// WIDE: ring 3 channel_block 16, fill
func.func @channel_tiles(%x: tensor<1x112x112x32xf32>, %p0: tensor<32x32x1x1xf32>, %d0: tensor<32x1x1x1xf32>, %p1: tensor<64x32x1x1xf32>, %d1: tensor<64x1x3x3xf32>) -> tensor<1x56x56x64xf32> {
  %0 = mnc.conv2d %x, %p0 {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x112x112x32xf32>, tensor<32x32x1x1xf32>) -> tensor<1x112x112x32xf32>
  %1 = mnc.conv2d %0, %d0 {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 32 : i64} : (tensor<1x112x112x32xf32>, tensor<32x1x1x1xf32>) -> tensor<1x112x112x32xf32>
  %2 = mnc.conv2d %1, %p1 {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x112x112x32xf32>, tensor<64x32x1x1xf32>) -> tensor<1x112x112x64xf32>
  %3 = mnc.conv2d %2, %d1 {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 64 : i64} : (tensor<1x112x112x64xf32>, tensor<64x1x3x3xf32>) -> tensor<1x56x56x64xf32>
  return %3 : tensor<1x56x56x64xf32>
}

// -----

// 20 channels are no whole vectors, 8 are one.
// CHECK-LABEL: @negative_tails
// CHECK-NOT: block
// CHECK-LABEL: @negative_one_block
// CHECK-NOT: block
func.func @negative_tails(%x: tensor<1x112x112x8xf32>, %p: tensor<20x8x1x1xf32>, %d: tensor<20x1x3x3xf32>) -> tensor<1x112x112x20xf32> {
  %0 = mnc.conv2d %x, %p {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x112x112x8xf32>, tensor<20x8x1x1xf32>) -> tensor<1x112x112x20xf32>
  %1 = mnc.conv2d %0, %d {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 20 : i64} : (tensor<1x112x112x20xf32>, tensor<20x1x3x3xf32>) -> tensor<1x112x112x20xf32>
  return %1 : tensor<1x112x112x20xf32>
}
func.func @negative_one_block(%x: tensor<1x112x112x8xf32>, %p: tensor<8x8x1x1xf32>, %d: tensor<8x1x3x3xf32>) -> tensor<1x112x112x8xf32> {
  %0 = mnc.conv2d %x, %p {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x112x112x8xf32>, tensor<8x8x1x1xf32>) -> tensor<1x112x112x8xf32>
  %1 = mnc.conv2d %0, %d {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 8 : i64} : (tensor<1x112x112x8xf32>, tensor<8x1x3x3xf32>) -> tensor<1x112x112x8xf32>
  return %1 : tensor<1x112x112x8xf32>
}
