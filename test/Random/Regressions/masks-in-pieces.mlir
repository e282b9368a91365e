// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A piece of a long function of the C++ takes the outcome of a comparison.
// REQUIRES: x86-64-v4
// RUN: %python %S/../Inputs/bits.py x86-64-v4 %t %cxx %clang -- %s

func.func @main(%x: tensor<1x2x14x24xf32>) -> tensor<1x2x14x24xf32> {
  %y = mnc.softmax %x {axis = 3 : i64} : (tensor<1x2x14x24xf32>) -> tensor<1x2x14x24xf32>
  return %y : tensor<1x2x14x24xf32>
}
