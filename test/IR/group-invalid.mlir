// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Each constraint of a group of several operations and of its buffers, broken.
// RUN: mnc-opt %s -split-input-file -verify-diagnostics

// group_c5
func.func @other_channels(%x: tensor<1x2x2x4xf32>, %z: tensor<1x1x1x32xf32>, %f: tensor<8x4x1x1xf32>, %g: tensor<8x32x1x1xf32>) {
  %y = mnc.group attributes {channel_tile = 4 : i64} -> tensor<1x1x1x8xf32> {
    %a = mnc.conv2d %x, %f {mnc.intermediate = #mnc.buffer<workspace : 0, fill = 0.0 : f32>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x2x2x4xf32>, tensor<8x4x1x1xf32>) -> tensor<1x2x2x8xf32>
    // expected-error @below {{has 32 channels, wanted tiles of 4 of 8}}
    %b = mnc.conv2d %z, %g {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x1x1x32xf32>, tensor<8x32x1x1xf32>) -> tensor<1x1x1x8xf32>
    mnc.yield %b : tensor<1x1x1x8xf32>
  }
  return
}

// -----

// group_c9
func.func @two_clamps(%x: tensor<2xf32>) {
  %y = mnc.group -> tensor<2xf32> {
    // expected-error @below {{does not compute rows for the operation after it}}
    %a = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %x : (tensor<2xf32>) -> tensor<2xf32>
    %b = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %a : (tensor<2xf32>) -> tensor<2xf32>
    mnc.yield %b : tensor<2xf32>
  }
  return
}

// -----

// group_c9
func.func @transposes(%x: tensor<1x2x2x2xf32>) {
  %y = mnc.group -> tensor<1x2x2x2xf32> {
    %a = mnc.transpose %x {perm = array<i64: 0, 2, 3, 1>, mnc.intermediate = #mnc.buffer<workspace : 0 ring 1, fill = 0.0 : f32>} : (tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32>
    // expected-error @below {{cannot be computed by rows of the operation before it}}
    %b = mnc.transpose %a {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32>
    mnc.yield %b : tensor<1x2x2x2xf32>
  }
  return
}

// -----

// group_c9
func.func @tiles_of_one(%x: tensor<1x2x2x8xf32>) {
  // expected-error @below {{has channel tiles of one operation, wanted several}}
  %y = mnc.group attributes {channel_tile = 4 : i64} -> tensor<1x1x1x8xf32> {
    %a = mnc.max_pool2d %x {window = array<i64: 2, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x2x8xf32>) -> tensor<1x1x1x8xf32>
    mnc.yield %a : tensor<1x1x1x8xf32>
  }
  return
}

// -----

// group_c10
func.func @no_chain(%x: tensor<1x2x2x4xf32>, %f: tensor<4x4x1x1xf32>) {
  %y = mnc.group -> tensor<1x2x2x4xf32> {
    %a = mnc.conv2d %x, %f {mnc.intermediate = #mnc.buffer<workspace : 0 ring 1, fill = 0.0 : f32>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x2x2x4xf32>, tensor<4x4x1x1xf32>) -> tensor<1x2x2x4xf32>
    // expected-error @below {{does not alone read the result of the operation before it}}
    %b = mnc.conv2d %x, %f steps(%a) {epilogue = [#mnc.residual], strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x2x2x4xf32>, tensor<4x4x1x1xf32>, tensor<1x2x2x4xf32>) -> tensor<1x2x2x4xf32>
    mnc.yield %b : tensor<1x2x2x4xf32>
  }
  return
}

// -----

// group_c10
func.func @read_twice(%x: tensor<1x2x2x4xf32>, %f: tensor<4x4x1x1xf32>, %g: tensor<4x1x1x1xf32>) {
  %y = mnc.group attributes {channel_tile = 4 : i64} -> tensor<1x2x2x4xf32> {
    %a = mnc.conv2d %x, %f {mnc.intermediate = #mnc.buffer<workspace : 0 ring 1, fill = 0.0 : f32>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x2x2x4xf32>, tensor<4x4x1x1xf32>) -> tensor<1x2x2x4xf32>
    // expected-error @below {{does not alone read the result of the operation before it}}
    %b = mnc.conv2d %a, %g steps(%a) {epilogue = [#mnc.residual], group = 4 : i64, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x2x2x4xf32>, tensor<4x1x1x1xf32>, tensor<1x2x2x4xf32>) -> tensor<1x2x2x4xf32>
    mnc.yield %b : tensor<1x2x2x4xf32>
  }
  return
}

// -----

// group_c11
func.func @no_intermediate(%x: tensor<1x2x2x4xf32>, %f: tensor<4x4x1x1xf32>) {
  %y = mnc.group -> tensor<1x2x2x4xf32> {
    // expected-error @below {{is between others without 'mnc.intermediate'}}
    %a = mnc.conv2d %x, %f {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x2x2x4xf32>, tensor<4x4x1x1xf32>) -> tensor<1x2x2x4xf32>
    %b = mnc.conv2d %a, %f {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x2x2x4xf32>, tensor<4x4x1x1xf32>) -> tensor<1x2x2x4xf32>
    mnc.yield %b : tensor<1x2x2x4xf32>
  }
  return
}

// -----

// group_c11
func.func @no_ring(%x: tensor<1x2x2x4xf32>, %f: tensor<4x4x1x1xf32>) {
  %y = mnc.group -> tensor<1x2x2x4xf32> {
    // expected-error @below {{wanted a ring of rows, in the workspace}}
    %a = mnc.conv2d %x, %f {mnc.intermediate = #mnc.buffer<workspace : 0, fill = 0.0 : f32>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x2x2x4xf32>, tensor<4x4x1x1xf32>) -> tensor<1x2x2x4xf32>
    %b = mnc.conv2d %a, %f {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x2x2x4xf32>, tensor<4x4x1x1xf32>) -> tensor<1x2x2x4xf32>
    mnc.yield %b : tensor<1x2x2x4xf32>
  }
  return
}

// -----

// group_c11
func.func @ring_before_sums(%x: tensor<1x1x1x4xf32>, %f: tensor<4x4x1x1xf32>) {
  %y = mnc.group attributes {channel_tile = 4 : i64} -> tensor<1x1x1x4xf32> {
    // expected-error @below {{wanted no ring and no border, in the workspace}}
    %a = mnc.conv2d %x, %f {mnc.intermediate = #mnc.buffer<workspace : 0 ring 1, fill = 0.0 : f32>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x1x1x4xf32>, tensor<4x4x1x1xf32>) -> tensor<1x1x1x4xf32>
    %b = mnc.conv2d %a, %f {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x1x1x4xf32>, tensor<4x4x1x1xf32>) -> tensor<1x1x1x4xf32>
    mnc.yield %b : tensor<1x1x1x4xf32>
  }
  return
}

// -----

// group_c11
func.func @intermediate_at_the_end(%x: tensor<2xf32>) {
  %y = mnc.group -> tensor<2xf32> {
    // expected-error @below {{is the last of its group but has 'mnc.intermediate'}}
    %a = mnc.copy %x {mnc.intermediate = #mnc.buffer<workspace : 0, fill = 0.0 : f32>} : (tensor<2xf32>) -> tensor<2xf32>
    mnc.yield %a : tensor<2xf32>
  }
  return
}

// -----

// group_c12
func.func @ring_of_results(%x: tensor<1x2x2x4xf32>) {
  // expected-error @below {{wanted all of it in the workspace or an output}}
  %y = mnc.group attributes {buffers = [#mnc.buffer<workspace : 0 ring 1, fill = 0.0 : f32>]} -> tensor<1x2x2x4xf32> {
    mnc.yield %x : tensor<1x2x2x4xf32>
  }
  return
}

// -----

// group_c12
func.func @result_in_an_input(%x: tensor<2xf32>) {
  // expected-error @below {{wanted all of it in the workspace or an output}}
  %y = mnc.group attributes {buffers = [#mnc.buffer<input : 0, fill = 0.0 : f32>]} -> tensor<2xf32> {
    mnc.yield %x : tensor<2xf32>
  }
  return
}

// -----

// buffer_c7
func.func @border_of_a_line(%x: tensor<2xf32>) {
  // expected-error @below {{has a buffer with a border, padded pixels or parts of an activation for 'tensor<2xf32>'}}
  %y = mnc.group attributes {buffers = [#mnc.buffer<workspace : 0, fill = 0.0 : f32, border = [1, 1, 1, 1]>]} -> tensor<2xf32> {
    mnc.yield %x : tensor<2xf32>
  }
  return
}

// -----

// buffer_c8
func.func @large_border(%x: tensor<1x1x1x2xf32>) {
  // expected-error @below {{that has more than 2^34 elements}}
  %y = mnc.group attributes {buffers = [#mnc.buffer<workspace : 0, fill = 0.0 : f32, border = [17179869184, 17179869184, 0, 0]>]} -> tensor<1x1x1x2xf32> {
    mnc.yield %x : tensor<1x1x1x2xf32>
  }
  return
}

// -----

// buffer_c9
func.func @tile_that_does_not_divide(%x: tensor<1x2x2x4xf32>, %f: tensor<4x4x1x1xf32>) {
  %y = mnc.group -> tensor<1x2x2x4xf32> {
    // expected-error @below {{has a buffer for parts of 4 channels that do not suit them or the group}}
    %a = mnc.conv2d %x, %f {mnc.intermediate = #mnc.buffer<workspace : 0 ring 1 channel_tile 3, fill = 0.0 : f32>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x2x2x4xf32>, tensor<4x4x1x1xf32>) -> tensor<1x2x2x4xf32>
    %b = mnc.conv2d %a, %f {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x2x2x4xf32>, tensor<4x4x1x1xf32>) -> tensor<1x2x2x4xf32>
    mnc.yield %b : tensor<1x2x2x4xf32>
  }
  return
}

// -----

// group_c13
func.func @steps_of_no_rows(%x: tensor<1x2x2x4xf32>) {
  // expected-error @below {{has steps of 0 rows, wanted 1 to 2^34}}
  %y = mnc.group attributes {rows = 0 : i64} -> tensor<1x2x2x4xf32> {
    mnc.yield %x : tensor<1x2x2x4xf32>
  }
  return
}

// -----

// group_c13
func.func @steps_of_one_layer(%x: tensor<1x2x2x4xf32>) {
  // expected-error @below {{has steps of 2 rows, but is not computed row by row}}
  %y = mnc.group attributes {rows = 2 : i64} -> tensor<1x2x2x4xf32> {
    %a = mnc.copy %x : (tensor<1x2x2x4xf32>) -> tensor<1x2x2x4xf32>
    mnc.yield %a : tensor<1x2x2x4xf32>
  }
  return
}
