// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Each constraint of operations that only move values, and of groups, broken.
// RUN: mnc-opt %s -split-input-file -verify-diagnostics

// transpose_c1
func.func @not_a_permutation(%x: tensor<2x3xf32>) {
  // expected-error @below {{'perm' is not a permutation of the dimensions of 'tensor<2x3xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.transpose %x {perm = array<i64: 1, 1>} : (tensor<2x3xf32>) -> tensor<3x3xf32>
  return
}

// -----

// transpose_c1
func.func @permutation_of_other_rank(%x: tensor<2x3xf32>) {
  // expected-error @below {{'perm' is not a permutation of the dimensions of 'tensor<2x3xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.transpose %x {perm = array<i64: 1, 0, 2>} : (tensor<2x3xf32>) -> tensor<3x2xf32>
  return
}

// -----

// reshape_c1
func.func @reshape(%x: tensor<2x3xf32>) {
  // expected-error @below {{cannot give 'tensor<2x3xf32>' the shape of 'tensor<5xf32>'}}
  %y = mnc.reshape %x : (tensor<2x3xf32>) -> tensor<5xf32>
  return
}

// -----

// pad_c1
func.func @pad_count(%x: tensor<2x3xf32>) {
  // expected-error @below {{'low' and 'high' must have a value for each dimension of 'tensor<2x3xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.pad %x {low = array<i64: 1, 1>, high = array<i64: 1>, value = 0.0 : f32} : (tensor<2x3xf32>) -> tensor<4x5xf32>
  return
}

// -----

// pad_c2
func.func @negative_pad(%x: tensor<2x3xf32>) {
  // expected-error @below {{pads must be 0 to 2^34, found }}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.pad %x {low = array<i64: 0, -1>, high = array<i64: 0, 2>, value = 0.0 : f32} : (tensor<2x3xf32>) -> tensor<2x4xf32>
  return
}

// -----

// group_c1
func.func @no_yield(%x: tensor<2xf32>) {
  // expected-error @below {{must end in a yield of its result types}}
  %y = mnc.group -> tensor<2xf32> {
    %z = mnc.copy %x : (tensor<2xf32>) -> tensor<2xf32>
  }
  return
}

// -----

// group_c1
func.func @yield_types(%x: tensor<2xf32>) {
  // expected-error @below {{must end in a yield of its result types}}
  %y = mnc.group -> tensor<3xf32> {
    mnc.yield %x : tensor<2xf32>
  }
  return
}

// -----

// group_c2
func.func @buffer_count(%x: tensor<2xf32>) {
  // expected-error @below {{has 0 buffers for 1 results}}
  %y = mnc.group attributes {buffers = []} -> tensor<2xf32> {
    mnc.yield %x : tensor<2xf32>
  }
  return
}

// -----

// group_c3
func.func @not_a_buffer(%x: tensor<2xf32>) {
  // expected-error @below {{has 1 : i64 where a buffer is wanted}}
  %y = mnc.group attributes {buffers = [1]} -> tensor<2xf32> {
    mnc.yield %x : tensor<2xf32>
  }
  return
}

// -----

// group_c4
func.func @channel_tiles_of_an_activation(%x: tensor<1x2x2x8xf32>) {
  %y = mnc.group attributes {channel_tile = 4 : i64} -> tensor<1x2x2x8xf32> {
    // expected-error @below {{cannot be computed by channel tiles}}
    %z = mnc.copy %x : (tensor<1x2x2x8xf32>) -> tensor<1x2x2x8xf32>
    mnc.yield %z : tensor<1x2x2x8xf32>
  }
  return
}

// -----

// group_c5
func.func @channel_tiles_that_do_not_divide(%x: tensor<1x2x2x4xf32>, %f: tensor<8x4x1x1xf32>) {
  %y = mnc.group attributes {channel_tile = 3 : i64} -> tensor<1x2x2x8xf32> {
    // expected-error @below {{has 8 channels, wanted tiles of 3}}
    %z = mnc.conv2d %x, %f {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x2x2x4xf32>, tensor<8x4x1x1xf32>) -> tensor<1x2x2x8xf32>
    mnc.yield %z : tensor<1x2x2x8xf32>
  }
  return
}

