// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A network without weights.
func.func @main(%x: tensor<1x64xf32> {mnc.layout = "NC", mnc.name = "x"}) -> (tensor<1x64xf32> {mnc.layout = "NC", mnc.name = "y"}) {
  %y = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %x : (tensor<1x64xf32>) -> tensor<1x64xf32>
  return %y : tensor<1x64xf32>
}
