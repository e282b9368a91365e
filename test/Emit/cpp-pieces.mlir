// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pieces of a long function of the C++ are inlined, also those that call others.
// RUN: mnc %s --name=net --target=x86_64-unknown-linux-gnu --cpu=x86-64-v4 --emit=cpp -o %t
// RUN: FileCheck %s --input-file=%t/net.cpp --implicit-check-not="noinline{{.*}}_part"
// CHECK: {{\[\[gnu::always_inline\]\] inline .*}}[[INNER:net_layer.*_part[0-9]+]](
// CHECK: {{\[\[gnu::always_inline\]\] inline .*}}net_layer{{.*}}_part{{[0-9]+}}(
// CHECK: = [[INNER]](

func.func @main(%x: tensor<1x15x14x16xf32>) -> tensor<1x9x8x16xf32> {
  %filter = mnc.constant dense<0.25> : tensor<16x1x7x7xf32>
  %y = mnc.conv2d %x, %filter
      {strides = array<i64: 1, 2>, pads = array<i64: 0, 6, 0, 1>, dilations = array<i64: 1, 1>, group = 16 : i64}
      : (tensor<1x15x14x16xf32>, tensor<16x1x7x7xf32>) -> tensor<1x9x8x16xf32>
  return %y : tensor<1x9x8x16xf32>
}
