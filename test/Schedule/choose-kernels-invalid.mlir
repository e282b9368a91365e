// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A kernel that an operation has already is one of the table, supports it, and has a tiling.
// RUN: mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=haswell" -mnc-schedule-groups -split-input-file -verify-diagnostics

func.func @unknown(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = mnc.group -> tensor<4xf32> {
    // expected-error @+1 {{has the unknown kernel 'frob'}}
    %y = mnc.copy %x {mnc.kernel = #mnc.kernel<"frob", tile = 1 x 1 x 4, outer = pixels>} : (tensor<4xf32>) -> tensor<4xf32>
    mnc.yield %y : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

func.func @wrong(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = mnc.group -> tensor<4xf32> {
    // expected-error @+1 {{has the kernel 'pool', which does not compute it}}
    %y = mnc.copy %x {mnc.kernel = #mnc.kernel<"pool", tile = 1 x 1 x 4, outer = pixels>} : (tensor<4xf32>) -> tensor<4xf32>
    mnc.yield %y : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

func.func @block(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = mnc.group -> tensor<4xf32> {
    // expected-error @+1 {{a kernel has the tile 1 x 0 x 4, 'tile_k' 1 and 'split_k' 1, wanted 1 to 64 of each}}
    %y = mnc.copy %x {mnc.kernel = #mnc.kernel<"elementwise", tile = 1 x 0 x 4, outer = pixels>} : (tensor<4xf32>) -> tensor<4xf32>
    mnc.yield %y : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

func.func @pixels_by_lane(%x: tensor<4xf32>) -> tensor<4xf32> {
  %z = mnc.group -> tensor<4xf32> {
    // expected-error @+1 {{whose tile or fields are not those of this kernel}}
    %y = mnc.copy %x {mnc.kernel = #mnc.kernel<"elementwise", tile = 1 x 1 x 4 tile_k 4, outer = pixels>} : (tensor<4xf32>) -> tensor<4xf32>
    mnc.yield %y : tensor<4xf32>
  }
  return %z : tensor<4xf32>
}
