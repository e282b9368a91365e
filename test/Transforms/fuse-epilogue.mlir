// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Operations after a convolution or arithmetic become its epilogue, reshapes aside.
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

// Behind a matrix product, reshapes stand in between; what the new steps read is reshaped, too.
// CHECK-LABEL: @matrix_product
// CHECK-SAME: %[[X:[a-z0-9]*]]: tensor<1x1x2x2xf32>, %[[W:[a-z0-9]*]]: tensor<3x2x1x1xf32>, %[[SKIP:[a-z0-9]*]]: tensor<2x3xf32>
func.func @matrix_product(%x: tensor<1x1x2x2xf32>, %w: tensor<3x2x1x1xf32>, %skip: tensor<2x3xf32>) -> tensor<2x3x1xf32> {
  // CHECK: %[[B:.*]] = mnc.constant {{.*}} : tensor<3xf32>
  // CHECK: %[[PIXELS:.*]] = mnc.reshape %[[SKIP]] : (tensor<2x3xf32>) -> tensor<1x1x2x3xf32>
  // CHECK: %[[Y:.*]] = mnc.conv2d %[[X]], %[[W]] steps(%[[B]], %[[PIXELS]])
  // CHECK-SAME: epilogue = [#mnc.bias, #mnc.residual, #mnc.clamp<0.000000e+00 : f32, 0x7F800000 : f32>, #mnc.tanh]
  // CHECK-NOT: mnc.add
  // CHECK-NOT: mnc.pointwise
  // CHECK: -> tensor<2x3x1xf32>
  // CHECK: return
  %b = mnc.constant dense<[[1.0, 2.0, 3.0]]> : tensor<1x3xf32>
  %0 = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x1x2x2xf32>, tensor<3x2x1x1xf32>) -> tensor<1x1x2x3xf32>
  %1 = mnc.reshape %0 : (tensor<1x1x2x3xf32>) -> tensor<2x3xf32>
  %2 = mnc.add %b, %1 : (tensor<1x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %3 = mnc.add %2, %skip : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %4 = mnc.pointwise #mnc.clamp<0.0 : f32, 0x7F800000 : f32> %3 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %5 = mnc.reshape %4 : (tensor<2x3xf32>) -> tensor<2x3x1xf32>
  %6 = mnc.pointwise #mnc.tanh %5 : (tensor<2x3x1xf32>) -> tensor<2x3x1xf32>
  return %6 : tensor<2x3x1xf32>
}

// A sum of two matrix products, whose own epilogue goes along.
// CHECK-LABEL: @matrix_products
func.func @matrix_products(%x: tensor<1x1x2x2xf32>, %w: tensor<3x2x1x1xf32>, %s: tensor<3xf32>) -> tensor<2x3xf32> {
  // CHECK: %[[FIRST:.*]] = mnc.conv2d
  // CHECK-NOT: epilogue
  // CHECK: %[[ROWS:.*]] = mnc.reshape %[[FIRST]]
  // CHECK: %[[PIXELS:.*]] = mnc.reshape %[[ROWS]] : (tensor<2x3xf32>) -> tensor<1x1x2x3xf32>
  // CHECK: %[[SECOND:.*]] = mnc.conv2d %{{.*}}, %{{.*}} steps(%[[PIXELS]], %{{[a-z0-9]*}})
  // CHECK-SAME: epilogue = [#mnc.residual, #mnc.prelu]
  // CHECK-NEXT: %[[Y:.*]] = mnc.reshape %[[SECOND]]
  // CHECK-NEXT: return %[[Y]]
  %0 = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x1x2x2xf32>, tensor<3x2x1x1xf32>) -> tensor<1x1x2x3xf32>
  %1 = mnc.reshape %0 : (tensor<1x1x2x3xf32>) -> tensor<2x3xf32>
  %2 = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x1x2x2xf32>, tensor<3x2x1x1xf32>) -> tensor<1x1x2x3xf32>
  %3 = mnc.reshape %2 : (tensor<1x1x2x3xf32>) -> tensor<2x3xf32>
  %4 = mnc.add %3, %1 steps(%s) {epilogue = [#mnc.prelu]} : (tensor<2x3xf32>, tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  return %4 : tensor<2x3xf32>
}

// One image and the same channels, before and behind the reshape.
// CHECK-LABEL: @scale_of_reshaped
func.func @scale_of_reshaped(%x: tensor<2x1x2x2xf32>, %w: tensor<3x2x1x1xf32>, %s: tensor<2x1x3xf32>) -> tensor<2x2x3xf32> {
  // CHECK: %[[S:.*]] = mnc.reshape %{{.*}} : (tensor<2x1x3xf32>) -> tensor<2x1x1x3xf32>
  // CHECK: mnc.conv2d %{{.*}}, %{{.*}} steps(%[[S]])
  // CHECK-SAME: epilogue = [#mnc.scale]
  %0 = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<2x1x2x2xf32>, tensor<3x2x1x1xf32>) -> tensor<2x1x2x3xf32>
  %1 = mnc.reshape %0 : (tensor<2x1x2x3xf32>) -> tensor<2x2x3xf32>
  %2 = mnc.mul %1, %s : (tensor<2x2x3xf32>, tensor<2x1x3xf32>) -> tensor<2x2x3xf32>
  return %2 : tensor<2x2x3xf32>
}

