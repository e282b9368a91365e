// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A pointwise convolution multiplies its input by the factors of squeeze-and-excite while it reads,
// where that takes fewer cycles than a pass over the activation.
// RUN: mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=znver4" -mnc-fuse-input-scale | FileCheck %s
// RUN: mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=znver4" -mnc-fuse-input-scale -mnc-form-groups -mnc-schedule-groups -mnc-plan-memory -mnc-generate-loops=name=net \
// RUN:   | FileCheck %s --check-prefix=LOOPS

// One step along K: a factor, which is multiplied with the vector of weights.
// LOOPS: func.func private @net_layer(
// LOOPS-SAME: %[[OUT:[a-z0-9]*]]: memref<576xf32> {{.*}}, %[[SCALE:[a-z0-9]*]]: memref<48xf32>
// LOOPS: %[[FACTOR:.*]] = vector.load %[[SCALE]][%{{.*}}] : memref<48xf32>, vector<1xf32>
// LOOPS: %[[LANE:.*]] = vector.extract %[[FACTOR]][0]
// LOOPS: %[[ALL:.*]] = vector.broadcast %[[LANE]]
// LOOPS: %[[WEIGHTS:.*]] = arith.mulf %{{.*}}, %[[ALL]]
// LOOPS-COUNT-6: vector.fma %{{.*}}, %[[WEIGHTS]]

// CHECK-LABEL: @main
// CHECK-SAME: (%[[X:.*]]: tensor<1x6x6x48xf32>, %[[S:.*]]: tensor<1x1x1x48xf32>)
// CHECK-NOT: mnc.mul
// CHECK: mnc.conv2d %[[X]], %{{.*}} input_scale(%[[S]])
func.func @main(%x: tensor<1x6x6x48xf32>, %s: tensor<1x1x1x48xf32>) -> tensor<1x6x6x16xf32> {
  %w = mnc.constant dense<0.5> : tensor<16x48x1x1xf32>
  %m = mnc.mul %s, %x : (tensor<1x1x1x48xf32>, tensor<1x6x6x48xf32>) -> tensor<1x6x6x48xf32>
  %y = mnc.conv2d %m, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x6x6x48xf32>, tensor<16x48x1x1xf32>) -> tensor<1x6x6x16xf32>
  return %y : tensor<1x6x6x16xf32>
}

// Many channels use each value that a pass has multiplied.
// CHECK-LABEL: @negative_many_channels
// CHECK: mnc.mul
func.func @negative_many_channels(%x: tensor<1x6x6x48xf32>, %s: tensor<1x1x1x48xf32>, %w: tensor<512x48x1x1xf32>) -> tensor<1x6x6x512xf32> {
  %m = mnc.mul %x, %s : (tensor<1x6x6x48xf32>, tensor<1x1x1x48xf32>) -> tensor<1x6x6x48xf32>
  %y = mnc.conv2d %m, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x6x6x48xf32>, tensor<512x48x1x1xf32>) -> tensor<1x6x6x512xf32>
  return %y : tensor<1x6x6x512xf32>
}

// CHECK-LABEL: @negative_two_consumers
// CHECK: mnc.mul
func.func @negative_two_consumers(%x: tensor<1x6x6x48xf32>, %s: tensor<1x1x1x48xf32>, %w: tensor<16x48x1x1xf32>) -> (tensor<1x6x6x48xf32>, tensor<1x6x6x16xf32>) {
  %m = mnc.mul %x, %s : (tensor<1x6x6x48xf32>, tensor<1x1x1x48xf32>) -> tensor<1x6x6x48xf32>
  %y = mnc.conv2d %m, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x6x6x48xf32>, tensor<16x48x1x1xf32>) -> tensor<1x6x6x16xf32>
  return %m, %y : tensor<1x6x6x48xf32>, tensor<1x6x6x16xf32>
}

// CHECK-LABEL: @negative_window
// CHECK: mnc.mul
func.func @negative_window(%x: tensor<1x6x6x48xf32>, %s: tensor<1x1x1x48xf32>, %w: tensor<16x48x3x3xf32>) -> tensor<1x4x4x16xf32> {
  %m = mnc.mul %x, %s : (tensor<1x6x6x48xf32>, tensor<1x1x1x48xf32>) -> tensor<1x6x6x48xf32>
  %y = mnc.conv2d %m, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x6x6x48xf32>, tensor<16x48x3x3xf32>) -> tensor<1x4x4x16xf32>
  return %y : tensor<1x4x4x16xf32>
}

// A factor for each pixel, and a step after the product.
// CHECK-LABEL: @negative_other_products
// CHECK: mnc.mul
// CHECK: mnc.mul
func.func @negative_other_products(%x: tensor<1x6x6x48xf32>, %s: tensor<1x1x1x48xf32>, %p: tensor<1x6x6x1xf32>, %w: tensor<16x48x1x1xf32>) -> (tensor<1x6x6x16xf32>, tensor<1x6x6x16xf32>) {
  %m = mnc.mul %x, %p : (tensor<1x6x6x48xf32>, tensor<1x6x6x1xf32>) -> tensor<1x6x6x48xf32>
  %y = mnc.conv2d %m, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x6x6x48xf32>, tensor<16x48x1x1xf32>) -> tensor<1x6x6x16xf32>
  %n = mnc.mul %x, %s {epilogue = [#mnc.hard_swish]} : (tensor<1x6x6x48xf32>, tensor<1x1x1x48xf32>) -> tensor<1x6x6x48xf32>
  %z = mnc.conv2d %n, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x6x6x48xf32>, tensor<16x48x1x1xf32>) -> tensor<1x6x6x16xf32>
  return %y, %z : tensor<1x6x6x16xf32>, tensor<1x6x6x16xf32>
}
