// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Groups that are computed row by row hold more than convolutions: what makes NHWC of the input,
// pools, and sums of what came before.
// RUN: mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=haswell" -mnc-form-groups -mnc-schedule-groups=least-results=true -mnc-plan-memory -split-input-file | FileCheck %s

// CHECK-LABEL: @planes_of_an_image
// CHECK-COUNT-1: mnc.group
// CHECK: mnc.transpose
// CHECK-SAME: ring 3, fill = 0.000000e+00 : f32, border = [0, 0, 1, 1]
// CHECK-NEXT: mnc.conv2d
// CHECK-SAME: ring 3
// A pool has no border: it leaves the padding out.
// CHECK-NOT: border
// CHECK-SAME: mnc.kernel
// CHECK-NEXT: mnc.max_pool2d
// CHECK-NEXT: mnc.yield
// CHECK-NOT: mnc.group
func.func @planes_of_an_image(%x: tensor<1x3x224x224xf32>, %f: tensor<64x3x3x3xf32>) -> tensor<1x56x56x64xf32> {
  %0 = mnc.transpose %x {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x3x224x224xf32>) -> tensor<1x224x224x3xf32>
  %1 = mnc.conv2d %0, %f {strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 1, 1>, dilations = array<i64: 1, 1>} : (tensor<1x224x224x3xf32>, tensor<64x3x3x3xf32>) -> tensor<1x112x112x64xf32>
  %2 = mnc.max_pool2d %1 {window = array<i64: 3, 3>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>} : (tensor<1x112x112x64xf32>) -> tensor<1x56x56x64xf32>
  return %2 : tensor<1x56x56x64xf32>
}

// -----

// The sum reads a row that the window of the depthwise convolution was the first to need.
// CHECK-LABEL: @residual
// CHECK-COUNT-1: mnc.group
// CHECK: %[[A:.*]] = mnc.conv2d
// CHECK-SAME: ring 2
// CHECK-NEXT: mnc.conv2d %[[A]]
// CHECK-NEXT: mnc.conv2d
// CHECK-NEXT: mnc.conv2d {{.*}} steps(%[[A]])
// CHECK-NEXT: mnc.yield
// CHECK-NOT: mnc.group
func.func @residual(%x: tensor<1x112x112x32xf32>, %s: tensor<16x32x1x1xf32>, %e: tensor<96x16x1x1xf32>, %d: tensor<96x1x3x3xf32>, %p: tensor<16x96x1x1xf32>) -> tensor<1x112x112x16xf32> {
  %0 = mnc.conv2d %x, %s {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x112x112x32xf32>, tensor<16x32x1x1xf32>) -> tensor<1x112x112x16xf32>
  %1 = mnc.conv2d %0, %e {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x112x112x16xf32>, tensor<96x16x1x1xf32>) -> tensor<1x112x112x96xf32>
  %2 = mnc.conv2d %1, %d {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 96 : i64} : (tensor<1x112x112x96xf32>, tensor<96x1x3x3xf32>) -> tensor<1x112x112x96xf32>
  %3 = mnc.conv2d %2, %p steps(%0) {epilogue = [#mnc.residual], strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x112x112x96xf32>, tensor<16x96x1x1xf32>, tensor<1x112x112x16xf32>) -> tensor<1x112x112x16xf32>
  return %3 : tensor<1x112x112x16xf32>
}
