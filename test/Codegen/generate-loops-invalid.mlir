// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Loops are generated from a graph whose memory is planned, with constant filters.
// RUN: mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=haswell" -mnc-generate-loops -split-input-file -verify-diagnostics

// expected-error @+1 {{memory is not planned yet}}
func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  return %x : tensor<2xf32>
}

// -----

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

func.func @main(%x: tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xf32> attributes {mnc.workspace_bytes = 0 : i64} {
  %0 = mnc.group attributes {buffers = [#mnc.buffer<output : 0, fill = 0.0 : f32>]} -> tensor<1x2x2x1xf32> {
    // expected-error @+1 {{has no kernel yet}}
    %y = mnc.copy %x : (tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xf32>
    mnc.yield %y : tensor<1x2x2x1xf32>
  }
  return %0 : tensor<1x2x2x1xf32>
}

// -----

func.func @main(%x: tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xf32> attributes {mnc.workspace_bytes = 0 : i64} {
  %0 = mnc.group attributes {buffers = [#mnc.buffer<output : 0, fill = 0.0 : f32>]} -> tensor<1x2x2x1xf32> {
    // expected-error @+1 {{has the unknown kernel 'frob'}}
    %y = mnc.copy %x {mnc.kernel = #mnc.kernel<"frob", tile = 1 x 1 x 4, outer = pixels>} : (tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xf32>
    mnc.yield %y : tensor<1x2x2x1xf32>
  }
  return %0 : tensor<1x2x2x1xf32>
}

// -----

func.func @main(%x: tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xf32> attributes {mnc.workspace_bytes = 0 : i64} {
  %0 = mnc.group attributes {buffers = [#mnc.buffer<output : 0, fill = 0.0 : f32>]} -> tensor<1x2x2x1xf32> {
    // expected-error @+1 {{has the kernel 'pool', which does not compute it}}
    %y = mnc.copy %x {mnc.kernel = #mnc.kernel<"pool", tile = 1 x 1 x 4, outer = pixels>} : (tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xf32>
    mnc.yield %y : tensor<1x2x2x1xf32>
  }
  return %0 : tensor<1x2x2x1xf32>
}

// -----

func.func @main(%x: tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xf32> attributes {mnc.workspace_bytes = 0 : i64} {
  %w = mnc.constant dense<1.0> : tensor<1x1x1x1xf32>
  %0 = mnc.group attributes {buffers = [#mnc.buffer<output : 0, fill = 0.0 : f32>]} -> tensor<1x2x2x1xf32> {
    // expected-error @+1 {{prefetches weights of no convolution}}
    %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>,
                            mnc.prefetch = array<i64: 1, 4>, mnc.kernel = #mnc.kernel<"pointwise", tile = 1 x 1 x 4, outer = pixels>}
        : (tensor<1x2x2x1xf32>, tensor<1x1x1x1xf32>) -> tensor<1x2x2x1xf32>
    mnc.yield %y : tensor<1x2x2x1xf32>
  }
  return %0 : tensor<1x2x2x1xf32>
}

// -----

func.func @main(%x: tensor<1x2x2x1xf32>) -> tensor<1x2x2x1xf32> attributes {mnc.workspace_bytes = 0 : i64} {
  %w = mnc.constant dense<1.0> : tensor<1x1x1x1xf32>
  %0 = mnc.group attributes {buffers = [#mnc.buffer<output : 0, fill = 0.0 : f32>]} -> tensor<1x2x2x1xf32> {
    // expected-error @+1 {{prefetches 2 weights of a layer that has 1}}
    %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>,
                            mnc.prefetch = array<i64: 0, 2>, mnc.kernel = #mnc.kernel<"pointwise", tile = 1 x 1 x 4, outer = pixels>}
        : (tensor<1x2x2x1xf32>, tensor<1x1x1x1xf32>) -> tensor<1x2x2x1xf32>
    mnc.yield %y : tensor<1x2x2x1xf32>
  }
  return %0 : tensor<1x2x2x1xf32>
}
