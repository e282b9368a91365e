// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Each constraint of convolution and batch norm, broken.
// RUN: mnc-opt %s -split-input-file -verify-diagnostics

// conv2d_c1
func.func @rank(%x: tensor<4x4x2xf32>, %w: tensor<3x2x1x1xf32>) {
  // expected-error @below {{operand #0 must be 4-D f32 tensor of static shape, but got 'tensor<4x4x2xf32>'}}
  %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<4x4x2xf32>, tensor<3x2x1x1xf32>) -> tensor<4x4x3xf32>
  return
}

// -----

// conv2d_c1
func.func @filter_rank(%x: tensor<1x4x4x2xf32>, %w: tensor<3x2x1xf32>) {
  // expected-error @below {{input and filter must have rank 4, found 'tensor<1x4x4x2xf32>' and 'tensor<3x2x1xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x4x4x2xf32>, tensor<3x2x1xf32>) -> tensor<1x4x4x3xf32>
  return
}

// -----

// conv2d_c2
func.func @pad_count(%x: tensor<1x4x4x2xf32>, %w: tensor<3x2x1x1xf32>) {
  // expected-error @below {{'strides', 'pads' and 'dilations' must have 2, 4 and 2 values}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x4x4x2xf32>, tensor<3x2x1x1xf32>) -> tensor<1x4x4x3xf32>
  return
}

// -----

// conv2d_c3
func.func @zero_stride(%x: tensor<1x4x4x2xf32>, %w: tensor<3x2x1x1xf32>) {
  // expected-error @below {{'strides' and 'dilations' must be 1 to 2^20 and 'pads' 0 to 2^35}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.conv2d %x, %w {strides = array<i64: 1, 0>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x4x4x2xf32>, tensor<3x2x1x1xf32>) -> tensor<1x4x4x3xf32>
  return
}

// -----

// conv2d_c3
func.func @negative_pad(%x: tensor<1x4x4x2xf32>, %w: tensor<3x2x1x1xf32>) {
  // expected-error @below {{'strides' and 'dilations' must be 1 to 2^20 and 'pads' 0 to 2^35}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, -1, 0>, dilations = array<i64: 1, 1>} : (tensor<1x4x4x2xf32>, tensor<3x2x1x1xf32>) -> tensor<1x3x4x3xf32>
  return
}

// -----

// conv2d_c4
func.func @group_of_channels(%x: tensor<1x4x4x8xf32>, %w: tensor<6x2x1x1xf32>) {
  // expected-error @below {{'group' is 3 but the input has 8 channels}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 3} : (tensor<1x4x4x8xf32>, tensor<6x2x1x1xf32>) -> tensor<1x4x4x6xf32>
  return
}

// -----

// conv2d_c5
func.func @group_of_filters(%x: tensor<1x4x4x8xf32>, %w: tensor<6x2x1x1xf32>) {
  // expected-error @below {{'group' is 4 but there are 6 filters}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 4} : (tensor<1x4x4x8xf32>, tensor<6x2x1x1xf32>) -> tensor<1x4x4x6xf32>
  return
}

// -----

// conv2d_c6
func.func @filter_channels(%x: tensor<1x4x4x8xf32>, %w: tensor<6x3x1x1xf32>) {
  // expected-error @below {{each filter has 3 channels but the input has 8 in 2 groups}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 2} : (tensor<1x4x4x8xf32>, tensor<6x3x1x1xf32>) -> tensor<1x4x4x6xf32>
  return
}

// -----

// conv2d_c7
func.func @window_too_large(%x: tensor<1x4x4x2xf32>, %w: tensor<3x2x3x3xf32>) {
  // expected-error @below {{a window of 7 does not fit into 4 values padded by 1 and 1}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 3, 1>} : (tensor<1x4x4x2xf32>, tensor<3x2x3x3xf32>) -> tensor<1x1x4x3xf32>
  return
}

// -----

// result shape
func.func @result_shape(%x: tensor<1x4x4x2xf32>, %w: tensor<3x2x3x3xf32>) {
  // expected-error @below {{'mnc.conv2d' op inferred type(s) 'tensor<1x2x2x3xf32>' are incompatible with return type(s) of operation 'tensor<1x4x4x3xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x4x4x2xf32>, tensor<3x2x3x3xf32>) -> tensor<1x4x4x3xf32>
  return
}

// -----

// static shapes
func.func @dynamic(%x: tensor<?x4x4x2xf32>, %w: tensor<3x2x1x1xf32>) {
  // expected-error @below {{operand #0 must be 4-D f32 tensor of static shape}}
  %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<?x4x4x2xf32>, tensor<3x2x1x1xf32>) -> tensor<1x4x4x3xf32>
  return
}

// -----

// conv2d_c8
func.func @scaled_padding(%x: tensor<1x2x2x3xf32>, %s: tensor<1x1x1x3xf32>, %w: tensor<4x3x1x1xf32>) {
  // expected-error @below {{only a pointwise convolution without padding has 'input_scale'}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.conv2d %x, %w input_scale(%s) {strides = array<i64: 1, 1>, pads = array<i64: 1, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x2x2x3xf32>, tensor<4x3x1x1xf32>, tensor<1x1x1x3xf32>) -> tensor<1x3x2x4xf32>
  return
}

// -----

// conv2d_c8
func.func @scaled_window(%x: tensor<1x2x2x3xf32>, %s: tensor<1x1x1x3xf32>, %w: tensor<4x3x1x2xf32>) {
  // expected-error @below {{only a pointwise convolution without padding has 'input_scale'}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.conv2d %x, %w input_scale(%s) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x2x2x3xf32>, tensor<4x3x1x2xf32>, tensor<1x1x1x3xf32>) -> tensor<1x2x1x4xf32>
  return
}

// -----

// conv2d_c8
func.func @scaled_groups(%x: tensor<1x2x2x2xf32>, %s: tensor<1x1x1x2xf32>, %w: tensor<4x1x1x1xf32>) {
  // expected-error @below {{only a pointwise convolution without padding has 'input_scale'}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.conv2d %x, %w input_scale(%s) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 2} : (tensor<1x2x2x2xf32>, tensor<4x1x1x1xf32>, tensor<1x1x1x2xf32>) -> tensor<1x2x2x4xf32>
  return
}

// -----

// conv2d_c9
func.func @scale_of_one_image(%x: tensor<2x2x2x3xf32>, %s: tensor<1x1x1x3xf32>, %w: tensor<4x3x1x1xf32>) {
  // expected-error @below {{'input_scale' has the type 'tensor<1x1x1x3xf32>', wanted 'tensor<2x1x1x3xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.conv2d %x, %w input_scale(%s) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<2x2x2x3xf32>, tensor<4x3x1x1xf32>, tensor<1x1x1x3xf32>) -> tensor<2x2x2x4xf32>
  return
}

// -----

// batch_norm_c1
func.func @axis(%x: tensor<1x2xf32>, %p: tensor<2xf32>) {
  // expected-error @below {{axis 2 is not one of 'tensor<1x2xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.batch_norm %x, %p, %p, %p, %p {axis = 2, epsilon = 0.0 : f32} : (tensor<1x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  return
}

// -----

// batch_norm_c2
func.func @channels(%x: tensor<1x2xf32>, %p: tensor<2xf32>, %mean: tensor<3xf32>) {
  // expected-error @below {{scale, bias, mean and variance must have one value for each of 2 channels, found 'tensor<3xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.batch_norm %x, %p, %p, %mean, %p {axis = 1, epsilon = 0.0 : f32} : (tensor<1x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<3xf32>, tensor<2xf32>) -> tensor<1x2xf32>
  return
}