// Two images are one behind the reshape.
// CHECK-LABEL: @negative_scale_of_other_images
func.func @negative_scale_of_other_images(%x: tensor<2x1x2x2xf32>, %w: tensor<3x2x1x1xf32>, %s: tensor<1x1x3xf32>) -> tensor<1x4x3xf32> {
  // CHECK: mnc.conv2d
  // CHECK-NOT: epilogue
  // CHECK: mnc.mul
  %0 = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<2x1x2x2xf32>, tensor<3x2x1x1xf32>) -> tensor<2x1x2x3xf32>
  %1 = mnc.reshape %0 : (tensor<2x1x2x3xf32>) -> tensor<1x4x3xf32>
  %2 = mnc.mul %1, %s : (tensor<1x4x3xf32>, tensor<1x1x3xf32>) -> tensor<1x4x3xf32>
  return %2 : tensor<1x4x3xf32>
}

// The constant is for other channels than those of the convolution.
// CHECK-LABEL: @negative_other_channels
func.func @negative_other_channels(%x: tensor<1x1x2x2xf32>, %w: tensor<3x2x1x1xf32>) -> tensor<3x2xf32> {
  // CHECK: mnc.conv2d
  // CHECK-NOT: epilogue
  // CHECK: mnc.add
  %b = mnc.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %0 = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x1x2x2xf32>, tensor<3x2x1x1xf32>) -> tensor<1x1x2x3xf32>
  %1 = mnc.reshape %0 : (tensor<1x1x2x3xf32>) -> tensor<3x2xf32>
  %2 = mnc.add %1, %b : (tensor<3x2xf32>, tensor<2xf32>) -> tensor<3x2xf32>
  return %2 : tensor<3x2xf32>
}

// The other consumer reads what the epilogue would change.
// CHECK-LABEL: @negative_other_consumer_of_reshape
func.func @negative_other_consumer_of_reshape(%x: tensor<1x1x2x2xf32>, %w: tensor<3x2x1x1xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  // CHECK: mnc.conv2d
  // CHECK-NOT: epilogue
  // CHECK: mnc.pointwise
  %0 = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x1x2x2xf32>, tensor<3x2x1x1xf32>) -> tensor<1x1x2x3xf32>
  %1 = mnc.reshape %0 : (tensor<1x1x2x3xf32>) -> tensor<2x3xf32>
  %2 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %1 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %1, %2 : tensor<2x3xf32>, tensor<2x3xf32>
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

