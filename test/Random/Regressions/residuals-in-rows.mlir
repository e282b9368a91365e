// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Two inverted residuals in one group: the sums read rows of rings that the windows have read
// before. Two images, a window of five rows, and a sum of its own at the end.
// REQUIRES: haswell
// RUN: mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=haswell" -mnc-form-groups -mnc-schedule-groups=least-results | FileCheck %s
// RUN: mnc-random --cpu=haswell --seed=1 %s
// CHECK: mnc.group
// CHECK-NEXT: mnc.conv2d
// CHECK-SAME: ring 3
// CHECK: mnc.conv2d {{.*}}epilogue = [#mnc.residual], {{.*}} ring 3
// CHECK: mnc.add
// CHECK-NEXT: mnc.yield

func.func @main(%x: tensor<2x9x20x8xf32>) -> tensor<2x9x20x8xf32> {
  %e = mnc.constant dense<0.25> : tensor<8x8x1x1xf32>
  %d = mnc.constant dense<0.125> : tensor<8x1x3x3xf32>
  %w = mnc.constant dense<0.0625> : tensor<8x1x5x5xf32>
  %0 = mnc.conv2d %x, %e
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>}
      : (tensor<2x9x20x8xf32>, tensor<8x8x1x1xf32>) -> tensor<2x9x20x8xf32>
  %1 = mnc.conv2d %0, %d
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, group = 8}
      : (tensor<2x9x20x8xf32>, tensor<8x1x3x3xf32>) -> tensor<2x9x20x8xf32>
  %2 = mnc.conv2d %1, %e steps(%0)
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, epilogue = [#mnc.residual]}
      : (tensor<2x9x20x8xf32>, tensor<8x8x1x1xf32>, tensor<2x9x20x8xf32>) -> tensor<2x9x20x8xf32>
  %3 = mnc.conv2d %2, %e
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>}
      : (tensor<2x9x20x8xf32>, tensor<8x8x1x1xf32>) -> tensor<2x9x20x8xf32>
  %4 = mnc.conv2d %3, %w
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, pads = array<i64: 2, 2, 2, 2>, group = 8}
      : (tensor<2x9x20x8xf32>, tensor<8x1x5x5xf32>) -> tensor<2x9x20x8xf32>
  %5 = mnc.conv2d %4, %e
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>}
      : (tensor<2x9x20x8xf32>, tensor<8x8x1x1xf32>) -> tensor<2x9x20x8xf32>
  %6 = mnc.add %5, %2 : (tensor<2x9x20x8xf32>, tensor<2x9x20x8xf32>) -> tensor<2x9x20x8xf32>
  return %6 : tensor<2x9x20x8xf32>
}
