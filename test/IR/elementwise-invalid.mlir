// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Each constraint of elementwise operations and softmax, broken.
// RUN: mnc-opt %s -split-input-file -verify-diagnostics

// clamp_c1
func.func @nan_bound(%x: tensor<2xf32>) {
  // expected-error @below {{a bound of the clamp is not a number}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.pointwise #mnc.clamp<0.0 : f32, 0x7FC00000 : f32> %x : (tensor<2xf32>) -> tensor<2xf32>
  return
}

// -----

// broadcast_c1
func.func @add(%a: tensor<2x3xf32>, %b: tensor<2xf32>) {
  // expected-error @below {{shapes 'tensor<2x3xf32>' and 'tensor<2xf32>' do not broadcast}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.add %a, %b : (tensor<2x3xf32>, tensor<2xf32>) -> tensor<2x3xf32>
  return
}

// -----

// broadcast_c1
func.func @sub(%a: tensor<2x3xf32>, %b: tensor<2xf32>) {
  // expected-error @below {{shapes 'tensor<2x3xf32>' and 'tensor<2xf32>' do not broadcast}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.sub %a, %b : (tensor<2x3xf32>, tensor<2xf32>) -> tensor<2x3xf32>
  return
}

// -----

// broadcast_c1
func.func @mul(%a: tensor<2x3xf32>, %b: tensor<2xf32>) {
  // expected-error @below {{shapes 'tensor<2x3xf32>' and 'tensor<2xf32>' do not broadcast}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.mul %a, %b : (tensor<2x3xf32>, tensor<2xf32>) -> tensor<2x3xf32>
  return
}

// -----

// broadcast_c1
func.func @div(%a: tensor<2x3xf32>, %b: tensor<2xf32>) {
  // expected-error @below {{shapes 'tensor<2x3xf32>' and 'tensor<2xf32>' do not broadcast}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.div %a, %b : (tensor<2x3xf32>, tensor<2xf32>) -> tensor<2x3xf32>
  return
}

// -----

// softmax_c1
func.func @axis(%x: tensor<2x3xf32>) {
  // expected-error @below {{axis -1 is not one of 'tensor<2x3xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.softmax %x {axis = -1} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}
