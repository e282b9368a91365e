// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Each function that has an exponential, of the same values.
func.func @main(%x: tensor<65536xf32>)
    -> (tensor<65536xf32>, tensor<65536xf32>, tensor<65536xf32>, tensor<65536xf32>,
        tensor<65536xf32>) {
  %exp = mnc.pointwise #mnc.exp %x : (tensor<65536xf32>) -> tensor<65536xf32>
  %sigmoid = mnc.pointwise #mnc.sigmoid %x : (tensor<65536xf32>) -> tensor<65536xf32>
  %tanh = mnc.pointwise #mnc.tanh %x : (tensor<65536xf32>) -> tensor<65536xf32>
  %swish = mnc.pointwise #mnc.swish<1.0 : f32> %x : (tensor<65536xf32>) -> tensor<65536xf32>
  %down = mnc.pointwise #mnc.swish<-1.0 : f32> %x : (tensor<65536xf32>) -> tensor<65536xf32>
  return %exp, %sigmoid, %tanh, %swish, %down
      : tensor<65536xf32>, tensor<65536xf32>, tensor<65536xf32>, tensor<65536xf32>,
        tensor<65536xf32>
}
