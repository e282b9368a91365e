// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Memory is planned for groups that have buffers.
// RUN: mnc-opt %s -mnc-plan-memory -split-input-file -verify-diagnostics

func.func @no_buffers(%x: tensor<2xf32>) -> tensor<2xf32> {
  // expected-error @+1 {{has no buffers yet}}
  %0 = mnc.group -> tensor<2xf32> {
    %y = mnc.copy %x : (tensor<2xf32>) -> tensor<2xf32>
    mnc.yield %y : tensor<2xf32>
  }
  return %0 : tensor<2xf32>
}

// -----

// A layer that accumulates K tiles reads a value with all channels, and finds a K tile there
// itself.
func.func @reduction_reads_a_channel_tile(%x: tensor<1x2x2x4xf32>, %f: tensor<8x4x1x1xf32>, %g: tensor<8x8x1x1xf32>) -> tensor<1x1x1x8xf32> {
  %y = mnc.group attributes {buffers = [#mnc.buffer<output : 0, fill = 0.0 : f32>], channel_tile = 4 : i64} -> tensor<1x1x1x8xf32> {
    %a = mnc.conv2d %x, %f {mnc.intermediate = #mnc.buffer<workspace : 0 channel_tile 4, fill = 0.0 : f32>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x2x2x4xf32>, tensor<8x4x1x1xf32>) -> tensor<1x2x2x8xf32>
    %b = mnc.avg_pool2d %a {mnc.intermediate = #mnc.buffer<workspace : 0 channel_tile 4, fill = 0.0 : f32>, window = array<i64: 2, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x2x8xf32>) -> tensor<1x1x1x8xf32>
    // expected-error @below {{reads 4 channels of its input, which its group does not compute together}}
    %c = mnc.conv2d %b, %g {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x1x1x8xf32>, tensor<8x8x1x1xf32>) -> tensor<1x1x1x8xf32>
    mnc.yield %c : tensor<1x1x1x8xf32>
  }
  return %y : tensor<1x1x1x8xf32>
}

// -----

func.func @border_of_a_part(%x: tensor<1x4x4x6xf32>, %w: tensor<3x1x3x3xf32>) -> tensor<1x4x4x3xf32> {
  %a = mnc.group attributes {buffers = [#mnc.buffer<workspace : 0, fill = 0.0 : f32, border = [1, 1, 1, 1]>]} -> tensor<1x4x4x6xf32> {
    %y = mnc.copy %x : (tensor<1x4x4x6xf32>) -> tensor<1x4x4x6xf32>
    mnc.yield %y : tensor<1x4x4x6xf32>
  }
  %s = mnc.slice %a {mnc.in_place, starts = array<i64: 0, 0, 0, 3>, sizes = array<i64: 1, 4, 4, 3>, steps = array<i64: 1, 1, 1, 1>} : (tensor<1x4x4x6xf32>) -> tensor<1x4x4x3xf32>
  %b = mnc.group attributes {buffers = [#mnc.buffer<output : 0, fill = 0.0 : f32>]} -> tensor<1x4x4x3xf32> {
    // expected-error @below {{reads a border of a part of a buffer}}
    %y = mnc.conv2d %s, %w {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 3 : i64} : (tensor<1x4x4x3xf32>, tensor<3x1x3x3xf32>) -> tensor<1x4x4x3xf32>
    mnc.yield %y : tensor<1x4x4x3xf32>
  }
  return %b : tensor<1x4x4x3xf32>
}

// -----

func.func @shape_of_a_part(%x: tensor<4x6xf32>) -> tensor<8xf32> {
  %s = mnc.slice %x {mnc.in_place, starts = array<i64: 0, 3>, sizes = array<i64: 4, 2>, steps = array<i64: 1, 1>} : (tensor<4x6xf32>) -> tensor<4x2xf32>
  // expected-error @below {{gives another shape to a part of a buffer}}
  %r = mnc.reshape %s : (tensor<4x2xf32>) -> tensor<8xf32>
  %b = mnc.group attributes {buffers = [#mnc.buffer<output : 0, fill = 0.0 : f32>]} -> tensor<8xf32> {
    %y = mnc.copy %r : (tensor<8xf32>) -> tensor<8xf32>
    mnc.yield %y : tensor<8xf32>
  }
  return %b : tensor<8xf32>
}

// -----

// The window of the depthwise convolution is one row ahead of the sum.
func.func @ring_of_a_later_consumer(%x: tensor<1x8x8x4xf32>, %f: tensor<4x4x1x1xf32>, %g: tensor<4x1x3x3xf32>) -> tensor<1x8x8x4xf32> {
  %y = mnc.group attributes {buffers = [#mnc.buffer<output : 0, fill = 0.0 : f32>]} -> tensor<1x8x8x4xf32> {
    %a = mnc.conv2d %x, %f {mnc.intermediate = #mnc.buffer<workspace : 0 ring 1, fill = 0.0 : f32>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x8x8x4xf32>, tensor<4x4x1x1xf32>) -> tensor<1x8x8x4xf32>
    %b = mnc.conv2d %a, %f {mnc.intermediate = #mnc.buffer<workspace : 0 ring 3, fill = 0.0 : f32, border = [1, 1, 1, 1]>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x8x8x4xf32>, tensor<4x4x1x1xf32>) -> tensor<1x8x8x4xf32>
    // expected-error @below {{reads rows of operand 2 when a ring of 1 has lost them, wanted 2}}
    %c = mnc.conv2d %b, %g steps(%a) {epilogue = [#mnc.residual], group = 4 : i64, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>} : (tensor<1x8x8x4xf32>, tensor<4x1x3x3xf32>, tensor<1x8x8x4xf32>) -> tensor<1x8x8x4xf32>
    mnc.yield %c : tensor<1x8x8x4xf32>
  }
  return %y : tensor<1x8x8x4xf32>
}

// -----

// All rows of the padding are above.
func.func @rows_of_the_future(%x: tensor<1x8x8x4xf32>, %f: tensor<4x1x1x1xf32>, %g: tensor<4x1x3x3xf32>) -> tensor<1x8x8x4xf32> {
  %y = mnc.group attributes {buffers = [#mnc.buffer<output : 0, fill = 0.0 : f32>]} -> tensor<1x8x8x4xf32> {
    %a = mnc.copy %x {mnc.intermediate = #mnc.buffer<workspace : 0 ring 3, fill = 0.0 : f32, border = [2, 0, 0, 0]>} : (tensor<1x8x8x4xf32>) -> tensor<1x8x8x4xf32>
    %b = mnc.conv2d %a, %f {mnc.intermediate = #mnc.buffer<workspace : 0 ring 3, fill = 0.0 : f32, border = [0, 1, 0, 1]>, group = 4 : i64, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, pads = array<i64: 2, 0, 0, 0>} : (tensor<1x8x8x4xf32>, tensor<4x1x1x1xf32>) -> tensor<1x10x8x4xf32>
    // expected-error @below {{reads rows of operand 2 that are not computed yet}}
    %c = mnc.conv2d %b, %g steps(%a) {epilogue = [#mnc.residual], group = 4 : i64, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, pads = array<i64: 0, 1, 0, 1>} : (tensor<1x10x8x4xf32>, tensor<4x1x3x3xf32>, tensor<1x8x8x4xf32>) -> tensor<1x8x8x4xf32>
    mnc.yield %c : tensor<1x8x8x4xf32>
  }
  return %y : tensor<1x8x8x4xf32>
}
