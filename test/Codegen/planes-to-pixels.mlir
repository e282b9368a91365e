// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Two, three and four planes become pixels by shuffles of vectors, with every
// width of tail; nothing moves one by one.
// REQUIRES: x86-64
// RUN: mnc %s --cpu=haswell --target=x86_64-unknown-linux-gnu --emit=loops -o - | FileCheck %s
// RUN: rm -rf %t && mnc-run %s --reference --output-dir %t && mnc-run %s --compare %t
// RUN: mnc-run %s --cpu=x86-64 --compare %t

// CHECK-LABEL: func.func private @planes_to_pixels_layer(
// CHECK-NOT: memref.load
// CHECK: vector.load {{.*}} vector<8xf32>
// CHECK: vector.shuffle
// CHECK: vector.store {{.*}} vector<8xf32>
func.func @main(%a: tensor<2x3x5x23xf32> {mnc.name = "a"}, %b: tensor<1x2x1x37xf32> {mnc.name = "b"}, %c: tensor<1x4x3x5xf32> {mnc.name = "c"})
    -> (tensor<2x5x23x3xf32> {mnc.name = "x"}, tensor<1x1x37x2xf32> {mnc.name = "y"}, tensor<1x3x5x4xf32> {mnc.name = "z"}) {
  %0 = mnc.transpose %a {perm = array<i64: 0, 2, 3, 1>} : (tensor<2x3x5x23xf32>) -> tensor<2x5x23x3xf32>
  %1 = mnc.transpose %b {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x2x1x37xf32>) -> tensor<1x1x37x2xf32>
  %2 = mnc.transpose %c {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x4x3x5xf32>) -> tensor<1x3x5x4xf32>
  return %0, %1, %2 : tensor<2x5x23x3xf32>, tensor<1x1x37x2xf32>, tensor<1x3x5x4xf32>
}