// -----

// group_c6
func.func @channel_tiles_of_no_whole_register_tile(%x: tensor<1x2x2x4xf32>, %f: tensor<8x4x1x1xf32>) {
  %y = mnc.group attributes {channel_tile = 4 : i64} -> tensor<1x2x2x8xf32> {
    // expected-error @below {{has tiles of 4 channels, wanted whole register tiles}}
    %z = mnc.conv2d %x, %f {mnc.kernel = #mnc.kernel<"pointwise", tile = 2 x 1 x 8, outer = channels>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x2x2x4xf32>, tensor<8x4x1x1xf32>) -> tensor<1x2x2x8xf32>
    mnc.yield %z : tensor<1x2x2x8xf32>
  }
  return
}

// -----

// group_c7
func.func @sums_before_the_end(%x: tensor<1x2x2x4xf32>, %f: tensor<8x4x1x1xf32>, %g: tensor<8x8x1x1xf32>) {
  %y = mnc.group attributes {channel_tile = 4 : i64} -> tensor<1x1x1x8xf32> {
    %a = mnc.conv2d %x, %f {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x2x2x4xf32>, tensor<8x4x1x1xf32>) -> tensor<1x2x2x8xf32>
    %b = mnc.avg_pool2d %a {window = array<i64: 2, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x2x8xf32>) -> tensor<1x1x1x8xf32>
    // expected-error @below {{cannot split its reduction: wanted the last operation, one pixel, no 'input_scale' and nothing but a bias before the sums}}
    %c = mnc.conv2d %b, %g {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, epilogue = [#mnc.clamp<0.0 : f32, 6.0 : f32>]} : (tensor<1x1x1x8xf32>, tensor<8x8x1x1xf32>) -> tensor<1x1x1x8xf32>
    mnc.yield %c : tensor<1x1x1x8xf32>
  }
  return
}

// -----

// group_c7
func.func @sums_of_a_map(%x: tensor<1x2x2x4xf32>, %f: tensor<8x4x1x1xf32>, %g: tensor<8x8x1x1xf32>) {
  %y = mnc.group attributes {channel_tile = 4 : i64} -> tensor<1x2x2x8xf32> {
    %a = mnc.conv2d %x, %f {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x2x2x4xf32>, tensor<8x4x1x1xf32>) -> tensor<1x2x2x8xf32>
    // expected-error @below {{cannot split its reduction}}
    %b = mnc.conv2d %a, %g {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x2x2x8xf32>, tensor<8x8x1x1xf32>) -> tensor<1x2x2x8xf32>
    mnc.yield %b : tensor<1x2x2x8xf32>
  }
  return
}

// -----

// group_c8
func.func @sums_that_are_covered_twice(%x: tensor<1x2x2x4xf32>, %f: tensor<8x4x1x1xf32>, %g: tensor<7x8x1x1xf32>) {
  %y = mnc.group attributes {channel_tile = 4 : i64} -> tensor<1x1x1x7xf32> {
    %a = mnc.conv2d %x, %f {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x2x2x4xf32>, tensor<8x4x1x1xf32>) -> tensor<1x2x2x8xf32>
    %b = mnc.avg_pool2d %a {window = array<i64: 2, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x2x8xf32>) -> tensor<1x1x1x8xf32>
    // expected-error @below {{cannot split its reduction: vectors of 4 cover some of its sums twice}}
    %c = mnc.conv2d %b, %g {mnc.kernel = #mnc.kernel<"pointwise", tile = 1 x 2 x 4, outer = channels>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x1x1x8xf32>, tensor<7x8x1x1xf32>) -> tensor<1x1x1x7xf32>
    mnc.yield %c : tensor<1x1x1x7xf32>
  }
  return
}
