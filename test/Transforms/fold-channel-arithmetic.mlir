// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Arithmetic between a convolution and one constant for each channel goes into
// its weights, as batch normalisation does.
// RUN: mnc-opt %s -mnc-fold-batch-norm | FileCheck %s

// (x - mean) * factor + offset, and each other form, for each channel or for all.
// CHECK-LABEL: @every_form
// CHECK-SAME: %[[X:.*]]: tensor<1x3x3x2xf32>
func.func @every_form(%x: tensor<1x3x3x2xf32>) -> tensor<1x3x3x2xf32> {
  %c = mnc.constant dense<[[[[3.0, -0.5]]]]> : tensor<1x1x1x2xf32>
  %flat = mnc.constant dense<[0.25, 7.0]> : tensor<2xf32>
  %one = mnc.constant dense<1.5> : tensor<f32>
  // CHECK-DAG: %[[W:.*]] = mnc.constant {{.*}} : tensor<2x2x1x1xf32>
  // CHECK-DAG: %[[B:.*]] = mnc.constant {{.*}} : tensor<2xf32>
  // CHECK: %[[Y:.*]] = mnc.conv2d %[[X]], %[[W]] steps(%[[B]])
  // CHECK-SAME: epilogue = [#mnc.bias]
  // CHECK-NEXT: return %[[Y]]
  %w = mnc.constant dense<[[[[0.5]], [[-1.0]]], [[[2.0]], [[0.25]]]]> : tensor<2x2x1x1xf32>
  %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x3x3x2xf32>, tensor<2x2x1x1xf32>) -> tensor<1x3x3x2xf32>
  %0 = mnc.sub %y, %c : (tensor<1x3x3x2xf32>, tensor<1x1x1x2xf32>) -> tensor<1x3x3x2xf32>
  %1 = mnc.mul %0, %flat : (tensor<1x3x3x2xf32>, tensor<2xf32>) -> tensor<1x3x3x2xf32>
  %2 = mnc.add %1, %c : (tensor<1x3x3x2xf32>, tensor<1x1x1x2xf32>) -> tensor<1x3x3x2xf32>
  %3 = mnc.div %2, %flat : (tensor<1x3x3x2xf32>, tensor<2xf32>) -> tensor<1x3x3x2xf32>
  %4 = mnc.mul %one, %3 : (tensor<f32>, tensor<1x3x3x2xf32>) -> tensor<1x3x3x2xf32>
  %5 = mnc.sub %flat, %4 : (tensor<2xf32>, tensor<1x3x3x2xf32>) -> tensor<1x3x3x2xf32>
  %6 = mnc.add %one, %5 : (tensor<f32>, tensor<1x3x3x2xf32>) -> tensor<1x3x3x2xf32>
  %7 = mnc.sub %6, %one : (tensor<1x3x3x2xf32>, tensor<f32>) -> tensor<1x3x3x2xf32>
  %8 = mnc.div %7, %one : (tensor<1x3x3x2xf32>, tensor<f32>) -> tensor<1x3x3x2xf32>
  return %8 : tensor<1x3x3x2xf32>
}

// A constant with a single value is one for each channel, whichever its axis.
// CHECK-LABEL: @one_channel
func.func @one_channel(%x: tensor<1x1x3x2xf32>) -> tensor<1x1x3x1xf32> {
  // CHECK: %[[Y:.*]] = mnc.conv2d {{.*}}epilogue = [#mnc.bias]
  // CHECK-NEXT: return %[[Y]]
  %w = mnc.constant dense<2.0> : tensor<1x2x1x1xf32>
  %c = mnc.constant dense<[3.0]> : tensor<1xf32>
  %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x1x3x2xf32>, tensor<1x2x1x1xf32>) -> tensor<1x1x3x1xf32>
  %z = mnc.batch_norm %y, %c, %c, %c, %c {axis = 1, epsilon = 1.0e-5 : f32}
      : (tensor<1x1x3x1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x1x3x1xf32>
  return %z : tensor<1x1x3x1xf32>
}

