// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Each function that has an exponential, a logarithm or a root, of the same values.
func.func @main(%x: tensor<65536xf32>)
    -> (tensor<65536xf32>, tensor<65536xf32>, tensor<65536xf32>, tensor<65536xf32>,
        tensor<65536xf32>, tensor<65536xf32>, tensor<65536xf32>, tensor<65536xf32>,
        tensor<65536xf32>, tensor<65536xf32>, tensor<65536xf32>, tensor<65536xf32>,
        tensor<65536xf32>) {
  %0 = mnc.pointwise #mnc.exp %x : (tensor<65536xf32>) -> tensor<65536xf32>
  %1 = mnc.pointwise #mnc.sigmoid %x : (tensor<65536xf32>) -> tensor<65536xf32>
  %2 = mnc.pointwise #mnc.tanh %x : (tensor<65536xf32>) -> tensor<65536xf32>
  %3 = mnc.pointwise #mnc.swish<1.0 : f32> %x : (tensor<65536xf32>) -> tensor<65536xf32>
  %4 = mnc.pointwise #mnc.swish<-1.0 : f32> %x : (tensor<65536xf32>) -> tensor<65536xf32>
  %5 = mnc.pointwise #mnc.log %x : (tensor<65536xf32>) -> tensor<65536xf32>
  %6 = mnc.pointwise #mnc.sqrt %x : (tensor<65536xf32>) -> tensor<65536xf32>
  %7 = mnc.pointwise #mnc.softplus %x : (tensor<65536xf32>) -> tensor<65536xf32>
  %8 = mnc.pointwise #mnc.elu<1.0 : f32> %x : (tensor<65536xf32>) -> tensor<65536xf32>
  %9 = mnc.pointwise #mnc.erf %x : (tensor<65536xf32>) -> tensor<65536xf32>
  %10 = mnc.pointwise #mnc.mish %x : (tensor<65536xf32>) -> tensor<65536xf32>
  %11 = mnc.pointwise #mnc.gelu %x : (tensor<65536xf32>) -> tensor<65536xf32>
  %12 = mnc.pointwise #mnc.pow<0.75 : f32> %x : (tensor<65536xf32>) -> tensor<65536xf32>
  return %0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12
      : tensor<65536xf32>, tensor<65536xf32>, tensor<65536xf32>, tensor<65536xf32>,
        tensor<65536xf32>, tensor<65536xf32>, tensor<65536xf32>, tensor<65536xf32>,
        tensor<65536xf32>, tensor<65536xf32>, tensor<65536xf32>, tensor<65536xf32>,
        tensor<65536xf32>
}
