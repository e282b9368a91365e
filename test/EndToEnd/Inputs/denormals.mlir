// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Products that are denormal, or of denormals.
func.func @main(%x: tensor<64xf32> {mnc.name = "x"}, %y: tensor<64xf32> {mnc.name = "y"}) -> (tensor<64xf32> {mnc.name = "product"}) {
  %product = mnc.mul %x, %y : (tensor<64xf32>, tensor<64xf32>) -> tensor<64xf32>
  return %product : tensor<64xf32>
}
