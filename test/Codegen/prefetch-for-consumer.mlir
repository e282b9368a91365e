// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A dense convolution prefetches for the depthwise one that reads it row by row.
// RUN: mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=haswell" -mnc-generate-loops=name=net | FileCheck %s

// The function for a channel tile of the first gets the output of the second. Row y is the first to
// complete row y / 2 of that.
// CHECK: call @net_layer_2({{.*}}, %[[MAP:[^)]*]]) : (
// CHECK-NEXT: call @net_layer_3({{.*}}, %[[MAP]], %{{[^)]*}}, %{{[^)]*}}, %{{[^)]*}}, %{{[^)]*}})
// CHECK: func.func private @net_layer_2(
// CHECK-SAME: memref<12288xf32> {{[^%]*}}%[[RING:[^:]*]]: memref<3600xf32>
// CHECK-SAME: %[[STORED:[^:]*]]: memref<4704xf32> {{[^%]*}}{
// CHECK: scf.for %[[Y:[^ ]*]] =
// CHECK: %[[NONNEGATIVE:.*]] = arith.maxsi %[[Y]]
// CHECK-NEXT: %[[TWO:.*]] = arith.constant 2 : index
// CHECK-NEXT: arith.divui %[[NONNEGATIVE]], %[[TWO]]
// CHECK: memref.prefetch %[[STORED]][

// A channel tile of 16 channels has 8 KiB of weights at 128 steps along K, here all, and the ring
// 15 rows of 15 pixels: 29 floats with each step. Pixels 10 to 13 come last in a row.
// CHECK: vector.fma
// CHECK-NOT: memref.prefetch %[[RING]]
// CHECK: %[[END:.*]] = arith.addi %{{.*}}, %c-1
// CHECK: %[[LAST:.*]] = arith.cmpi eq, %[[Y]], %[[END]]
// CHECK: %[[STEP:.*]] = arith.select %[[LAST]], %c29
// CHECK: %[[BEFORE:.*]] = arith.muli %[[TAP:.*]], %[[STEP]]
// CHECK: %[[AT:.*]] = arith.addi %[[BEFORE]]
// CHECK: memref.prefetch %[[RING]][%[[AT]]]
// CHECK: memref.prefetch %[[RING]]
// CHECK: vector.fma
module attributes {mnc.cpu = #mnc.cpu<"x86_64-unknown-linux-gnu", "haswell">} {
  func.func @main(%arg0: tensor<1x14x14x128xf32>) -> tensor<1x7x7x96xf32> attributes {mnc.workspace_bytes = 14400 : i64} {
    %0 = mnc.constant dense<5.000000e-01> : tensor<96x128x1x1xf32>
    %1 = mnc.constant dense<2.500000e-01> : tensor<96x1x3x3xf32>
    %2 = mnc.group attributes {buffers = [#mnc.buffer<output : 0, fill = 0.000000e+00 : f32>], channel_tile = 16 : i64, rows = 7 : i64} -> tensor<1x7x7x96xf32> {
      %3 = mnc.conv2d %arg0, %0 {mnc.prefetch_consumer, dilations = array<i64: 1, 1>, mnc.intermediate = #mnc.buffer<workspace : 0 ring 15 channel_tile 16 channel_block 8, fill = 0.000000e+00 : f32, border = [1, 1, 0, 0]>, mnc.kernel = #mnc.kernel<"pointwise", tile = 5 x 2 x 8, outer = channels>, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1>} : (tensor<1x14x14x128xf32>, tensor<96x128x1x1xf32>) -> tensor<1x14x14x96xf32>
      %4 = mnc.conv2d %3, %1 {dilations = array<i64: 1, 1>, group = 96 : i64, mnc.kernel = #mnc.kernel<"depthwise", tile = 7 x 1 x 8 filter_rows 1, outer = pixels>, pads = array<i64: 1, 1, 1, 1>, strides = array<i64: 2, 2>} : (tensor<1x14x14x96xf32>, tensor<96x1x3x3xf32>) -> tensor<1x7x7x96xf32>
      mnc.yield %4 : tensor<1x7x7x96xf32>
    }
    return %2 : tensor<1x7x7x96xf32>
  }
}