// CHECK-LABEL: @negative_several_consumers
func.func @negative_several_consumers(%x: tensor<1x3x3x2xf32>) -> tensor<1x3x3x2xf32> {
  // CHECK: %[[Y:.*]] = mnc.conv2d
  // CHECK-NOT: epilogue
  // CHECK: mnc.mul %[[Y]]
  // CHECK: mnc.add %[[Y]]
  %c = mnc.constant dense<[[[[3.0, -0.5]]]]> : tensor<1x1x1x2xf32>
  %w = mnc.constant dense<[[[[0.5]], [[-1.0]]], [[[2.0]], [[0.25]]]]> : tensor<2x2x1x1xf32>
  %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x3x3x2xf32>, tensor<2x2x1x1xf32>) -> tensor<1x3x3x2xf32>
  %z = mnc.mul %y, %c : (tensor<1x3x3x2xf32>, tensor<1x1x1x2xf32>) -> tensor<1x3x3x2xf32>
  %u = mnc.add %y, %c : (tensor<1x3x3x2xf32>, tensor<1x1x1x2xf32>) -> tensor<1x3x3x2xf32>
  %v = mnc.add %z, %u : (tensor<1x3x3x2xf32>, tensor<1x3x3x2xf32>) -> tensor<1x3x3x2xf32>
  return %v : tensor<1x3x3x2xf32>
}

// The convolution is a result of its own.
// CHECK-LABEL: @negative_graph_output
func.func @negative_graph_output(%x: tensor<1x3x3x2xf32>) -> (tensor<1x3x3x2xf32>, tensor<1x3x3x2xf32>) {
  // CHECK: %[[Y:.*]] = mnc.conv2d
  // CHECK-NOT: epilogue
  // CHECK: %[[Z:.*]] = mnc.mul %[[Y]]
  // CHECK: return %[[Y]], %[[Z]]
  %c = mnc.constant dense<[[[[3.0, -0.5]]]]> : tensor<1x1x1x2xf32>
  %w = mnc.constant dense<[[[[0.5]], [[-1.0]]], [[[2.0]], [[0.25]]]]> : tensor<2x2x1x1xf32>
  %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x3x3x2xf32>, tensor<2x2x1x1xf32>) -> tensor<1x3x3x2xf32>
  %z = mnc.mul %y, %c : (tensor<1x3x3x2xf32>, tensor<1x1x1x2xf32>) -> tensor<1x3x3x2xf32>
  return %y, %z : tensor<1x3x3x2xf32>, tensor<1x3x3x2xf32>
}

// CHECK-LABEL: @negative_one_for_each_column
func.func @negative_one_for_each_column(%x: tensor<1x3x3x2xf32>) -> tensor<1x3x3x2xf32> {
  // CHECK: mnc.conv2d
  // CHECK-NOT: epilogue
  // CHECK: mnc.mul
  %c = mnc.constant dense<[[[1.0], [2.0], [3.0]]]> : tensor<1x3x1xf32>
  %w = mnc.constant dense<[[[[0.5]], [[-1.0]]], [[[2.0]], [[0.25]]]]> : tensor<2x2x1x1xf32>
  %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x3x3x2xf32>, tensor<2x2x1x1xf32>) -> tensor<1x3x3x2xf32>
  %z = mnc.mul %y, %c : (tensor<1x3x3x2xf32>, tensor<1x3x1xf32>) -> tensor<1x3x3x2xf32>
  return %z : tensor<1x3x3x2xf32>
}

// As many values as channels, but of another axis.
// CHECK-LABEL: @negative_one_for_each_row
func.func @negative_one_for_each_row(%x: tensor<1x2x3x2xf32>) -> tensor<1x2x3x2xf32> {
  // CHECK: mnc.conv2d
  // CHECK-NOT: epilogue
  // CHECK: mnc.mul
  %c = mnc.constant dense<[[[1.0]], [[2.0]]]> : tensor<2x1x1xf32>
  %w = mnc.constant dense<[[[[0.5]], [[-1.0]]], [[[2.0]], [[0.25]]]]> : tensor<2x2x1x1xf32>
  %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x2x3x2xf32>, tensor<2x2x1x1xf32>) -> tensor<1x2x3x2xf32>
  %z = mnc.mul %y, %c : (tensor<1x2x3x2xf32>, tensor<2x1x1xf32>) -> tensor<1x2x3x2xf32>
  return %z : tensor<1x2x3x2xf32>
}

