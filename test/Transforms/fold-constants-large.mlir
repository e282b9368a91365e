// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Short constants with large results stay operations.
// RUN: mnc-opt %s -mnc-fold-constants | FileCheck %s

// CHECK-LABEL: @negative_large_sum
func.func @negative_large_sum() -> tensor<131072x131072xf32> {
  // CHECK: mnc.add
  %a = mnc.constant dense<1.0> : tensor<131072x1xf32>
  %b = mnc.constant dense<2.0> : tensor<131072xf32>
  %0 = mnc.add %a, %b : (tensor<131072x1xf32>, tensor<131072xf32>) -> tensor<131072x131072xf32>
  return %0 : tensor<131072x131072xf32>
}

// CHECK-LABEL: @negative_long_product
func.func @negative_long_product() -> tensor<1x1x1024x1024xf32> {
  // CHECK: mnc.conv2d
  %a = mnc.constant dense<1.0> : tensor<1x1x1024x1024xf32>
  %w = mnc.constant dense<1.0> : tensor<1024x1024x1x1xf32>
  %0 = mnc.conv2d %a, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x1x1024x1024xf32>, tensor<1024x1024x1x1xf32>) -> tensor<1x1x1024x1024xf32>
  return %0 : tensor<1x1x1024x1024xf32>
}
