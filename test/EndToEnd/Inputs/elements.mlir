// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Inputs and outputs of every element type. Indices are not bounded by the caller.
func.func @main(%picture: tensor<1x4x4x3xui8>, %signed: tensor<5xsi8>, %words: tensor<5xsi32>,
                %indices: tensor<4xsi64>, %truths: tensor<5xi1>, %halves: tensor<5xf16>,
                %rows: tensor<3x40xf32>)
    -> (tensor<1x4x4x3xf32>, tensor<5xui8>, tensor<5xsi8>, tensor<5xsi32>, tensor<3x1xsi64>,
        tensor<5xi1>, tensor<5xf16>, tensor<4x40xf32>) {
  %0 = mnc.convert %picture {to = f32} : (tensor<1x4x4x3xui8>) -> tensor<1x4x4x3xf32>
  %1 = mnc.convert %words {to = ui8} : (tensor<5xsi32>) -> tensor<5xui8>
  %2 = mnc.div %signed, %signed : (tensor<5xsi8>, tensor<5xsi8>) -> tensor<5xsi8>
  %zero = mnc.constant dense<0> : tensor<si32>
  %3 = mnc.select %truths, %words, %zero : (tensor<5xi1>, tensor<5xsi32>, tensor<si32>) -> tensor<5xsi32>
  %4 = mnc.arg_max %rows {axis = 1 : i64} : (tensor<3x40xf32>) -> tensor<3x1xsi64>
  %5 = mnc.compare %words, %zero {predicate = 1 : i32} : (tensor<5xsi32>, tensor<si32>) -> tensor<5xi1>
  %6 = mnc.convert %halves {to = f32} : (tensor<5xf16>) -> tensor<5xf32>
  %7 = mnc.add %6, %6 : (tensor<5xf32>, tensor<5xf32>) -> tensor<5xf32>
  %8 = mnc.convert %7 {to = f16} : (tensor<5xf32>) -> tensor<5xf16>
  %9 = mnc.take %rows, %indices {axis = 0 : i64} : (tensor<3x40xf32>, tensor<4xsi64>) -> tensor<4x40xf32>
  return %0, %1, %2, %3, %4, %5, %8, %9 : tensor<1x4x4x3xf32>, tensor<5xui8>, tensor<5xsi8>,
      tensor<5xsi32>, tensor<3x1xsi64>, tensor<5xi1>, tensor<5xf16>, tensor<4x40xf32>
}
