// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A CPU without a fused multiply-add has products and sums.
// RUN: mnc-opt %s -split-input-file -verify-diagnostics -mnc-verify-kernel-ir=fma=false

func.func private @product_and_sum(%x: vector<4xf32>) -> vector<4xf32> {
  %y = arith.mulf %x, %x : vector<4xf32>
  %z = arith.addf %x, %y : vector<4xf32>
  return %z : vector<4xf32>
}

// -----

func.func private @fma(%x: vector<4xf32>) -> vector<4xf32> {
  // expected-error @below {{kernel ir contains a 'vector.fma', but the cpu has no such instruction}}
  %y = vector.fma %x, %x, %x : vector<4xf32>
  return %y : vector<4xf32>
}
