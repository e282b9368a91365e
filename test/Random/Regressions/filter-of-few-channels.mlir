// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A filter that is shorter than a vector is not prefetched: GCC refuses an address beyond the
// weights.
// REQUIRES: haswell
// RUN: %python %S/../Inputs/bits.py haswell %t %cxx %clang -- %s

func.func @main(%x: tensor<1x9x9x3xf32>) -> tensor<1x3x5x3xf32> {
  %w = mnc.constant dense<0.1> : tensor<3x1x5x5xf32>
  %y = mnc.conv2d %x, %w {epilogue = [], strides = array<i64: 1, 2>, pads = array<i64: 2, 2, 0, 2>, dilations = array<i64: 2, 1>,
    group = 3 : i64} : (tensor<1x9x9x3xf32>, tensor<3x1x5x5xf32>) -> tensor<1x3x5x3xf32>
  return %y : tensor<1x3x5x3xf32>
}
