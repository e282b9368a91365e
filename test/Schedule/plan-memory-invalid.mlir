// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Memory is planned for regions that have buffers.
// RUN: mnc-opt %s -mnc-plan-memory -verify-diagnostics

func.func @no_buffers(%x: tensor<2xf32>) -> tensor<2xf32> {
  // expected-error @+1 {{has no buffers yet}}
  %0 = mnc.region -> tensor<2xf32> {
    %y = mnc.copy %x : (tensor<2xf32>) -> tensor<2xf32>
    mnc.yield %y : tensor<2xf32>
  }
  return %0 : tensor<2xf32>
}
