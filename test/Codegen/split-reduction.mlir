// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A split-K group: a loop over channel tiles that calls each layer.
// RUN: mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=haswell" -mnc-plan-memory -mnc-generate-loops=name=net | FileCheck %s

// Sums begin with the bias.
// CHECK: func.func private @net_layer(
// CHECK-SAME: memref<500xf32>
// CHECK: vector.load
// CHECK-NEXT: vector.store
// CHECK: scf.for %[[CHANNEL:.*]] = %{{.*}} to %c640{{.*}} step %c16
// CHECK: call @net_layer_2(
// CHECK: call @net_layer_3(
// CHECK: call @net_layer_4(

// The convolution prefetches weights of its own, and those that the dense layer has for the K tile.
// CHECK: func.func private @net_layer_2(
// CHECK-SAME: %[[OWN:[^:]*]]: memref<102400xf32> {{.*}}, %[[AHEAD:[^:]*]]: memref<320000xf32>
// CHECK: memref.prefetch %[[OWN]]
// CHECK: memref.prefetch %[[AHEAD]]
func.func @main(%x: tensor<1x7x7x160xf32>) -> tensor<1x1x1x500xf32> {
  %h = mnc.constant dense<0.5> : tensor<640x160x1x1xf32>
  %c = mnc.constant dense<0.25> : tensor<500x640x1x1xf32>
  %b = mnc.constant dense<0.125> : tensor<500xf32>
  %y = mnc.group attributes {buffers = [#mnc.buffer<output : 0, fill = 0.0 : f32>], channel_tile = 16 : i64} -> tensor<1x1x1x500xf32> {
    %0 = mnc.conv2d %x, %h {mnc.kernel = #mnc.kernel<"pointwise", tile = 5 x 2 x 8, outer = channels>, mnc.intermediate = #mnc.buffer<workspace : 0 channel_tile 16, fill = 0.0 : f32>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x7x7x160xf32>, tensor<640x160x1x1xf32>) -> tensor<1x7x7x640xf32>
    %1 = mnc.avg_pool2d %0 {mnc.kernel = #mnc.kernel<"pool", tile = 1 x 1 x 8, outer = pixels>, mnc.intermediate = #mnc.buffer<workspace : 0, fill = 0.0 : f32>, window = array<i64: 7, 7>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x7x7x640xf32>) -> tensor<1x1x1x640xf32>
    %2 = mnc.conv2d %1, %c steps(%b) {mnc.kernel = #mnc.kernel<"pointwise", tile = 1 x 7 x 8, outer = channels>, epilogue = [#mnc.bias], strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x1x1x640xf32>, tensor<500x640x1x1xf32>, tensor<500xf32>) -> tensor<1x1x1x500xf32>
    mnc.yield %2 : tensor<1x1x1x500xf32>
  }
  return %y : tensor<1x1x1x500xf32>
}
