// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A kernel that an operation has already is one of the table, computes it, and has a block.
// RUN: mnc-opt %s -mnc-choose-kernels -split-input-file -verify-diagnostics

func.func @unknown(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = mnc.region -> tensor<4xf32> {
    // expected-error @+1 {{has the unknown kernel 'frob'}}
    %y = mnc.copy %x {kernel = #mnc.kernel<"frob", block = 1 x 1 x 4, outer = "rows">} : (tensor<4xf32>) -> tensor<4xf32>
    mnc.yield %y : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

func.func @wrong(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = mnc.region -> tensor<4xf32> {
    // expected-error @+1 {{has the kernel 'pool', which does not compute it}}
    %y = mnc.copy %x {kernel = #mnc.kernel<"pool", block = 1 x 1 x 4, outer = "rows">} : (tensor<4xf32>) -> tensor<4xf32>
    mnc.yield %y : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

func.func @block(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = mnc.region -> tensor<4xf32> {
    // expected-error @+1 {{has the block #mnc.kernel<"map", block = 1 x 0 x 4, outer = "rows">, wanted 1 to 64 rows, vectors, lanes and taps, lanes and taps powers of two (depthwise: the taps of a row or 1), and "rows" or "channels"}}
    %y = mnc.copy %x {kernel = #mnc.kernel<"map", block = 1 x 0 x 4, outer = "rows">} : (tensor<4xf32>) -> tensor<4xf32>
    mnc.yield %y : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}
