// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One constant is packed twice when it is read both as it is and transposed.
// RUN: mnc-random %s

func.func @main(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %filter = mnc.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %y = mnc.fully_connected %x, %filter : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  %z = mnc.fully_connected %y, %filter {transposed} : (tensor<1x2xf32>, tensor<2x2xf32>) -> tensor<1x2xf32>
  return %z : tensor<1x2xf32>
}
