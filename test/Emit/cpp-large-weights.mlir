// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// C++ source has a limit; nothing is written beyond it.
// RUN: rm -rf %t && not mnc %s --name=large --emit=cpp -o %t 2>&1 | FileCheck %s
// RUN: not ls %t/large.cpp
// CHECK: error: {{.*}}the weights have 36000000 bytes, wanted at most 33554432 for c++ source; --emit=lib takes more
func.func @main(%x: tensor<1x3000xf32> {mnc.layout = "NC", mnc.name = "x"}) -> (tensor<1x3000xf32> {mnc.layout = "NC", mnc.name = "y"}) {
  %w = mnc.constant dense<0.5> : tensor<3000x3000xf32>
  %y = mnc.fully_connected %x, %w : (tensor<1x3000xf32>, tensor<3000x3000xf32>) -> tensor<1x3000xf32>
  return %y : tensor<1x3000xf32>
}
