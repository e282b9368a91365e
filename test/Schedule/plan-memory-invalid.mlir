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
