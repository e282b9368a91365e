// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A convolution prefetches the weights of a layer that computes little with each of its own.
// RUN: split-file %s %t
// RUN: mnc-opt %t/large.mlir -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=haswell" -mnc-form-groups -mnc-schedule-groups=stream=false | FileCheck %s
// RUN: mnc-opt %t/small.mlir -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=haswell" -mnc-form-groups -mnc-schedule-groups=stream=false | FileCheck %s --check-prefix=SMALL
// RUN: mnc-opt %t/large.mlir -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=haswell" -mnc-form-groups -mnc-schedule-groups=stream=false -mnc-plan-memory -mnc-generate-loops=name=net \
// RUN:   | FileCheck %s --check-prefix=LOOPS

// The weights of the classifier are five times the cache of 256 KiB.
// CHECK: mnc.conv2d
// CHECK-SAME: mnc.prefetch = #mnc.prefetch<"weights", 320000>
// CHECK: mnc.avg_pool2d
// CHECK: mnc.conv2d
// CHECK-NOT: mnc.prefetch
// CHECK-SAME: mnc.weights_id = "weights"
// CHECK-SAME: -> tensor<1x1x1x500xf32>

// 50 outputs have weights of 125 KiB, which stay there.
// SMALL-NOT: mnc.prefetch

// Weights of the layer itself, then those of the other.
// LOOPS-LABEL: func.func private @net_layer(
// LOOPS-SAME: %[[OWN:[^:]*]]: memref<102400xf32> {{.*}}, %[[AHEAD:[^:]*]]: memref<320000xf32>
// LOOPS: memref.prefetch %[[OWN]]
// LOOPS: memref.prefetch %[[AHEAD]]
//--- large.mlir
func.func @main(%x: tensor<1x7x7x160xf32>) -> tensor<1x1x1x500xf32> {
  %h = mnc.constant dense<0.5> : tensor<640x160x1x1xf32>
  %0 = mnc.conv2d %x, %h {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x7x7x160xf32>, tensor<640x160x1x1xf32>) -> tensor<1x7x7x640xf32>
  %1 = mnc.avg_pool2d %0 {window = array<i64: 7, 7>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x7x7x640xf32>) -> tensor<1x1x1x640xf32>
  %c = mnc.constant dense<0.25> : tensor<500x640x1x1xf32>
  %2 = mnc.conv2d %1, %c {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x1x1x640xf32>, tensor<500x640x1x1xf32>) -> tensor<1x1x1x500xf32>
  return %2 : tensor<1x1x1x500xf32>
}
//--- small.mlir
func.func @main(%x: tensor<1x7x7x160xf32>) -> tensor<1x1x1x50xf32> {
  %h = mnc.constant dense<0.5> : tensor<640x160x1x1xf32>
  %0 = mnc.conv2d %x, %h {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x7x7x160xf32>, tensor<640x160x1x1xf32>) -> tensor<1x7x7x640xf32>
  %1 = mnc.avg_pool2d %0 {window = array<i64: 7, 7>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x7x7x640xf32>) -> tensor<1x1x1x640xf32>
  %c = mnc.constant dense<0.25> : tensor<50x640x1x1xf32>
  %2 = mnc.conv2d %1, %c {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x1x1x640xf32>, tensor<50x640x1x1xf32>) -> tensor<1x1x1x50xf32>
  return %2 : tensor<1x1x1x50xf32>
}
