// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A dense convolution prefetches for the depthwise one that reads it row by row.
// RUN: mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=haswell" -mnc-form-groups -mnc-schedule-groups -mnc-plan-memory -mnc-generate-loops=name=net \
// RUN:   | FileCheck %s

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
func.func @main(%x: tensor<1x14x14x128xf32>) -> tensor<1x7x7x96xf32> {
  %e = mnc.constant dense<0.5> : tensor<96x128x1x1xf32>
  %d = mnc.constant dense<0.25> : tensor<96x1x3x3xf32>
  %0 = mnc.conv2d %x, %e {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x14x14x128xf32>, tensor<96x128x1x1xf32>) -> tensor<1x14x14x96xf32>
  %1 = mnc.conv2d %0, %d {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 96 : i64} : (tensor<1x14x14x96xf32>, tensor<96x1x3x3xf32>) -> tensor<1x7x7x96xf32>
  return %1 : tensor<1x7x7x96xf32>
}
