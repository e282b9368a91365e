// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Softmax along another axis than the last: neighbouring lines are one vector.
// REQUIRES: x86-64
// RUN: mnc %s --cpu=haswell --target=x86_64-unknown-linux-gnu --emit=loops -o - | FileCheck %s
// RUN: rm -rf %t && mnc-run %s --reference --output-dir %t && mnc-run %s --compare %t
// RUN: mnc-run %s --cpu=x86-64 --compare %t

// CHECK-LABEL: func.func private @softmax_across_lines_layer(
// CHECK-NOT: memref.load
// CHECK: vector.load {{.*}} vector<8xf32>
// CHECK: arith.divf {{.*}} vector<8xf32>
func.func @main(%a: tensor<2x7x3x21xf32> {mnc.name = "a"}, %b: tensor<4x3xf32> {mnc.name = "b"})
    -> (tensor<2x7x3x21xf32> {mnc.name = "x"}, tensor<4x3xf32> {mnc.name = "y"}) {
  %0 = mnc.softmax %a {axis = 1 : i64} : (tensor<2x7x3x21xf32>) -> tensor<2x7x3x21xf32>
  %1 = mnc.softmax %b {axis = 0 : i64} : (tensor<4x3xf32>) -> tensor<4x3xf32>
  return %0, %1 : tensor<2x7x3x21xf32>, tensor<4x3xf32>
}
