// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The profiling callback is called after each layer, in a stream after each row of one.
// RUN: mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=haswell" -mnc-form-groups -mnc-schedule-groups -mnc-plan-memory -mnc-generate-loops="name=net profiling-callback=tick" | FileCheck %s
// RUN: mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=haswell" -mnc-form-groups -mnc-schedule-groups -mnc-plan-memory -mnc-generate-loops="name=net" | FileCheck %s --check-prefix=NONE
// NONE-NOT: tick

// CHECK-DAG: func.func private @tick(memref<1xi8>, i64)
// CHECK-DAG: memref.global constant @tick_context : memref<1xi8>

// The layers are numbered in order: the stream holds 1 and 2.
// CHECK: func.func private @net_body(
// CHECK: call @net_before(
// CHECK-NEXT: %[[CONTEXT:.*]] = memref.get_global @tick_context
// CHECK-NEXT: %[[ZERO:.*]] = arith.constant 0 : i64
// CHECK-NEXT: call @tick(%[[CONTEXT]], %[[ZERO]])
// CHECK-NOT: @tick
// CHECK: call @net_after(
// CHECK-NEXT: memref.get_global @tick_context
// CHECK-NEXT: %[[THREE:.*]] = arith.constant 3 : i64
// CHECK-NEXT: call @tick(%{{.*}}, %[[THREE]])
// CHECK-NOT: @tick
// CHECK: return

// CHECK: func.func private @net_project(
// CHECK: arith.constant 1 : i64
// CHECK: call @tick(
// CHECK: arith.constant 2 : i64
// CHECK: call @tick(
// CHECK-NOT: call @tick
// CHECK: return
func.func @main(%x: tensor<1x64x64x16xf32>) -> tensor<1x64x64x4xf32> {
  %dw = mnc.constant dense<0.5> : tensor<16x1x3x3xf32>
  %pw = mnc.constant dense<0.25> : tensor<4x16x1x1xf32>
  %0 = mnc.softmax %x {axis = 3 : i64} : (tensor<1x64x64x16xf32>) -> tensor<1x64x64x16xf32> loc("before")
  %1 = mnc.conv2d %0, %dw {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 16 : i64}
      : (tensor<1x64x64x16xf32>, tensor<16x1x3x3xf32>) -> tensor<1x64x64x16xf32> loc("depthwise")
  %2 = mnc.conv2d %1, %pw {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x64x64x16xf32>, tensor<4x16x1x1xf32>) -> tensor<1x64x64x4xf32> loc("project")
  %3 = mnc.softmax %2 {axis = 3 : i64} : (tensor<1x64x64x4xf32>) -> tensor<1x64x64x4xf32> loc("after")
  return %3 : tensor<1x64x64x4xf32>
}
