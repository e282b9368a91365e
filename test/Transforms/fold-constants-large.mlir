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
func.func @negative_long_product() -> tensor<1024x1024xf32> {
  // CHECK: mnc.fully_connected
  %a = mnc.constant dense<1.0> : tensor<1024x1024xf32>
  %0 = mnc.fully_connected %a, %a : (tensor<1024x1024xf32>, tensor<1024x1024xf32>) -> tensor<1024x1024xf32>
  return %0 : tensor<1024x1024xf32>
}
