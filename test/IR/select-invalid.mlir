// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Each constraint of operations that convert, compare, choose, rank and take values, broken.
// RUN: mnc-opt %s -split-input-file -verify-diagnostics

// convert_c1
func.func @convert_to(%x: tensor<2xf32>) {
  // expected-error @below {{cannot convert 'tensor<2xf32>' to 'i16'}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.convert %x {to = i16} : (tensor<2xf32>) -> tensor<2xf32>
  return
}

// -----

// broadcast_c3
func.func @add_types(%x: tensor<2xf32>, %n: tensor<2xsi32>) {
  // expected-error @below {{the element types of 'tensor<2xf32>' and 'tensor<2xsi32>' differ}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.add %x, %n : (tensor<2xf32>, tensor<2xsi32>) -> tensor<2xf32>
  return
}

// -----

// broadcast_c3
func.func @compare_types(%x: tensor<2xui8>, %n: tensor<2xsi8>) {
  // expected-error @below {{the element types of 'tensor<2xui8>' and 'tensor<2xsi8>' differ}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.compare %x, %n {predicate = 0 : i32} : (tensor<2xui8>, tensor<2xsi8>) -> tensor<2xi1>
  return
}

// -----

// epilogue_c4
func.func @integer_epilogue(%n: tensor<2xsi32>) {
  // expected-error @below {{has an epilogue but gives 'tensor<2xsi32>'}}
  %y = mnc.add %n, %n {epilogue = [#mnc.clamp<0.0 : f32, 6.0 : f32>]} : (tensor<2xsi32>, tensor<2xsi32>) -> tensor<2xsi32>
  return
}

// -----

// select_c1
func.func @condition(%c: tensor<3xi1>, %x: tensor<2xf32>) {
  // expected-error @below {{shapes 'tensor<3xi1>' and 'tensor<2xf32>' do not broadcast}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.select %c, %x, %x : (tensor<3xi1>, tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return
}

// -----

// rank_c1
func.func @arg_max_axis(%x: tensor<2x3xf32>) {
  // expected-error @below {{axis 2 is not one of 'tensor<2x3xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.arg_max %x {axis = 2 : i64} : (tensor<2x3xf32>) -> tensor<2x1xsi64>
  return
}

// -----

// rank_c2
func.func @top_k_count(%x: tensor<2x3xf32>) {
  // expected-error @below {{wanted 1 to 3 values, found 4}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.top_k %x {axis = 1 : i64, count = 4 : i64} : (tensor<2x3xf32>) -> tensor<2x4xsi64>
  return
}

// -----

// take_c1
func.func @take_axis(%x: tensor<2x3xf32>, %n: tensor<4xsi64>) {
  // expected-error @below {{axis -1 is not one of 'tensor<2x3xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.take %x, %n {axis = -1 : i64} : (tensor<2x3xf32>, tensor<4xsi64>) -> tensor<2x4xf32>
  return
}

// -----

// gather_elements_c1
func.func @gather_elements_shape(%x: tensor<2x3xf32>, %n: tensor<3x5xsi64>) {
  // expected-error @below {{cannot take 'tensor<3x5xsi64>' along dimension 1 of 'tensor<2x3xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.gather_elements %x, %n {axis = 1 : i64} : (tensor<2x3xf32>, tensor<3x5xsi64>) -> tensor<3x5xf32>
  return
}

// -----

func.func @float_index(%x: tensor<2x3xf32>, %n: tensor<4xf32>) {
  // expected-error @below {{operand #1 must be si32 or si64 tensor of static shape}}
  %y = mnc.take %x, %n {axis = 0 : i64} : (tensor<2x3xf32>, tensor<4xf32>) -> tensor<4x3xf32>
  return
}

// -----

func.func @half_sum(%x: tensor<2xf16>) {
  // expected-error @below {{operand #0 must be number tensor of static shape}}
  %y = mnc.add %x, %x : (tensor<2xf16>, tensor<2xf16>) -> tensor<2xf16>
  return
}

// -----

func.func @truth_sum(%x: tensor<2xi1>) {
  // expected-error @below {{operand #0 must be number tensor of static shape}}
  %y = mnc.add %x, %x : (tensor<2xi1>, tensor<2xi1>) -> tensor<2xi1>
  return
}
