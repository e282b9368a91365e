// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Each constraint of an epilogue chain, broken.
// RUN: mnc-opt %s -split-input-file -verify-diagnostics

// epilogue_c1
func.func @unknown_link(%x: tensor<1x1x1x2xf32>, %w: tensor<3x2x1x1xf32>) {
  // expected-error @below {{epilogue has an unknown step "relu"}}
  %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, epilogue = ["relu"]} : (tensor<1x1x1x2xf32>, tensor<3x2x1x1xf32>) -> tensor<1x1x1x3xf32>
  return
}

// -----

// epilogue_c2
func.func @operand_missing(%x: tensor<1x1x1x2xf32>, %w: tensor<3x2x1x1xf32>) {
  // expected-error @below {{epilogue has more steps with operands than operands}}
  %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, epilogue = [#mnc.bias]} : (tensor<1x1x1x2xf32>, tensor<3x2x1x1xf32>) -> tensor<1x1x1x3xf32>
  return
}

// -----

// epilogue_c2
func.func @operand_unused(%x: tensor<1x1x1x2xf32>, %w: tensor<3x2x1x1xf32>, %bias: tensor<3xf32>) {
  // expected-error @below {{epilogue takes 0 operands but has 1}}
  %y = mnc.conv2d %x, %w steps(%bias) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x1x1x2xf32>, tensor<3x2x1x1xf32>, tensor<3xf32>) -> tensor<1x1x1x3xf32>
  return
}

// -----

// epilogue_c3
func.func @bias_type(%x: tensor<1x1x1x2xf32>, %w: tensor<3x2x1x1xf32>, %bias: tensor<2xf32>) {
  // expected-error @below {{epilogue step #mnc.bias has an operand of type 'tensor<2xf32>' but wants 'tensor<3xf32>'}}
  %y = mnc.conv2d %x, %w steps(%bias) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, epilogue = [#mnc.bias]} : (tensor<1x1x1x2xf32>, tensor<3x2x1x1xf32>, tensor<2xf32>) -> tensor<1x1x1x3xf32>
  return
}

// -----

// epilogue_c3
func.func @residual_type(%x: tensor<1x1x1x2xf32>, %w: tensor<3x2x1x1xf32>, %skip: tensor<3xf32>) {
  // expected-error @below {{epilogue step #mnc.residual has an operand of type 'tensor<3xf32>' but wants 'tensor<1x1x1x3xf32>'}}
  %y = mnc.conv2d %x, %w steps(%skip) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, epilogue = [#mnc.residual]} : (tensor<1x1x1x2xf32>, tensor<3x2x1x1xf32>, tensor<3xf32>) -> tensor<1x1x1x3xf32>
  return
}

// -----

// epilogue_c3
func.func @scale_type(%x: tensor<1x1x1x2xf32>, %w: tensor<3x2x1x1xf32>, %s: tensor<3xf32>) {
  // expected-error @below {{epilogue step #mnc.scale has an operand of type 'tensor<3xf32>' but wants 'tensor<1x1x1x3xf32>'}}
  %y = mnc.conv2d %x, %w steps(%s) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, epilogue = [#mnc.scale]} : (tensor<1x1x1x2xf32>, tensor<3x2x1x1xf32>, tensor<3xf32>) -> tensor<1x1x1x3xf32>
  return
}

// -----

// epilogue_c1
func.func @unknown_step_of_sum(%x: tensor<1x2xf32>) {
  // expected-error @below {{epilogue has an unknown step "relu"}}
  %y = mnc.add %x, %x {epilogue = ["relu"]} : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<1x2xf32>
  return
}
