// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// C++ source has a limit; nothing is written beyond it. A file of weights has none.
// RUN: rm -rf %t && not mnc %s --name=large --emit=cpp -o %t 2>&1 | FileCheck %s
// RUN: not ls %t/large.cpp
// CHECK: error: {{.*}}the weights have 36000000 bytes, wanted at most 33554432 in c++ source; --weights=FILE writes them to a file
// RUN: mnc %s --name=large --emit=cpp --weights=%t/large.bin -o %t && wc -c < %t/large.bin | FileCheck %s --check-prefix=SIZE
// SIZE: {{^}}36000000
func.func @main(%x: tensor<1x1x1x3000xf32> {mnc.layout = "NHWC", mnc.name = "x"}) -> (tensor<1x1x1x3000xf32> {mnc.layout = "NHWC", mnc.name = "y"}) {
  %w = mnc.constant dense<0.5> : tensor<3000x3000x1x1xf32>
  %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x1x1x3000xf32>, tensor<3000x3000x1x1xf32>) -> tensor<1x1x1x3000xf32>
  return %y : tensor<1x1x1x3000xf32>
}
