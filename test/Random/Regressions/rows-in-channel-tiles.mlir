// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rows by channel tiles: two images, stride 2, uneven padding, and a ring before the producer.
// REQUIRES: haswell
// RUN: mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=haswell" -mnc-form-groups -mnc-schedule-groups=least-results | FileCheck %s
// RUN: mnc-random --cpu=haswell --seed=1 %s
// CHECK: ring 2, fill
// CHECK-NEXT: ring 3 channel_tile {{[0-9]+}} channel_block 8

func.func @main(%x: tensor<2x12x80x16xf32>) -> tensor<2x7x40x8xf32> {
  %f = mnc.constant dense<0.125> : tensor<16x1x3x3xf32>
  %y = mnc.conv2d %x, %f
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, group = 16}
      : (tensor<2x12x80x16xf32>, tensor<16x1x3x3xf32>) -> tensor<2x12x80x16xf32>
  %e = mnc.constant dense<0.25> : tensor<96x16x1x1xf32>
  %1 = mnc.conv2d %y, %e
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>}
      : (tensor<2x12x80x16xf32>, tensor<96x16x1x1xf32>) -> tensor<2x12x80x96xf32>
  %d = mnc.constant dense<0.5> : tensor<96x1x3x3xf32>
  %2 = mnc.conv2d %1, %d
      {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 3, 1>, dilations = array<i64: 1, 1>, group = 96}
      : (tensor<2x12x80x96xf32>, tensor<96x1x3x3xf32>) -> tensor<2x7x40x96xf32>
  %p = mnc.constant dense<0.5> : tensor<8x96x1x1xf32>
  %3 = mnc.conv2d %2, %p
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>}
      : (tensor<2x7x40x96xf32>, tensor<8x96x1x1xf32>) -> tensor<2x7x40x8xf32>
  return %3 : tensor<2x7x40x8xf32>
}
