// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One factor scales all values of a vector, whose last dimension is also its first.
// RUN: mnc-random %s
func.func @main(%x: tensor<12xf32>) -> tensor<12xf32> {
  %factor = mnc.constant dense<0.75> : tensor<1xf32>
  %y = mnc.pointwise #mnc.scale %x, %factor : (tensor<12xf32>, tensor<1xf32>) -> tensor<12xf32>
  return %y : tensor<12xf32>
}