// CHECK-LABEL: @negative_other_consumers
func.func @negative_other_consumers(%x: tensor<1x2x2x2xf32>, %w: tensor<2x2x1x1xf32>) -> (tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>) {
  // CHECK: %[[Y:.*]] = mnc.conv2d
  // CHECK-NOT: epilogue
  // CHECK: %[[Z:.*]] = mnc.pointwise #mnc.clamp<{{.*}}> %[[Y]]
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

// Each function becomes a step.
// CHECK-LABEL: @functions_of_convolution
func.func @functions_of_convolution(%x: tensor<1x2x2x2xf32>, %w: tensor<3x2x1x1xf32>, %s: tensor<3xf32>) -> tensor<1x2x2x3xf32> {
  // CHECK: %[[Y:.*]] = mnc.conv2d %{{[a-z0-9]*}}, %{{[a-z0-9]*}} steps(%{{[a-z0-9]*}})
  // CHECK-SAME: epilogue = [#mnc.clamp<-1.000000e+00 : f32, 1.000000e+00 : f32>, #mnc.hard_sigmoid<2.500000e-01 : f32, 5.000000e-01 : f32>, #mnc.hard_swish, #mnc.leaky_relu<2.500000e-01 : f32>, #mnc.swish<2.000000e+00 : f32>, #mnc.sigmoid, #mnc.tanh, #mnc.exp, #mnc.prelu]
  // CHECK-NEXT: return %[[Y]]
  %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x2x2x2xf32>, tensor<3x2x1x1xf32>) -> tensor<1x2x2x3xf32>
  %y0 = mnc.pointwise #mnc.clamp<-1.0 : f32, 1.0 : f32> %y : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3xf32>
  %y1 = mnc.pointwise #mnc.hard_sigmoid<0.25 : f32, 0.5 : f32> %y0 : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3xf32>
  %y2 = mnc.pointwise #mnc.hard_swish %y1 : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3xf32>
  %y3 = mnc.pointwise #mnc.leaky_relu<0.25 : f32> %y2 : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3xf32>
  %y4 = mnc.pointwise #mnc.swish<2.0 : f32> %y3 : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3xf32>
  %y5 = mnc.pointwise #mnc.sigmoid %y4 : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3xf32>
  %y6 = mnc.pointwise #mnc.tanh %y5 : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3xf32>
  %y7 = mnc.pointwise #mnc.exp %y6 : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3xf32>
  %yp = mnc.pointwise #mnc.prelu %y7, %s : (tensor<1x2x2x3xf32>, tensor<3xf32>) -> tensor<1x2x2x3xf32>
  return %yp : tensor<1x2x2x3xf32>
}

// CHECK-LABEL: @functions_of_add
func.func @functions_of_add(%x: tensor<1x2x2x3xf32>, %s: tensor<3xf32>) -> tensor<1x2x2x3xf32> {
  // CHECK: %[[Y:.*]] = mnc.add %{{[a-z0-9]*}}, %{{[a-z0-9]*}} steps(%{{[a-z0-9]*}})
  // CHECK-SAME: epilogue = [#mnc.clamp<-1.000000e+00 : f32, 1.000000e+00 : f32>, #mnc.hard_sigmoid<2.500000e-01 : f32, 5.000000e-01 : f32>, #mnc.hard_swish, #mnc.leaky_relu<2.500000e-01 : f32>, #mnc.swish<2.000000e+00 : f32>, #mnc.sigmoid, #mnc.tanh, #mnc.exp, #mnc.prelu]
  // CHECK-NEXT: return %[[Y]]
  %y = mnc.add %x, %x : (tensor<1x2x2x3xf32>, tensor<1x2x2x3xf32>) -> tensor<1x2x2x3xf32>
  %y0 = mnc.pointwise #mnc.clamp<-1.0 : f32, 1.0 : f32> %y : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3xf32>
  %y1 = mnc.pointwise #mnc.hard_sigmoid<0.25 : f32, 0.5 : f32> %y0 : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3xf32>
  %y2 = mnc.pointwise #mnc.hard_swish %y1 : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3xf32>
  %y3 = mnc.pointwise #mnc.leaky_relu<0.25 : f32> %y2 : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3xf32>
  %y4 = mnc.pointwise #mnc.swish<2.0 : f32> %y3 : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3xf32>
  %y5 = mnc.pointwise #mnc.sigmoid %y4 : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3xf32>
  %y6 = mnc.pointwise #mnc.tanh %y5 : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3xf32>
  %y7 = mnc.pointwise #mnc.exp %y6 : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3xf32>
  %yp = mnc.pointwise #mnc.prelu %y7, %s : (tensor<1x2x2x3xf32>, tensor<3xf32>) -> tensor<1x2x2x3xf32>
  return %yp : tensor<1x2x2x3xf32>
}