// The result has more images than the convolution.
// CHECK-LABEL: @negative_repeated
func.func @negative_repeated(%x: tensor<1x3x3x2xf32>) -> tensor<2x3x3x2xf32> {
  // CHECK: mnc.conv2d
  // CHECK-NOT: epilogue
  // CHECK: mnc.mul
  %c = mnc.constant dense<[[[[1.0]]], [[[2.0]]]]> : tensor<2x1x1x1xf32>
  %w = mnc.constant dense<[[[[0.5]], [[-1.0]]], [[[2.0]], [[0.25]]]]> : tensor<2x2x1x1xf32>
  %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x3x3x2xf32>, tensor<2x2x1x1xf32>) -> tensor<1x3x3x2xf32>
  %z = mnc.mul %y, %c : (tensor<1x3x3x2xf32>, tensor<2x1x1x1xf32>) -> tensor<2x3x3x2xf32>
  return %z : tensor<2x3x3x2xf32>
}

// CHECK-LABEL: @negative_constant_over_convolution
func.func @negative_constant_over_convolution(%x: tensor<1x3x3x2xf32>) -> tensor<1x3x3x2xf32> {
  // CHECK: mnc.conv2d
  // CHECK-NOT: epilogue
  // CHECK: mnc.div
  %c = mnc.constant dense<[[[[3.0, -0.5]]]]> : tensor<1x1x1x2xf32>
  %w = mnc.constant dense<[[[[0.5]], [[-1.0]]], [[[2.0]], [[0.25]]]]> : tensor<2x2x1x1xf32>
  %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x3x3x2xf32>, tensor<2x2x1x1xf32>) -> tensor<1x3x3x2xf32>
  %z = mnc.div %c, %y : (tensor<1x1x1x2xf32>, tensor<1x3x3x2xf32>) -> tensor<1x3x3x2xf32>
  return %z : tensor<1x3x3x2xf32>
}

// CHECK-LABEL: @negative_computed
func.func @negative_computed(%x: tensor<1x3x3x2xf32>, %c: tensor<2xf32>) -> tensor<1x3x3x2xf32> {
  // CHECK: mnc.conv2d
  // CHECK-NOT: epilogue
  // CHECK: mnc.mul
  %w = mnc.constant dense<[[[[0.5]], [[-1.0]]], [[[2.0]], [[0.25]]]]> : tensor<2x2x1x1xf32>
  %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x3x3x2xf32>, tensor<2x2x1x1xf32>) -> tensor<1x3x3x2xf32>
  %z = mnc.mul %y, %c : (tensor<1x3x3x2xf32>, tensor<2xf32>) -> tensor<1x3x3x2xf32>
  return %z : tensor<1x3x3x2xf32>
}

// CHECK-LABEL: @negative_weights_would_be_infinite
func.func @negative_weights_would_be_infinite(%x: tensor<1x3x3x2xf32>) -> tensor<1x3x3x2xf32> {
  // CHECK: mnc.conv2d
  // CHECK-NOT: epilogue
  // CHECK: mnc.div
  %c = mnc.constant dense<[0.0, 1.0]> : tensor<2xf32>
  %w = mnc.constant dense<[[[[0.5]], [[-1.0]]], [[[2.0]], [[0.25]]]]> : tensor<2x2x1x1xf32>
  %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x3x3x2xf32>, tensor<2x2x1x1xf32>) -> tensor<1x3x3x2xf32>
  %z = mnc.div %y, %c : (tensor<1x3x3x2xf32>, tensor<2xf32>) -> tensor<1x3x3x2xf32>
  return %z : tensor<1x3x3x2xf32>
}
