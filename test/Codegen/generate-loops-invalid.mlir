// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Each constraint of a complete schedule, broken.
// RUN: mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=haswell" -mnc-generate-loops -split-input-file -verify-diagnostics

// loops_c2
// expected-error @+1 {{memory is not planned yet}}
func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  return %x : tensor<2xf32>
}

// -----

// loops_c4
func.func @main(%x: tensor<1x2x2x1xf32>, %w: tensor<1x1x1x1xf32>) -> tensor<1x2x2x1xf32> attributes {mnc.workspace_bytes = 0 : i64} {
  %0 = mnc.group attributes {buffers = [#mnc.buffer<output : 0, fill = 0.0 : f32>]} -> tensor<1x2x2x1xf32> {
    // expected-error @+1 {{has a filter that is not constant}}
    %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>,
                            mnc.kernel = #mnc.kernel<"pointwise", tile = 1 x 1 x 4, outer = pixels>}
        : (tensor<1x2x2x1xf32>, tensor<1x1x1x1xf32>) -> tensor<1x2x2x1xf32>
    mnc.yield %y : tensor<1x2x2x1xf32>
  }
  return %0 : tensor<1x2x2x1xf32>
}

// -----

// loops_c5
func.func @main(%x: tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xf32> attributes {mnc.workspace_bytes = 0 : i64} {
  %0 = mnc.group attributes {buffers = [#mnc.buffer<output : 0, fill = 0.0 : f32>]} -> tensor<1x2x2x1xf32> {
    // expected-error @+1 {{has no kernel yet}}
    %y = mnc.copy %x : (tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xf32>
    mnc.yield %y : tensor<1x2x2x1xf32>
  }
  return %0 : tensor<1x2x2x1xf32>
}

// -----

// loops_c5
func.func @main(%x: tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xf32> attributes {mnc.workspace_bytes = 0 : i64} {
  %0 = mnc.group attributes {buffers = [#mnc.buffer<output : 0, fill = 0.0 : f32>]} -> tensor<1x2x2x1xf32> {
    // expected-error @+1 {{has the unknown kernel 'frob'}}
    %y = mnc.copy %x {mnc.kernel = #mnc.kernel<"frob", tile = 1 x 1 x 4, outer = pixels>} : (tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xf32>
    mnc.yield %y : tensor<1x2x2x1xf32>
  }
  return %0 : tensor<1x2x2x1xf32>
}

// -----

// loops_c5
func.func @main(%x: tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xf32> attributes {mnc.workspace_bytes = 0 : i64} {
  %0 = mnc.group attributes {buffers = [#mnc.buffer<output : 0, fill = 0.0 : f32>]} -> tensor<1x2x2x1xf32> {
    // expected-error @+1 {{has the kernel 'pool', which does not compute it}}
    %y = mnc.copy %x {mnc.kernel = #mnc.kernel<"pool", tile = 1 x 1 x 4, outer = pixels>} : (tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xf32>
    mnc.yield %y : tensor<1x2x2x1xf32>
  }
  return %0 : tensor<1x2x2x1xf32>
}

// -----

// Reshapes stand between groups.
// loops_c5
func.func @main(%x: tensor<2xf32>) -> tensor<2x1xf32> attributes {mnc.workspace_bytes = 0 : i64} {
  %0 = mnc.group attributes {buffers = [#mnc.buffer<output : 0, fill = 0.0 : f32>]} -> tensor<2x1xf32> {
    // expected-error @+1 {{has no kernel yet}}
    %y = mnc.reshape %x : (tensor<2xf32>) -> tensor<2x1xf32>
    mnc.yield %y : tensor<2x1xf32>
  }
  return %0 : tensor<2x1xf32>
}

// -----

// loops_c11
func.func @main(%x: tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xf32> attributes {mnc.workspace_bytes = 0 : i64} {
  %w = mnc.constant dense<1.0> : tensor<1x1x1x1xf32>
  %0 = mnc.group attributes {buffers = [#mnc.buffer<output : 0, fill = 0.0 : f32>]} -> tensor<1x2x2x1xf32> {
    // expected-error @+1 {{prefetches the weights 'other', which no convolution has}}
    %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>,
                            mnc.prefetch = #mnc.prefetch<"other", 4>, mnc.kernel = #mnc.kernel<"pointwise", tile = 1 x 1 x 4, outer = pixels>}
        : (tensor<1x2x2x1xf32>, tensor<1x1x1x1xf32>) -> tensor<1x2x2x1xf32>
    mnc.yield %y : tensor<1x2x2x1xf32>
  }
  return %0 : tensor<1x2x2x1xf32>
}

// -----

// loops_c11
func.func @main(%x: tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xf32> attributes {mnc.workspace_bytes = 0 : i64} {
  %w = mnc.constant dense<1.0> : tensor<1x1x1x1xf32>
  %0 = mnc.group attributes {buffers = [#mnc.buffer<output : 0, fill = 0.0 : f32>]} -> tensor<1x2x2x1xf32> {
    // expected-error @+1 {{prefetches 2 weights of a layer that has 1}}
    %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>,
                            mnc.prefetch = #mnc.prefetch<"own", 2>, mnc.weights_id = "own",
                            mnc.kernel = #mnc.kernel<"pointwise", tile = 1 x 1 x 4, outer = pixels>}
        : (tensor<1x2x2x1xf32>, tensor<1x1x1x1xf32>) -> tensor<1x2x2x1xf32>
    mnc.yield %y : tensor<1x2x2x1xf32>
  }
  return %0 : tensor<1x2x2x1xf32>
}

// -----

// loops_c1
// expected-error @+1 {{has 2 blocks, wanted one}}
func.func @main() attributes {mnc.workspace_bytes = 0 : i64} {
  cf.br ^end
^end:
  return
}

// -----

// loops_c1
// expected-error @+1 {{takes or gives 'i32', wanted tensors of a graph}}
func.func @main(%x: i32) attributes {mnc.workspace_bytes = 0 : i64} {
  return
}

// -----

// loops_c3
func.func @main(%x: tensor<2xf32>) attributes {mnc.workspace_bytes = 0 : i64} {
  // expected-error @+1 {{is in no group}}
  %y = mnc.copy %x : (tensor<2xf32>) -> tensor<2xf32>
  return
}

// -----

// loops_c4
func.func @main() attributes {mnc.workspace_bytes = 0 : i64} {
  // expected-error @+1 {{has no values}}
  %w = mnc.constant dense_resource<missing> : tensor<2xf32>
  return
}

// -----

// loops_c12
func.func @main(%x: tensor<1x2x2x8xf32>) -> tensor<1x1x1x4xf32> attributes {mnc.workspace_bytes = 256 : i64} {
  %e = mnc.constant dense<1.0> : tensor<8x8x1x1xf32>
  %f = mnc.constant dense<1.0> : tensor<4x8x1x1xf32>
  %0 = mnc.group attributes {channel_tile = 4 : i64, buffers = [#mnc.buffer<output : 0, fill = 0.0 : f32>]} -> tensor<1x1x1x4xf32> {
    %a = mnc.conv2d %x, %e {mnc.intermediate = #mnc.buffer<workspace : 0 channel_tile 4, fill = 0.0 : f32>, mnc.kernel = #mnc.kernel<"pointwise", tile = 1 x 1 x 4, outer = pixels>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x2x2x8xf32>, tensor<8x8x1x1xf32>) -> tensor<1x2x2x8xf32>
    %b = mnc.avg_pool2d %a {mnc.intermediate = #mnc.buffer<workspace : 64 channel_tile 4, fill = 0.0 : f32>, mnc.kernel = #mnc.kernel<"pool", tile = 1 x 1 x 4, outer = pixels>, window = array<i64: 2, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>} : (tensor<1x2x2x8xf32>) -> tensor<1x1x1x8xf32>
    // expected-error @+1 {{has the kernel 'dot', which cannot add to what its output holds}}
    %c = mnc.conv2d %b, %f {mnc.kernel = #mnc.kernel<"dot", tile = 1 x 1 x 4, outer = pixels>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x1x1x8xf32>, tensor<4x8x1x1xf32>) -> tensor<1x1x1x4xf32>
    mnc.yield %c : tensor<1x1x1x4xf32>
  }
  return %0 : tensor<1x1x1x4xf32>
}

// -----

// loops_c6
func.func @main(%x: tensor<1x13x10x8xf32>) -> tensor<1x1x1x8xf32> attributes {mnc.workspace_bytes = 4160 : i64} {
  %e = mnc.constant dense<1.0> : tensor<8x8x1x1xf32>
  %d = mnc.constant dense<1.0> : tensor<8x1x13x10xf32>
  %0 = mnc.group attributes {channel_tile = 4 : i64, buffers = [#mnc.buffer<output : 0, fill = 0.0 : f32>]} -> tensor<1x1x1x8xf32> {
    %y = mnc.conv2d %x, %e {mnc.intermediate = #mnc.buffer<workspace : 0 ring 13 channel_tile 4, fill = 0.0 : f32>, mnc.kernel = #mnc.kernel<"pointwise", tile = 1 x 1 x 4, outer = pixels>,
                            strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x13x10x8xf32>, tensor<8x8x1x1xf32>) -> tensor<1x13x10x8xf32>
    // expected-error @+1 {{has the kernel 'grouped', which computes no channel tiles of it}}
    %z = mnc.conv2d %y, %d {group = 8 : i64, mnc.kernel = #mnc.kernel<"grouped", tile = 1 x 1 x 4, outer = pixels>,
                            strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x13x10x8xf32>, tensor<8x1x13x10xf32>) -> tensor<1x1x1x8xf32>
    mnc.yield %z : tensor<1x1x1x8xf32>
  }
  return %0 : tensor<1x1x1x8xf32>
}

// -----

func.func @main(%x: tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xf32> attributes {mnc.workspace_bytes = 0 : i64} {
  %w = mnc.constant dense<1.0> : tensor<1x1x1x1xf32>
  %0 = mnc.group attributes {buffers = [#mnc.buffer<output : 0, fill = 0.0 : f32>]} -> tensor<1x2x2x1xf32> {
    // expected-error @+1 {{has 4 : i64 as mnc.prefetch, wanted #mnc.prefetch on a convolution}}
    %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>,
                            mnc.prefetch = 4, mnc.kernel = #mnc.kernel<"pointwise", tile = 1 x 1 x 4, outer = pixels>}
        : (tensor<1x2x2x1xf32>, tensor<1x1x1x1xf32>) -> tensor<1x2x2x1xf32>
    mnc.yield %y : tensor<1x2x2x1xf32>
  }
  return %0 : tensor<1x2x2x1xf32>
}

// -----

// loops_c7
func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> attributes {mnc.workspace_bytes = 0 : i64} {
  // expected-error @+1 {{has other results than that of its last operation}}
  %0 = mnc.group attributes {buffers = [#mnc.buffer<output : 0, fill = 0.0 : f32>]} -> tensor<2xf32> {
    mnc.yield %x : tensor<2xf32>
  }
  return %0 : tensor<2xf32>
}

// -----

// loops_c8
func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> attributes {mnc.workspace_bytes = 0 : i64} {
  // expected-error @+1 {{has no buffers yet}}
  %0 = mnc.group -> tensor<2xf32> {
    %y = mnc.copy %x {mnc.kernel = #mnc.kernel<"elementwise", tile = 1 x 1 x 4, outer = pixels>} : (tensor<2xf32>) -> tensor<2xf32>
    mnc.yield %y : tensor<2xf32>
  }
  return %0 : tensor<2xf32>
}

// -----

func.func @main(%x: tensor<1x2x2x1xf32>) -> (tensor<1x2x2x1xf32>, tensor<1x2x2x1xf32>) attributes {mnc.workspace_bytes = 0 : i64} {
  %w = mnc.constant dense<1.0> : tensor<1x1x1x1xf32>
  %0 = mnc.group attributes {buffers = [#mnc.buffer<output : 0, fill = 0.0 : f32>]} -> tensor<1x2x2x1xf32> {
    %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, mnc.weights_id = "own",
                            mnc.kernel = #mnc.kernel<"pointwise", tile = 1 x 1 x 4, outer = pixels>}
        : (tensor<1x2x2x1xf32>, tensor<1x1x1x1xf32>) -> tensor<1x2x2x1xf32>
    mnc.yield %y : tensor<1x2x2x1xf32>
  }
  %1 = mnc.group attributes {buffers = [#mnc.buffer<output : 1, fill = 0.0 : f32>]} -> tensor<1x2x2x1xf32> {
    // expected-error @+1 {{has the weights id "own", as another operation has}}
    %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, mnc.weights_id = "own",
                            mnc.kernel = #mnc.kernel<"pointwise", tile = 1 x 1 x 4, outer = pixels>}
        : (tensor<1x2x2x1xf32>, tensor<1x1x1x1xf32>) -> tensor<1x2x2x1xf32>
    mnc.yield %y : tensor<1x2x2x1xf32>
  }
  return %0, %1 : tensor<1x2x2x1xf32>, tensor<1x2x2x1xf32>
}

// -----

// loops_c9
func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> attributes {mnc.workspace_bytes = 0 : i64} {
  // expected-error @+1 {{returns value 0, which is not in that output}}
  return %x : tensor<2xf32>
}

// -----

// loops_c9
func.func @main(%x: tensor<2xf32>) attributes {mnc.workspace_bytes = 0 : i64} {
  // expected-error @+1 {{has a result in output 7 that is not returned}}
  %0 = mnc.group attributes {buffers = [#mnc.buffer<output : 7, fill = 0.0 : f32>]} -> tensor<2xf32> {
    %y = mnc.copy %x {mnc.kernel = #mnc.kernel<"elementwise", tile = 1 x 1 x 4, outer = pixels>} : (tensor<2xf32>) -> tensor<2xf32>
    mnc.yield %y : tensor<2xf32>
  }
  return
}

// -----

// loops_c10
func.func @main(%x: tensor<1x1x1x65536xf32>) -> tensor<1x1x1x262144xf32> attributes {mnc.workspace_bytes = 0 : i64} {
  %w = mnc.constant dense<1.0> : tensor<262144x65536x1x1xf32>
  %0 = mnc.group attributes {buffers = [#mnc.buffer<output : 0, fill = 0.0 : f32>]} -> tensor<1x1x1x262144xf32> {
    // expected-error @+1 {{has 17179869184 weights, with which all packed weights have more than 2147483647 bytes}}
    %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>,
                            mnc.kernel = #mnc.kernel<"pointwise", tile = 1 x 1 x 4, outer = pixels>}
        : (tensor<1x1x1x65536xf32>, tensor<262144x65536x1x1xf32>) -> tensor<1x1x1x262144xf32>
    mnc.yield %y : tensor<1x1x1x262144xf32>
  }
  return %0 : tensor<1x1x1x262144xf32>
}

// -----

// loops_c14
func.func @main(%x: tensor<2xf32>) -> tensor<4xf32> attributes {mnc.workspace_bytes = 0 : i64} {
  %0 = mnc.group attributes {buffers = [#mnc.buffer<output : 0, fill = 0.0 : f32>]} -> tensor<4xf32> {
    // expected-error @+1 {{has an operand that is not computed into its buffer}}
    %y = mnc.concat %x, %x {axis = 0 : i64, mnc.in_place, mnc.kernel = #mnc.kernel<"elementwise", tile = 1 x 1 x 4, outer = pixels>} : (tensor<2xf32>, tensor<2xf32>) -> tensor<4xf32>
    mnc.yield %y : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

// loops_c16
func.func @main(%x: tensor<4x6xf32>) -> tensor<4x3xf32> attributes {mnc.workspace_bytes = 0 : i64} {
  // expected-error @+1 {{is read in place by what cannot read a part of a buffer}}
  %s = mnc.slice %x {mnc.in_place, starts = array<i64: 0, 0>, sizes = array<i64: 4, 3>, steps = array<i64: 1, 2>} : (tensor<4x6xf32>) -> tensor<4x3xf32>
  %0 = mnc.group attributes {buffers = [#mnc.buffer<output : 0, fill = 0.0 : f32>]} -> tensor<4x3xf32> {
    %y = mnc.copy %s {mnc.kernel = #mnc.kernel<"elementwise", tile = 1 x 1 x 4, outer = pixels>} : (tensor<4x3xf32>) -> tensor<4x3xf32>
    mnc.yield %y : tensor<4x3xf32>
  }
  return %0 : tensor<4x3xf32>
}

// -----

// loops_c16
func.func @main(%x: tensor<4x6xf32>) -> tensor<4x3xf32> attributes {mnc.workspace_bytes = 0 : i64} {
  %0 = mnc.group attributes {buffers = [#mnc.buffer<output : 0, fill = 0.0 : f32>]} -> tensor<4x3xf32> {
    // expected-error @+1 {{is read in place, but is computed by a group}}
    %s = mnc.slice %x {mnc.in_place, mnc.kernel = #mnc.kernel<"elementwise", tile = 1 x 1 x 4, outer = pixels>, starts = array<i64: 0, 0>, sizes = array<i64: 4, 3>, steps = array<i64: 1, 1>} : (tensor<4x6xf32>) -> tensor<4x3xf32>
    mnc.yield %s : tensor<4x3xf32>
  }
  return %0 : tensor<4x3xf32>
}

// -----

// loops_c17
func.func @main(%x: tensor<4x6xf32>) -> tensor<4x6xf32> attributes {mnc.workspace_bytes = 0 : i64} {
  %0 = mnc.group attributes {buffers = [#mnc.buffer<output : 0, fill = 0.0 : f32>]} -> tensor<4x6xf32> {
    // expected-error @+1 {{has 'mnc.prefetch_consumer', wanted a dense convolution before a depthwise one at the end of a group}}
    %y = mnc.copy %x {mnc.prefetch_consumer, mnc.kernel = #mnc.kernel<"elementwise", tile = 1 x 1 x 4, outer = pixels>} : (tensor<4x6xf32>) -> tensor<4x6xf32>
    mnc.yield %y : tensor<4x6xf32>
  }
  return %0 : tensor<4x6xf32>
}

// -----

// loops_c18
func.func @main(%x: tensor<1x4x4x1xf32>) -> tensor<1x2x2x1xf32> attributes {mnc.workspace_bytes = 192 : i64} {
  %w = mnc.constant dense<1.0> : tensor<1x1x3x3xf32>
  %0 = mnc.group attributes {buffers = [#mnc.buffer<output : 0, fill = 0.0 : f32>]} -> tensor<1x2x2x1xf32> {
    // expected-error @+1 {{has no place in the workspace for 160 bytes of scratch memory}}
    %y = mnc.conv2d %x, %w {mnc.scratch = 64 : i64, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>,
                            mnc.kernel = #mnc.kernel<"winograd_2x2", tile = 1 x 1 x 4, outer = pixels>}
        : (tensor<1x4x4x1xf32>, tensor<1x1x3x3xf32>) -> tensor<1x2x2x1xf32>
    mnc.yield %y : tensor<1x2x2x1xf32>
  }
  return %0 : tensor<1x2x2x1xf32>
}

// -----

// loops_c18
func.func @main(%x: tensor<1x4x4x1xf32>) -> tensor<1x2x2x1xf32> attributes {mnc.workspace_bytes = 4096 : i64} {
  %w = mnc.constant dense<1.0> : tensor<1x1x3x3xf32>
  %0 = mnc.group attributes {buffers = [#mnc.buffer<output : 0, fill = 0.0 : f32>]} -> tensor<1x2x2x1xf32> {
    // expected-error @+1 {{has 'mnc.prefetch', but its kernel prefetches nothing}}
    %y = mnc.conv2d %x, %w {mnc.scratch = 0 : i64, mnc.prefetch = #mnc.prefetch<"other", 1>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>,
                            mnc.kernel = #mnc.kernel<"winograd_2x2", tile = 1 x 1 x 4, outer = pixels>}
        : (tensor<1x4x4x1xf32>, tensor<1x1x3x3xf32>) -> tensor<1x2x2x1xf32>
    mnc.yield %y : tensor<1x2x2x1xf32>
  }
  return %0 : tensor<1x2x2x1xf32>
}