// A factor for each image and channel, and what follows it.
// CHECK-LABEL: @scale
// CHECK-SAME: %[[S:[a-z0-9]*]]: tensor<2x1x1x3xf32>)
func.func @scale(%x: tensor<2x2x2x2xf32>, %w: tensor<3x2x1x1xf32>, %s: tensor<2x1x1x3xf32>) -> tensor<2x2x2x3xf32> {
  // CHECK: mnc.conv2d %{{.*}}, %{{.*}} steps(%[[S]])
  // CHECK-SAME: epilogue = [#mnc.hard_swish, #mnc.scale, #mnc.tanh]
  // CHECK-NEXT: return
  %0 = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<2x2x2x2xf32>, tensor<3x2x1x1xf32>) -> tensor<2x2x2x3xf32>
  %1 = mnc.pointwise #mnc.hard_swish %0 : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3xf32>
  %2 = mnc.mul %s, %1 : (tensor<2x1x1x3xf32>, tensor<2x2x2x3xf32>) -> tensor<2x2x2x3xf32>
  %3 = mnc.pointwise #mnc.tanh %2 : (tensor<2x2x2x3xf32>) -> tensor<2x2x2x3xf32>
  return %3 : tensor<2x2x2x3xf32>
}

// A sum whose own epilogue came first takes it along.
// CHECK-LABEL: @epilogue_of_sum
// CHECK-SAME: %[[SKIP:[a-z0-9]*]]: tensor<1x2x2x2xf32>, %[[S:[a-z0-9]*]]: tensor<2xf32>
func.func @epilogue_of_sum(%x: tensor<1x2x2x2xf32>, %w: tensor<2x2x1x1xf32>, %skip: tensor<1x2x2x2xf32>, %s: tensor<2xf32>) -> tensor<1x2x2x2xf32> {
  // CHECK: mnc.conv2d %{{.*}}, %{{.*}} steps(%[[SKIP]], %[[S]])
  // CHECK-SAME: epilogue = [#mnc.residual, #mnc.tanh, #mnc.prelu]
  // CHECK-NEXT: return
  %0 = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x2x2x2xf32>, tensor<2x2x1x1xf32>) -> tensor<1x2x2x2xf32>
  %1 = mnc.add %skip, %0 steps(%s) {epilogue = [#mnc.tanh, #mnc.prelu]}
      : (tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>, tensor<2xf32>) -> tensor<1x2x2x2xf32>
  return %1 : tensor<1x2x2x2xf32>
}

// Squeeze-excite: the factor is computed from what it scales.
// CHECK-LABEL: @negative_scale_by_own_result
func.func @negative_scale_by_own_result(%x: tensor<1x2x2x2xf32>, %w: tensor<2x2x1x1xf32>) -> tensor<1x2x2x2xf32> {
  // CHECK: %[[Y:.*]] = mnc.conv2d
  // CHECK-NOT: epilogue
  // CHECK: %[[P:.*]] = mnc.avg_pool2d %[[Y]]
  // CHECK: %[[S:.*]] = mnc.conv2d %[[P]]
  // CHECK-SAME: epilogue = [#mnc.sigmoid]
  // CHECK: mnc.mul %[[Y]], %[[S]]
  %0 = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x2x2x2xf32>, tensor<2x2x1x1xf32>) -> tensor<1x2x2x2xf32>
  %1 = mnc.avg_pool2d %0 {window = array<i64: 2, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>}
      : (tensor<1x2x2x2xf32>) -> tensor<1x1x1x2xf32>
  %2 = mnc.conv2d %1, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x1x1x2xf32>, tensor<2x2x1x1xf32>) -> tensor<1x1x1x2xf32>
  %3 = mnc.pointwise #mnc.sigmoid %2 : (tensor<1x1x1x2xf32>) -> tensor<1x1x1x2xf32>
  %4 = mnc.mul %0, %3 : (tensor<1x2x2x2xf32>, tensor<1x1x1x2xf32>) -> tensor<1x2x2x2xf32>
  return %4 : tensor<1x2x2x2xf32>
}

// One factor for each pixel.
// CHECK-LABEL: @negative_scale_of_pixels
func.func @negative_scale_of_pixels(%x: tensor<1x2x2x2xf32>, %w: tensor<2x2x1x1xf32>, %s: tensor<1x2x2x1xf32>) -> tensor<1x2x2x2xf32> {
  // CHECK: mnc.conv2d
  // CHECK: mnc.mul
  %0 = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x2x2x2xf32>, tensor<2x2x1x1xf32>) -> tensor<1x2x2x2xf32>
  %1 = mnc.mul %0, %s : (tensor<1x2x2x2xf32>, tensor<1x2x2x1xf32>) -> tensor<1x2x2x2xf32>
  return %1 : tensor<1x2x2x2xf32>
}
