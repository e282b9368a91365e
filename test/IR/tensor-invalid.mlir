// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Each constraint of the type of tensors, broken.
// RUN: mnc-opt %s -split-input-file -verify-diagnostics

// tensor_c1
func.func @no_elements(%x: tensor<2x0xf32>) {
  // expected-error @below {{operand #0 must be tensor of static shape, at most 32 dimensions of at least 1 and at most 2^34 elements, but got 'tensor<2x0xf32>'}}
  %y = mnc.copy %x : (tensor<2x0xf32>) -> tensor<2x0xf32>
  return
}

// -----

// tensor_c1
func.func @rank(%x: tensor<1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1xf32>) {
  // expected-error @below {{operand #0 must be tensor of static shape}}
  %y = mnc.reshape %x : (tensor<1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1x1xf32>) -> tensor<f32>
  return
}

// -----

// tensor_c2
func.func @elements(%x: tensor<131072x131073xf32>) {
  // expected-error @below {{operand #0 must be tensor of static shape}}
  %y = mnc.copy %x : (tensor<131072x131073xf32>) -> tensor<131072x131073xf32>
  return
}

// -----

func.func @element(%x: tensor<2xf64>) {
  // expected-error @below {{operand #0 must be tensor of static shape}}
  %y = mnc.copy %x : (tensor<2xf64>) -> tensor<2xf64>
  return
}
