// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Each constraint of pooling, broken.
// RUN: mnc-opt %s -split-input-file -verify-diagnostics

// pool_c1
func.func @rank(%x: tensor<4x4x2xf32>) {
  // expected-error @below {{operand #0 must be 4-D f32 tensor of static shape, but got 'tensor<4x4x2xf32>'}}
  %y = mnc.max_pool2d %x {window = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} : (tensor<4x4x2xf32>) -> tensor<2x2x2xf32>
  return
}

// -----

// pool_c2
func.func @window_count(%x: tensor<1x4x4x2xf32>) {
  // expected-error @below {{'window', 'strides' and 'pads' must have 2, 2 and 4 values}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.avg_pool2d %x {window = array<i64: 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2xf32>) -> tensor<1x2x2x2xf32>
  return
}

// -----

// pool_c3
func.func @zero_stride(%x: tensor<1x4x4x2xf32>) {
  // expected-error @below {{'window' and 'strides' must be 1 to 2^34 and 'pads' at least 0}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.max_pool2d %x {window = array<i64: 2, 2>, strides = array<i64: 0, 2>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x4x4x2xf32>) -> tensor<1x2x2x2xf32>
  return
}

// -----

// pool_c4
func.func @pad_as_large_as_window(%x: tensor<1x4x4x2xf32>) {
  // expected-error @below {{a pad of 2 leaves windows of 2 without any value}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.avg_pool2d %x {window = array<i64: 2, 2>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 2>} : (tensor<1x4x4x2xf32>) -> tensor<1x2x3x2xf32>
  return
}

// -----

// pool_c5
func.func @window_too_large(%x: tensor<1x4x4x2xf32>) {
  // expected-error @below {{a window of 6 does not fit into 4 values padded by 1 and 0}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.max_pool2d %x {window = array<i64: 6, 2>, strides = array<i64: 1, 1>, pads = array<i64: 1, 0, 0, 0>} : (tensor<1x4x4x2xf32>) -> tensor<1x1x3x2xf32>
  return
}

// -----

// pool_c6
func.func @pool_divisor(%x: tensor<1x2x3x4xf32>) {
  // expected-error @below {{'divisor' must be 1 to 2^34, found 0}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.avg_pool2d %x {window = array<i64: 1, 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, divisor = 0 : i64} : (tensor<1x2x3x4xf32>) -> tensor<1x2x3x4xf32>
  return
}
