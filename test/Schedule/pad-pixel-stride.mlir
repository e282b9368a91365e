// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pixels whose stride is a multiple of a large power of two are padded by a line. Pixels that a
// depthwise convolution reads get a stride of an odd number of vectors.
// RUN: mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=haswell" -mnc-form-groups -mnc-pad-pixel-stride -split-input-file | FileCheck %s
// RUN: mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=haswell" -mnc-form-groups -mnc-pad-pixel-stride -mnc-schedule-groups -mnc-plan-memory -split-input-file \
// RUN:   | FileCheck %s --check-prefix=RING

// 128 channels are 16 vectors.
// CHECK-LABEL: @activation
// CHECK: #mnc.buffer<workspace : 0 pixel_pad 8, fill = 0.000000e+00 : f32, border = [1, 1, 1, 1]>
// The caller's memory has none.
// CHECK: #mnc.buffer<output : 0, fill
// RING-LABEL: @activation
// RING: ring 3 pixel_pad 8
func.func @activation(%x: tensor<1x28x28x128xf32>, %d: tensor<128x1x3x3xf32>) -> tensor<1x28x28x128xf32> {
  %0 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %x : (tensor<1x28x28x128xf32>) -> tensor<1x28x28x128xf32>
  %1 = mnc.conv2d %0, %d {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 128} : (tensor<1x28x28x128xf32>, tensor<128x1x3x3xf32>) -> tensor<1x28x28x128xf32>
  return %1 : tensor<1x28x28x128xf32>
}

// -----

// 100 channels and 4 more are whole vectors, and an odd number of them.
// CHECK-LABEL: @whole_vectors
// CHECK: #mnc.buffer<workspace : 0 pixel_pad 4, fill = 0.000000e+00 : f32, border = [1, 1, 1, 1]>
func.func @whole_vectors(%x: tensor<1x28x28x100xf32>, %d: tensor<100x1x3x3xf32>) -> tensor<1x28x28x100xf32> {
  %0 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %x : (tensor<1x28x28x100xf32>) -> tensor<1x28x28x100xf32>
  %1 = mnc.conv2d %0, %d {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 100} : (tensor<1x28x28x100xf32>, tensor<100x1x3x3xf32>) -> tensor<1x28x28x100xf32>
  return %1 : tensor<1x28x28x100xf32>
}

// -----

// RING-LABEL: @ring
// RING: ring 1 pixel_pad 16
func.func @ring(%x: tensor<1x28x28x128xf32>, %d: tensor<128x1x3x3xf32>, %p: tensor<4x128x1x1xf32>) -> tensor<1x28x28x4xf32> {
  %1 = mnc.conv2d %x, %d {strides = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>, group = 128} : (tensor<1x28x28x128xf32>, tensor<128x1x3x3xf32>) -> tensor<1x28x28x128xf32>
  %2 = mnc.conv2d %1, %p {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>} : (tensor<1x28x28x128xf32>, tensor<4x128x1x1xf32>) -> tensor<1x28x28x4xf32>
  return %2 : tensor<1x28x28x4xf32>
}

// -----

// A reshape wants contiguous values; one pixel has no neighbour; 96 channels spread over the sets
// by themselves.
// CHECK-LABEL: @negative_reshaped
// CHECK-NOT: pixel_pad
func.func @negative_reshaped(%x: tensor<1x2x2x128xf32>, %y: tensor<1x1x1x128xf32>, %z: tensor<1x4x4x96xf32>) -> (tensor<1x512xf32>, tensor<1x1x1x128xf32>, tensor<1x4x4x96xf32>) {
  %0 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %x : (tensor<1x2x2x128xf32>) -> tensor<1x2x2x128xf32>
  %1 = mnc.reshape %0 : (tensor<1x2x2x128xf32>) -> tensor<1x512xf32>
  %2 = mnc.softmax %1 {axis = 1} : (tensor<1x512xf32>) -> tensor<1x512xf32>
  %3 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %y : (tensor<1x1x1x128xf32>) -> tensor<1x1x1x128xf32>
  %4 = mnc.softmax %3 {axis = 3} : (tensor<1x1x1x128xf32>) -> tensor<1x1x1x128xf32>
  %5 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %z : (tensor<1x4x4x96xf32>) -> tensor<1x4x4x96xf32>
  %6 = mnc.softmax %5 {axis = 3} : (tensor<1x4x4x96xf32>) -> tensor<1x4x4x96xf32>
  return %2, %4, %6 : tensor<1x512xf32>, tensor<1x1x1x128xf32>, tensor<1x4x4x96xf32>
}
