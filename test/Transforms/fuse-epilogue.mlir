// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Operations after a convolution or a fully connected layer become its epilogue.
// RUN: mnc-opt %s -mnc-fuse-epilogue | FileCheck %s

// CHECK-LABEL: @chain
// CHECK-SAME: %[[X:[a-z0-9]*]]: tensor<1x2x2x2xf32>, %[[W:[a-z0-9]*]]: tensor<2x2x1x1xf32>, %[[SKIP:[a-z0-9]*]]: tensor<1x2x2x2xf32>
func.func @chain(%x: tensor<1x2x2x2xf32>, %w: tensor<2x2x1x1xf32>, %skip: tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32> {
  // CHECK: %[[B:.*]] = mnc.constant
  // CHECK: %[[Y:.*]] = mnc.conv2d %[[X]], %[[W]] steps(%[[B]], %[[SKIP]])
  // CHECK-SAME: epilogue = [#mnc.bias, #mnc.residual, #mnc.clamp<0.000000e+00 : f32, 6.000000e+00 : f32>]
  // CHECK-NEXT: return %[[Y]]
  %b = mnc.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %0 = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x2x2x2xf32>, tensor<2x2x1x1xf32>) -> tensor<1x2x2x2xf32>
  %1 = mnc.add %0, %b : (tensor<1x2x2x2xf32>, tensor<2xf32>) -> tensor<1x2x2x2xf32>
  %2 = mnc.add %skip, %1 : (tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32>
  %3 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %2 : (tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32>
  return %3 : tensor<1x2x2x2xf32>
}

// CHECK-LABEL: @fully_connected
func.func @fully_connected(%x: tensor<1x2xf32>, %w: tensor<2x3xf32>) -> tensor<1x3xf32> {
  // CHECK: mnc.fully_connected
  // CHECK-SAME: epilogue = [#mnc.bias, #mnc.clamp<0.000000e+00 : f32, 0x7F800000 : f32>]
  %b = mnc.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  %0 = mnc.fully_connected %x, %w : (tensor<1x2xf32>, tensor<2x3xf32>) -> tensor<1x3xf32>
  %1 = mnc.add %b, %0 : (tensor<3xf32>, tensor<1x3xf32>) -> tensor<1x3xf32>
  %2 = mnc.pointwise #mnc.clamp<0.0 : f32, 0x7F800000 : f32> %1 : (tensor<1x3xf32>) -> tensor<1x3xf32>
  return %2 : tensor<1x3xf32>
}

// A sum of two convolutions joins the one that comes last.
// CHECK-LABEL: @later_of_two
func.func @later_of_two(%x: tensor<1x2x2x2xf32>, %w: tensor<2x2x1x1xf32>) -> tensor<1x2x2x2xf32> {
  // CHECK: %[[FIRST:.*]] = mnc.conv2d
  // CHECK-NOT: epilogue
  // CHECK: %[[SECOND:.*]] = mnc.conv2d %{{.*}}, %{{.*}} steps(%[[FIRST]])
  // CHECK-SAME: epilogue = [#mnc.residual]
  // CHECK: return %[[SECOND]]
  %0 = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x2x2x2xf32>, tensor<2x2x1x1xf32>) -> tensor<1x2x2x2xf32>
  %1 = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x2x2x2xf32>, tensor<2x2x1x1xf32>) -> tensor<1x2x2x2xf32>
  %2 = mnc.add %1, %0 : (tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32>
  return %2 : tensor<1x2x2x2xf32>
}

// The convolution moves behind what it now reads.
// CHECK-LABEL: @operand_comes_later
func.func @operand_comes_later(%x: tensor<1x2x2x2xf32>, %w: tensor<2x2x1x1xf32>) -> tensor<1x2x2x2xf32> {
  // CHECK: %[[SKIP:.*]] = mnc.softmax
  // CHECK: mnc.conv2d %{{.*}}, %{{.*}} steps(%[[SKIP]])
  %0 = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x2x2x2xf32>, tensor<2x2x1x1xf32>) -> tensor<1x2x2x2xf32>
  %1 = mnc.softmax %x {axis = 3} : (tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32>
  %2 = mnc.add %0, %1 : (tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32>
  return %2 : tensor<1x2x2x2xf32>
}

// CHECK-LABEL: @negative_other_readers
func.func @negative_other_readers(%x: tensor<1x2x2x2xf32>, %w: tensor<2x2x1x1xf32>) -> (tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>) {
  // CHECK: %[[Y:.*]] = mnc.conv2d
  // CHECK-NOT: epilogue
  // CHECK: %[[Z:.*]] = mnc.clamp %[[Y]]
  // CHECK: return %[[Y]], %[[Z]]
  %0 = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x2x2x2xf32>, tensor<2x2x1x1xf32>) -> tensor<1x2x2x2xf32>
  %1 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %0 : (tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32>
  return %0, %1 : tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>
}

// A sum with itself reads the convolution twice.
// CHECK-LABEL: @negative_sum_with_itself
func.func @negative_sum_with_itself(%x: tensor<1x2x2x2xf32>, %w: tensor<2x2x1x1xf32>) -> tensor<1x2x2x2xf32> {
  // CHECK: %[[Y:.*]] = mnc.conv2d
  // CHECK: mnc.add %[[Y]], %[[Y]]
  %0 = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x2x2x2xf32>, tensor<2x2x1x1xf32>) -> tensor<1x2x2x2xf32>
  %1 = mnc.add %0, %0 : (tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32>
  return %1 : tensor<1x2x2x2xf32>
}

// Neither one value a channel nor the shape of the result: a column.
// CHECK-LABEL: @negative_other_broadcast
func.func @negative_other_broadcast(%x: tensor<1x2x2x2xf32>, %w: tensor<2x2x1x1xf32>) -> tensor<1x2x2x2xf32> {
  // CHECK: mnc.conv2d
  // CHECK: mnc.add
  %b = mnc.constant dense<[[1.0], [2.0]]> : tensor<2x1xf32>
  %0 = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x2x2x2xf32>, tensor<2x2x1x1xf32>) -> tensor<1x2x2x2xf32>
  %1 = mnc.add %0, %b : (tensor<1x2x2x2xf32>, tensor<2x1xf32>) -> tensor<1x2x2x2xf32>
  return %1 : tensor<1x2x2x2xf32>
}

// The sum is larger than the convolution's result.
// CHECK-LABEL: @negative_result_is_broadcast
func.func @negative_result_is_broadcast(%x: tensor<1x1x1x2xf32>, %w: tensor<2x2x1x1xf32>, %map: tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32> {
  // CHECK: mnc.conv2d
  // CHECK: mnc.add
  %0 = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x1x1x2xf32>, tensor<2x2x1x1xf32>) -> tensor<1x1x1x2xf32>
  %1 = mnc.add %0, %map : (tensor<1x1x1x2xf32>, tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32>
  return %1 : tensor<1x2x2x2xf32>
}
