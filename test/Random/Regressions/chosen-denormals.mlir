// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A denormal that is compared and chosen, not computed, becomes 0 whichever
// instructions a compiler takes for that. The seed's inputs hold denormals.
// REQUIRES: haswell
// RUN: %python %S/../Inputs/bits.py haswell %t %cxx %clang -- %s --seed 9

func.func @main(%x: tensor<1x8x6x5xf32>) -> (tensor<1x8x6x5xf32>, tensor<1x8x6x5xf32>, tensor<1x4x3x5xf32>) {
  %positive = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %x : (tensor<1x8x6x5xf32>) -> tensor<1x8x6x5xf32>
  %bound = mnc.pointwise #mnc.clamp<7.0e-40 : f32, 1.0 : f32> %x : (tensor<1x8x6x5xf32>) -> tensor<1x8x6x5xf32>
  %largest = mnc.max_pool2d %x {window = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>}
      : (tensor<1x8x6x5xf32>) -> tensor<1x4x3x5xf32>
  return %positive, %bound, %largest : tensor<1x8x6x5xf32>, tensor<1x8x6x5xf32>, tensor<1x4x3x5xf32>
}
