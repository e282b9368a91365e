// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Transposes are tiles in registers, also where the sides are no multiple of a tile.
// REQUIRES: x86-64
// RUN: mnc %s --cpu=haswell --target=x86_64-unknown-linux-gnu --emit=loops -o - | FileCheck %s
// RUN: rm -rf %t && mnc-run %s --reference --output-dir %t && mnc-run %s --compare %t
// RUN: mnc-run %s --cpu=x86-64 --compare %t
// RUN: mnc %s --emit=schedule --stats -o %t | FileCheck %s --check-prefix=STATS

// CHECK-LABEL: func.func private @transpose_tiles_layer(
// CHECK-NOT: memref.load
// CHECK: vector.load {{.*}} vector<8xf32>
// CHECK: vector.shuffle
// CHECK: vector.store {{.*}} vector<8xf32>
// STATS-NOT: not vectorised
func.func @main(%a: tensor<2x5x23x19xf32> {mnc.name = "a"}, %b: tensor<1x12x9x3xf32> {mnc.name = "b"}, %c: tensor<5x11xf32> {mnc.name = "c"},
                %d: tensor<1x9x4x8xf32> {mnc.name = "d"})
    -> (tensor<2x19x5x23xf32> {mnc.name = "x"}, tensor<1x3x12x9xf32> {mnc.name = "y"}, tensor<11x5xf32> {mnc.name = "z"}, tensor<8x4x9x1xf32> {mnc.name = "w"}) {
  %0 = mnc.transpose %a {perm = array<i64: 0, 3, 1, 2>} : (tensor<2x5x23x19xf32>) -> tensor<2x19x5x23xf32>
  %1 = mnc.transpose %b {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x12x9x3xf32>) -> tensor<1x3x12x9xf32>
  %2 = mnc.transpose %c {perm = array<i64: 1, 0>} : (tensor<5x11xf32>) -> tensor<11x5xf32>
  %3 = mnc.transpose %d {perm = array<i64: 3, 2, 1, 0>} : (tensor<1x9x4x8xf32>) -> tensor<8x4x9x1xf32>
  return %0, %1, %2, %3 : tensor<2x19x5x23xf32>, tensor<1x3x12x9xf32>, tensor<11x5xf32>, tensor<8x4x9x1xf32>
}
