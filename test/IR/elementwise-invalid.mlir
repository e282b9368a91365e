// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Each constraint of elementwise operations and softmax, broken.
// RUN: mnc-opt %s -split-input-file -verify-diagnostics

// fn_c1
func.func @double_bound(%x: tensor<2xf32>) {
  // expected-error @below {{a function has the parameter 0.000000e+00 : f64, wanted f32}}
  %y = mnc.pointwise #mnc.clamp<0.0 : f64, 6.0 : f32> %x : (tensor<2xf32>) -> tensor<2xf32>
  return
}

// -----

// fn_c2
func.func @nan_bound(%x: tensor<2xf32>) {
  // expected-error @below {{a function has a parameter that is not a number}}
  %y = mnc.pointwise #mnc.clamp<0.0 : f32, 0x7FC00000 : f32> %x : (tensor<2xf32>) -> tensor<2xf32>
  return
}

// -----

// fn_c3
func.func @infinite_beta(%x: tensor<2xf32>) {
  // expected-error @below {{a function has the parameter 0x7F800000 : f32, wanted a finite one}}
  %y = mnc.pointwise #mnc.hard_sigmoid<0.2 : f32, 0x7F800000 : f32> %x : (tensor<2xf32>) -> tensor<2xf32>
  return
}

// -----

// fn_c3
func.func @infinite_slope(%x: tensor<2xf32>) {
  // expected-error @below {{a function has the parameter 0xFF800000 : f32, wanted a finite one}}
  %y = mnc.pointwise #mnc.leaky_relu<0xFF800000 : f32> %x : (tensor<2xf32>) -> tensor<2xf32>
  return
}

// -----

// fn_c3
func.func @infinite_alpha(%x: tensor<2xf32>) {
  // expected-error @below {{a function has the parameter 0x7F800000 : f32, wanted a finite one}}
  %y = mnc.pointwise #mnc.swish<0x7F800000 : f32> %x : (tensor<2xf32>) -> tensor<2xf32>
  return
}

// -----

// pointwise_c1
func.func @operand_missing(%x: tensor<2xf32>) {
  // expected-error @below {{#mnc.prelu takes 1 operands beside its input but has 0}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.pointwise #mnc.prelu %x : (tensor<2xf32>) -> tensor<2xf32>
  return
}

// -----

// pointwise_c1
func.func @operand_unused(%x: tensor<2xf32>) {
  // expected-error @below {{#mnc.exp takes 0 operands beside its input but has 1}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.pointwise #mnc.exp %x, %x : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return
}

// -----

// pointwise_c2
func.func @operand_type(%x: tensor<1x2x2x3xf32>, %s: tensor<3xf32>) {
  // expected-error @below {{#mnc.scale has an operand of type 'tensor<3xf32>' but wants 'tensor<1x1x1x3xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.pointwise #mnc.scale %x, %s : (tensor<1x2x2x3xf32>, tensor<3xf32>) -> tensor<1x2x2x3xf32>
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

// -----

// matmul_c1
func.func @matmul_batch(%x: tensor<2x3xf32>, %w: tensor<1x3x2xf32>) {
  // expected-error @below {{wanted matrices, as many in both operands, found 'tensor<2x3xf32>' and 'tensor<1x3x2xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.matmul %x, %w : (tensor<2x3xf32>, tensor<1x3x2xf32>) -> tensor<2x2xf32>
  return
}

// -----

// matmul_c2
func.func @matmul_columns(%x: tensor<2x3xf32>) {
  // expected-error @below {{a row of 'tensor<2x3xf32>' and a column of 'tensor<2x3xf32>' differ in length}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.matmul %x, %x : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

// broadcast_c1
func.func @max_shapes(%x: tensor<2x3xf32>, %w: tensor<2xf32>) {
  // expected-error @below {{shapes 'tensor<2x3xf32>' and 'tensor<2xf32>' do not broadcast}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.max %x, %w : (tensor<2x3xf32>, tensor<2xf32>) -> tensor<2x3xf32>
  return
}
