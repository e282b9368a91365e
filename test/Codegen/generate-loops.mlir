// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Groups become calls; layers that compute the same share a function, whatever their attributes say
// beyond that; borders are written.
// RUN: mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=haswell" -mnc-form-groups -mnc-schedule-groups -mnc-plan-memory -mnc-generate-loops=name=net | FileCheck %s
// RUN: mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=x86-64" -mnc-form-groups -mnc-schedule-groups -mnc-plan-memory -mnc-generate-loops=name=net | FileCheck %s --check-prefix=NOFMA
// NOFMA-NOT: vector.fma

// The first and the third layer have the same weights.
// CHECK: memref.global constant @net_weights : memref<640xi8> {alignment = 64 : i64}
// CHECK: func.func private @net_body(%[[X:.*]]: memref<32xf32>, %[[Y:.*]]: memref<32xf32>, %[[SPACE:.*]]: memref<{{[0-9]+}}xi8>)
// CHECK: memref.view %[[SPACE]]
// CHECK: call @net_border
// CHECK: call @net_layer(%[[X]], %{{.*}})
// CHECK: call @net_border
// CHECK: call @[[LAYER:net_first[_0-9]*]](
// CHECK: call @net_border
// CHECK: call @[[LAYER]](
// Into the output, which has no border and less alignment.
// CHECK: call @[[LAST:net_third[_0-9]*]](%{{.*}}, %{{.*}}, %[[Y]])
// CHECK-NOT: call
// CHECK: return

// CHECK: func.func private @[[LAYER]](
// CHECK-SAME: llvm.align = 64
// CHECK-SAME: llvm.noalias
// CHECK-SAME: attributes {noinline}
// CHECK: vector.fma
// CHECK: func.func private @[[LAST]](
// CHECK-SAME: llvm.align = 4
module {
  func.func @main(%x: tensor<1x2x2x8xf32>) -> tensor<1x2x2x8xf32> {
    %w = mnc.constant dense<0.5> : tensor<8x1x3x3xf32>
    %v = mnc.constant dense<0.25> : tensor<8x1x3x3xf32>
    %0 = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 8}
        : (tensor<1x2x2x8xf32>, tensor<8x1x3x3xf32>) -> tensor<1x2x2x8xf32> loc("first")
    %1 = mnc.conv2d %0, %v {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 8, mnc.weights_id = "second"}
        : (tensor<1x2x2x8xf32>, tensor<8x1x3x3xf32>) -> tensor<1x2x2x8xf32> loc("second")
    %2 = mnc.conv2d %1, %w {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 8}
        : (tensor<1x2x2x8xf32>, tensor<8x1x3x3xf32>) -> tensor<1x2x2x8xf32> loc("third")
    return %2 : tensor<1x2x2x8xf32>
  }
}
