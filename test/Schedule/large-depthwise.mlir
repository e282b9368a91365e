// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A depthwise convolution with a large filter runs as a grouped one, whose code does not grow with
// it.
// RUN: mnc-opt %s -pass-pipeline="builtin.module(mnc-set-cpu{triple=x86_64-unknown-linux-gnu cpu=haswell},func.func(mnc-form-groups,mnc-schedule-groups))" | FileCheck %s

// CHECK-LABEL: @taps
func.func @taps(%x: tensor<1x16x16x2xf32>) -> (tensor<1x6x6x2xf32>, tensor<1x5x4x2xf32>) {
  %few = mnc.constant dense<1.0> : tensor<2x1x11x11xf32>
  %many = mnc.constant dense<1.0> : tensor<2x1x12x13xf32>
  // CHECK: mnc.conv2d {{.*}}mnc.kernel = #mnc.kernel<"depthwise"
  %0 = mnc.conv2d %x, %few {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 2} : (tensor<1x16x16x2xf32>, tensor<2x1x11x11xf32>) -> tensor<1x6x6x2xf32>
  // CHECK: mnc.conv2d {{.*}}mnc.kernel = #mnc.kernel<"grouped"
  %1 = mnc.conv2d %x, %many {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 2} : (tensor<1x16x16x2xf32>, tensor<2x1x12x13xf32>) -> tensor<1x5x4x2xf32>
  return %0, %1 : tensor<1x6x6x2xf32>, tensor<1x5x4x2xf32>
}
