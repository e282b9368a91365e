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

// -----

// concat_c1
func.func @concat_axis(%x: tensor<2x3xf32>) {
  // expected-error @below {{axis 2 is not a dimension of the tensors to join}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.concat %x, %x {axis = 2 : i64} : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

// concat_c2
func.func @concat_shapes(%x: tensor<2x3xf32>, %w: tensor<4x4xf32>) {
  // expected-error @below {{cannot join 'tensor<2x3xf32>' and 'tensor<4x4xf32>' along dimension 0}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.concat %x, %w {axis = 0 : i64} : (tensor<2x3xf32>, tensor<4x4xf32>) -> tensor<6x3xf32>
  return
}

// -----

// concat_c2
func.func @concat_ranks(%x: tensor<2x3xf32>, %w: tensor<3xf32>) {
  // expected-error @below {{cannot join 'tensor<2x3xf32>' and 'tensor<3xf32>' along dimension 0}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.concat %x, %w {axis = 0 : i64} : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<3x3xf32>
  return
}

// -----

// slice_c1
func.func @slice_count(%x: tensor<2x3xf32>) {
  // expected-error @below {{'starts', 'sizes' and 'steps' must have a value for each dimension of 'tensor<2x3xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.slice %x {starts = array<i64: 0>, sizes = array<i64: 2, 3>, steps = array<i64: 1, 1>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

// slice_c2
func.func @slice_step(%x: tensor<2x3xf32>) {
  // expected-error @below {{2 values from 0 on in steps of 0 are not all in a dimension of 3}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.slice %x {starts = array<i64: 0, 0>, sizes = array<i64: 2, 2>, steps = array<i64: 1, 0>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

// slice_c2
func.func @slice_end(%x: tensor<2x3xf32>) {
  // expected-error @below {{3 values from 1 on in steps of 1 are not all in a dimension of 3}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.slice %x {starts = array<i64: 0, 1>, sizes = array<i64: 2, 3>, steps = array<i64: 1, 1>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

// slice_c2
func.func @slice_backwards(%x: tensor<2x3xf32>) {
  // expected-error @below {{3 values from 1 on in steps of -1 are not all in a dimension of 3}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.slice %x {starts = array<i64: 0, 1>, sizes = array<i64: 2, 3>, steps = array<i64: 1, -1>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

// slice_c2
func.func @slice_start(%x: tensor<2x3xf32>) {
  // expected-error @below {{1 values from 3 on in steps of 1 are not all in a dimension of 3}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.slice %x {starts = array<i64: 0, 3>, sizes = array<i64: 2, 1>, steps = array<i64: 1, 1>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

// slice_c2
func.func @slice_size(%x: tensor<2x3xf32>) {
  // expected-error @below {{0 values from 0 on in steps of 1 are not all in a dimension of 3}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.slice %x {starts = array<i64: 0, 0>, sizes = array<i64: 2, 0>, steps = array<i64: 1, 1>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// -----

// broadcast_c2
func.func @broadcast_shape(%x: tensor<2x3xf32>) {
  // expected-error @below {{'tensor<2x3xf32>' does not repeat to 4x3}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.broadcast %x {shape = array<i64: 4, 3>} : (tensor<2x3xf32>) -> tensor<4x3xf32>
  return
}

// -----

// gather_c1
func.func @gather_axis(%x: tensor<2x3xf32>) {
  // expected-error @below {{axis -1 is not one of 'tensor<2x3xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.gather %x {axis = -1 : i64, indices = array<i64: 0>} : (tensor<2x3xf32>) -> tensor<2x1xf32>
  return
}

// -----

// gather_c2
func.func @gather_index(%x: tensor<2x3xf32>) {
  // expected-error @below {{index 3 is not in a dimension of 3}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.gather %x {axis = 1 : i64, indices = array<i64: 0, 3>} : (tensor<2x3xf32>) -> tensor<2x2xf32>
  return
}

// -----

// interpolate_c1
func.func @interpolate_weights(%x: tensor<2x3xf32>, %w: tensor<2x2xf32>) {
  // expected-error @below {{wanted a matrix of weights with a value for each of 3 indices, found 'tensor<2x2xf32>'}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.interpolate %x, %w {axis = 1 : i64, indices = array<i64: 0, 1, 2>} : (tensor<2x3xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  return
}

// -----

// gather_c2
func.func @interpolate_index(%x: tensor<2x3xf32>, %w: tensor<2x2xf32>) {
  // expected-error @below {{index -1 is not in a dimension of 3}}
  // expected-error @below {{failed to infer returned types}}
  %y = mnc.interpolate %x, %w {axis = 1 : i64, indices = array<i64: 0, 1, 2, -1>} : (tensor<2x3xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  return
}
