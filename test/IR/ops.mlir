// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Each operation in every form of its text, printed and read again.
// RUN: mnc-opt %s | mnc-opt | FileCheck %s

// CHECK-LABEL: @constant
func.func @constant() -> (tensor<2xf32>, tensor<f32>, tensor<2x2xf32>) {
  // CHECK: mnc.constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
  %list = mnc.constant dense<[1.0, 2.0]> : tensor<2xf32>
  // CHECK: mnc.constant dense<5.000000e-01> : tensor<f32>
  %scalar = mnc.constant dense<0.5> : tensor<f32>
  // CHECK: mnc.constant dense_resource<weights> : tensor<2x2xf32>
  %stored = mnc.constant dense_resource<weights> : tensor<2x2xf32>
  return %list, %scalar, %stored : tensor<2xf32>, tensor<f32>, tensor<2x2xf32>
}

// CHECK-LABEL: @conv2d
// CHECK-SAME: (%[[X:.*]]: tensor<1x4x5x2xf32>, %[[W:.*]]: tensor<6x2x3x3xf32>)
func.func @conv2d(%x: tensor<1x4x5x2xf32>, %w: tensor<6x2x3x3xf32>) -> tensor<1x2x3x6xf32> {
  // CHECK: mnc.conv2d %[[X]], %[[W]]
  // CHECK-SAME: {dilations = array<i64: 1, 1>, pads = array<i64: 1, 1, 1, 1>, strides = array<i64: 2, 2>}
  // CHECK-SAME: : (tensor<1x4x5x2xf32>, tensor<6x2x3x3xf32>) -> tensor<1x2x3x6xf32>
  %y = mnc.conv2d %x, %w
      {strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 1, 1>, dilations = array<i64: 1, 1>}
      : (tensor<1x4x5x2xf32>, tensor<6x2x3x3xf32>) -> tensor<1x2x3x6xf32>
  return %y : tensor<1x2x3x6xf32>
}

// CHECK-LABEL: @conv2d_input_scale
// CHECK-SAME: (%[[X:.*]]: tensor<2x4x5x2xf32>, %[[S:.*]]: tensor<2x1x1x2xf32>, %[[W:.*]]: tensor<6x2x1x1xf32>, %[[B:.*]]: tensor<6xf32>)
func.func @conv2d_input_scale(%x: tensor<2x4x5x2xf32>, %s: tensor<2x1x1x2xf32>, %w: tensor<6x2x1x1xf32>, %b: tensor<6xf32>) -> tensor<2x4x5x6xf32> {
  // CHECK: mnc.conv2d %[[X]], %[[W]] input_scale(%[[S]]) steps(%[[B]]) {dilations
  // CHECK-SAME: : (tensor<2x4x5x2xf32>, tensor<6x2x1x1xf32>, tensor<2x1x1x2xf32>, tensor<6xf32>) -> tensor<2x4x5x6xf32>
  %y = mnc.conv2d %x, %w input_scale(%s) steps(%b)
      {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, epilogue = [#mnc.bias]}
      : (tensor<2x4x5x2xf32>, tensor<6x2x1x1xf32>, tensor<2x1x1x2xf32>, tensor<6xf32>) -> tensor<2x4x5x6xf32>
  return %y : tensor<2x4x5x6xf32>
}

// CHECK-LABEL: @conv2d_depthwise_scheduled
func.func @conv2d_depthwise_scheduled(%x: tensor<1x4x4x8xf32>, %w: tensor<8x1x3x3xf32>) -> tensor<1x2x2x8xf32> {
  // CHECK: mnc.conv2d
  // CHECK-SAME: group = 8
  // CHECK-SAME: mnc.kernel = #mnc.kernel<"depthwise", tile = 1 x 2 x 4, outer = pixels>
  %y = mnc.conv2d %x, %w
      {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 8,
       mnc.kernel = #mnc.kernel<"depthwise", tile = 1 x 2 x 4, outer = pixels>}
      : (tensor<1x4x4x8xf32>, tensor<8x1x3x3xf32>) -> tensor<1x2x2x8xf32>
  return %y : tensor<1x2x2x8xf32>
}

// CHECK-LABEL: @conv2d_pointwise_scheduled
func.func @conv2d_pointwise_scheduled(%x: tensor<1x4x4x8xf32>, %w: tensor<8x8x1x1xf32>) -> tensor<1x4x4x8xf32> {
  // CHECK: mnc.conv2d
  // CHECK-SAME: mnc.kernel = #mnc.kernel<"pointwise", tile = 6 x 2 x 4 tile_k 4, outer = channels>
  %y = mnc.conv2d %x, %w
      {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>,
       mnc.kernel = #mnc.kernel<"pointwise", tile = 6 x 2 x 4 tile_k 4, outer = channels>}
      : (tensor<1x4x4x8xf32>, tensor<8x8x1x1xf32>) -> tensor<1x4x4x8xf32>
  return %y : tensor<1x4x4x8xf32>
}

// CHECK-LABEL: @conv2d_epilogue
// CHECK-SAME: %[[BIAS:[a-z0-9]*]]: tensor<3xf32>, %[[SKIP:[a-z0-9]*]]: tensor<1x2x2x3xf32>
func.func @conv2d_epilogue(%x: tensor<1x2x2x4xf32>, %w: tensor<3x4x1x1xf32>,
                           %bias: tensor<3xf32>, %skip: tensor<1x2x2x3xf32>) -> tensor<1x2x2x3xf32> {
  // CHECK: mnc.conv2d %{{.*}}, %{{.*}} steps(%[[BIAS]], %[[SKIP]])
  // CHECK-SAME: epilogue = [#mnc.bias, #mnc.residual, #mnc.clamp<0.000000e+00 : f32, 0x7F800000 : f32>]
  %y = mnc.conv2d %x, %w steps(%bias, %skip)
      {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>,
       epilogue = [#mnc.bias, #mnc.residual, #mnc.clamp<0.0 : f32, 0x7F800000 : f32>]}
      : (tensor<1x2x2x4xf32>, tensor<3x4x1x1xf32>, tensor<3xf32>, tensor<1x2x2x3xf32>) -> tensor<1x2x2x3xf32>
  return %y : tensor<1x2x2x3xf32>
}

// CHECK-LABEL: @batch_norm
func.func @batch_norm(%x: tensor<1x2x2x3xf32>, %scale: tensor<3xf32>, %bias: tensor<3xf32>,
                      %mean: tensor<3xf32>, %variance: tensor<3xf32>) -> tensor<1x2x2x3xf32> {
  // CHECK: mnc.batch_norm %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} {axis = 3 : i64, epsilon = 9.99999974E-6 : f32}
  %y = mnc.batch_norm %x, %scale, %bias, %mean, %variance {axis = 3, epsilon = 1.0e-5 : f32}
      : (tensor<1x2x2x3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<1x2x2x3xf32>
  return %y : tensor<1x2x2x3xf32>
}

// CHECK-LABEL: @pointwise
func.func @pointwise(%x: tensor<2x3xf32>, %c: tensor<3xf32>) -> tensor<2x3xf32> {
  // CHECK: mnc.pointwise #mnc.clamp<-1.000000e+00 : f32, 1.000000e+00 : f32> %{{.*}} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %0 = mnc.pointwise #mnc.clamp<-1.0 : f32, 1.0 : f32> %x : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: mnc.pointwise #mnc.hard_sigmoid<2.500000e-01 : f32, 5.000000e-01 : f32> %{{.*}} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = mnc.pointwise #mnc.hard_sigmoid<0.25 : f32, 0.5 : f32> %0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: mnc.pointwise #mnc.hard_swish %{{.*}} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = mnc.pointwise #mnc.hard_swish %1 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: mnc.pointwise #mnc.leaky_relu<2.500000e-01 : f32> %{{.*}} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %3 = mnc.pointwise #mnc.leaky_relu<0.25 : f32> %2 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: mnc.pointwise #mnc.swish<2.000000e+00 : f32> %{{.*}} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %4 = mnc.pointwise #mnc.swish<2.0 : f32> %3 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: mnc.pointwise #mnc.sigmoid %{{.*}} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %5 = mnc.pointwise #mnc.sigmoid %4 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: mnc.pointwise #mnc.tanh %{{.*}} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %6 = mnc.pointwise #mnc.tanh %5 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: mnc.pointwise #mnc.exp %{{.*}} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %7 = mnc.pointwise #mnc.exp %6 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: mnc.pointwise #mnc.bias %{{.*}}, %{{.*}} : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  %8 = mnc.pointwise #mnc.bias %7, %c : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  // CHECK: mnc.pointwise #mnc.residual %{{.*}}, %{{.*}} : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %9 = mnc.pointwise #mnc.residual %8, %x : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: mnc.pointwise #mnc.scale %{{.*}}, %{{.*}} : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %10 = mnc.pointwise #mnc.scale %9, %x : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: mnc.pointwise #mnc.prelu %{{.*}}, %{{.*}} : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  %11 = mnc.pointwise #mnc.prelu %10, %c : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  return %11 : tensor<2x3xf32>
}

// CHECK-LABEL: @binary
func.func @binary(%x: tensor<2x3xf32>, %row: tensor<3xf32>, %column: tensor<2x1xf32>, %one: tensor<f32>) -> tensor<2x3xf32> {
  // CHECK: mnc.add %{{.*}}, %{{.*}} : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  %0 = mnc.add %x, %row : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  // CHECK: mnc.sub %{{.*}}, %{{.*}} : (tensor<2x1xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = mnc.sub %column, %0 : (tensor<2x1xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: mnc.mul %{{.*}}, %{{.*}} : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = mnc.mul %1, %1 : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: mnc.div %{{.*}}, %{{.*}} : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %3 = mnc.div %2, %one : (tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  return %3 : tensor<2x3xf32>
}

// CHECK-LABEL: @softmax
func.func @softmax(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: mnc.softmax %{{.*}} {axis = 1 : i64} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = mnc.softmax %x {axis = 1} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// CHECK-LABEL: @pool
func.func @pool(%x: tensor<1x6x6x2xf32>) -> (tensor<1x3x3x2xf32>, tensor<1x3x3x2xf32>) {
  // CHECK: mnc.max_pool2d %{{.*}} {ceil_mode, pads = array<i64: 0, 0, 0, 0>, strides = array<i64: 2, 2>, window = array<i64: 3, 3>}
  %max = mnc.max_pool2d %x
      {window = array<i64: 3, 3>, strides = array<i64: 2, 2>, pads = array<i64: 0, 0, 0, 0>, ceil_mode}
      : (tensor<1x6x6x2xf32>) -> tensor<1x3x3x2xf32>
  // CHECK: mnc.avg_pool2d %{{.*}} {count_include_pad, pads = array<i64: 1, 1, 0, 0>, strides = array<i64: 2, 2>, window = array<i64: 3, 3>}
  %avg = mnc.avg_pool2d %x
      {window = array<i64: 3, 3>, strides = array<i64: 2, 2>, pads = array<i64: 1, 1, 0, 0>, count_include_pad}
      : (tensor<1x6x6x2xf32>) -> tensor<1x3x3x2xf32>
  return %max, %avg : tensor<1x3x3x2xf32>, tensor<1x3x3x2xf32>
}

// CHECK-LABEL: @transpose
func.func @transpose(%nchw: tensor<1x3x4x5xf32>) -> tensor<1x4x5x3xf32> {
  // CHECK: mnc.transpose %{{.*}} {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x3x4x5xf32>) -> tensor<1x4x5x3xf32>
  %nhwc = mnc.transpose %nchw {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x3x4x5xf32>) -> tensor<1x4x5x3xf32>
  return %nhwc : tensor<1x4x5x3xf32>
}

// CHECK-LABEL: @reshape
func.func @reshape(%x: tensor<1x1x1x6xf32>) -> tensor<2x3xf32> {
  // CHECK: mnc.reshape %{{.*}} : (tensor<1x1x1x6xf32>) -> tensor<2x3xf32>
  %y = mnc.reshape %x : (tensor<1x1x1x6xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// CHECK-LABEL: @pad
func.func @pad(%x: tensor<2x3xf32>) -> tensor<3x5xf32> {
  // CHECK: mnc.pad %{{.*}} {high = array<i64: 0, 1>, low = array<i64: 1, 1>, value = 0.000000e+00 : f32}
  %y = mnc.pad %x {low = array<i64: 1, 1>, high = array<i64: 0, 1>, value = 0.0 : f32}
      : (tensor<2x3xf32>) -> tensor<3x5xf32>
  return %y : tensor<3x5xf32>
}

// CHECK-LABEL: @copy
func.func @copy(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: mnc.copy %{{.*}} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %y = mnc.copy %x : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

// CHECK-LABEL: @elements
func.func @elements(%x: tensor<2x3xf32>, %h: tensor<2x3xf16>, %n: tensor<4xsi64>) -> tensor<2x3xsi8> {
  // CHECK: mnc.convert %{{.*}} {to = si8} : (tensor<2x3xf32>) -> tensor<2x3xsi8>
  %a = mnc.convert %x {to = si8} : (tensor<2x3xf32>) -> tensor<2x3xsi8>
  // CHECK: mnc.convert %{{.*}} {to = f32} : (tensor<2x3xf16>) -> tensor<2x3xf32>
  %b = mnc.convert %h {to = f32} : (tensor<2x3xf16>) -> tensor<2x3xf32>
  // CHECK: mnc.compare %{{.*}}, %{{.*}} {predicate = 1 : i32} : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
  %c = mnc.compare %x, %b {predicate = 1 : i32} : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
  // CHECK: mnc.constant dense<-5> : tensor<si8>
  %d = mnc.constant dense<-5> : tensor<si8>
  // CHECK: mnc.select %{{.*}}, %{{.*}}, %{{.*}} : (tensor<2x3xi1>, tensor<2x3xsi8>, tensor<si8>) -> tensor<2x3xsi8>
  %e = mnc.select %c, %a, %d : (tensor<2x3xi1>, tensor<2x3xsi8>, tensor<si8>) -> tensor<2x3xsi8>
  // CHECK: mnc.arg_max %{{.*}} {axis = 1 : i64, last, smallest} : (tensor<2x3xf32>) -> tensor<2x1xsi64>
  %f = mnc.arg_max %x {axis = 1 : i64, smallest, last} : (tensor<2x3xf32>) -> tensor<2x1xsi64>
  // CHECK: mnc.top_k %{{.*}} {axis = 1 : i64, count = 2 : i64} : (tensor<2x3xf32>) -> tensor<2x2xsi64>
  %g = mnc.top_k %x {axis = 1 : i64, count = 2 : i64} : (tensor<2x3xf32>) -> tensor<2x2xsi64>
  // CHECK: mnc.gather_elements %{{.*}}, %{{.*}} {axis = 1 : i64} : (tensor<2x3xf32>, tensor<2x2xsi64>) -> tensor<2x2xf32>
  %i = mnc.gather_elements %x, %g {axis = 1 : i64} : (tensor<2x3xf32>, tensor<2x2xsi64>) -> tensor<2x2xf32>
  // CHECK: mnc.take %{{.*}}, %{{.*}} {axis = 0 : i64} : (tensor<2x3xf32>, tensor<4xsi64>) -> tensor<4x3xf32>
  %j = mnc.take %x, %n {axis = 0 : i64} : (tensor<2x3xf32>, tensor<4xsi64>) -> tensor<4x3xf32>
  return %e : tensor<2x3xsi8>
}

// CHECK-LABEL: @groups
// CHECK-SAME: (%[[X:.*]]: tensor<1x2x2x3xf32>)
func.func @groups(%x: tensor<1x2x2x3xf32>) -> tensor<1x2x2x3xf32> {
  // CHECK: %[[A:.*]] = mnc.group -> tensor<1x2x2x3xf32> {
  // CHECK:   %[[B:.*]] = mnc.copy %[[X]]
  // CHECK:   mnc.yield %[[B]] : tensor<1x2x2x3xf32>
  // CHECK: }
  %a = mnc.group -> tensor<1x2x2x3xf32> {
    %b = mnc.copy %x : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3xf32>
    mnc.yield %b : tensor<1x2x2x3xf32>
  }
  return %a : tensor<1x2x2x3xf32>
}

// CHECK-LABEL: @region_buffers
func.func @region_buffers(%x: tensor<1x2x2x3xf32>) -> (tensor<1x2x2x3xf32>, tensor<1x2x2x3xf32>) {
  // CHECK: %[[A:.*]]:2 = mnc.group attributes {buffers =
  // CHECK-SAME: #mnc.buffer<workspace : 128, fill = 0.000000e+00 : f32, border = [1, 1, 1, 1]>
  // CHECK-SAME: #mnc.buffer<output : 0, fill = 0xFF800000 : f32>
  // CHECK-SAME: -> tensor<1x2x2x3xf32>, tensor<1x2x2x3xf32> {
  %a:2 = mnc.group attributes {buffers = [
      #mnc.buffer<workspace : 128, fill = 0.0 : f32, border = [1, 1, 1, 1]>,
      #mnc.buffer<output : 0, fill = 0xFF800000 : f32>]} -> tensor<1x2x2x3xf32>, tensor<1x2x2x3xf32> {
    mnc.yield %x, %x : tensor<1x2x2x3xf32>, tensor<1x2x2x3xf32>
  }
  // CHECK: return %[[A]]#0, %[[A]]#1
  return %a#0, %a#1 : tensor<1x2x2x3xf32>, tensor<1x2x2x3xf32>
}

{-#
  dialect_resources: {
    builtin: {
      // CHECK: weights: "0x040000000000803F000000400000404000008040"
      weights: "0x040000000000803F000000400000404000008040"
    }
  }
#-}
