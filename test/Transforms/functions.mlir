// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Functions, some of them spelled out, after convolutions: the compiled code computes what the
// evaluator computes of the graph as it is written here.
// RUN: mnc --verify-each --emit=graph %s -o - | FileCheck %s
// RUN: rm -rf %t && mnc-run %s --reference --output-dir %t && mnc-run %s --compare %t
// RUN: mnc-run %s --compare-layers | FileCheck %s --check-prefix=LAYERS
// LAYERS: layers, 0 wrong

// CHECK: mnc.conv2d {{.*}}epilogue = [#mnc.bias, #mnc.hard_swish]
// CHECK: mnc.avg_pool2d
// CHECK: mnc.conv2d {{.*}}epilogue = [#mnc.hard_sigmoid<0.166666672 : f32, 5.000000e-01 : f32>]
// CHECK: mnc.mul
// CHECK: mnc.conv2d {{.*}}epilogue = [#mnc.swish<1.000000e+00 : f32>, #mnc.prelu]
// CHECK: mnc.conv2d {{.*}}epilogue = [#mnc.residual, #mnc.leaky_relu<-2.500000e-01 : f32>, #mnc.tanh, #mnc.residual, #mnc.sigmoid, #mnc.exp]
func.func @main(%x: tensor<2x3x6x5xf32> {mnc.name = "x"}) -> (tensor<2x6x5x3xf32> {mnc.name = "y"}, tensor<2x6x5x3xf32> {mnc.name = "z"}, tensor<2x6x5x3xf32> {mnc.name = "r"}) {
  %w = mnc.constant dense<[[[[0.5]], [[-1.0]], [[0.25]]], [[[2.0]], [[0.125]], [[-0.5]]], [[[1.0]], [[1.5]], [[-2.0]]]]> : tensor<3x3x1x1xf32>
  %b = mnc.constant dense<[0.5, -1.0, 2.0]> : tensor<3xf32>
  %three = mnc.constant dense<3.0> : tensor<f32>
  %six = mnc.constant dense<6.0> : tensor<f32>
  %one = mnc.constant dense<1.0> : tensor<1xf32>
  %zero = mnc.constant dense<0.0> : tensor<1xf32>
  %rows = mnc.transpose %x {perm = array<i64: 0, 2, 3, 1>} : (tensor<2x3x6x5xf32>) -> tensor<2x6x5x3xf32>
  // hard_swish
  %0 = mnc.conv2d %rows, %w steps(%b) {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, epilogue = [#mnc.bias]}
      : (tensor<2x6x5x3xf32>, tensor<3x3x1x1xf32>, tensor<3xf32>) -> tensor<2x6x5x3xf32>
  %1 = mnc.add %0, %three : (tensor<2x6x5x3xf32>, tensor<f32>) -> tensor<2x6x5x3xf32>
  %2 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %1 : (tensor<2x6x5x3xf32>) -> tensor<2x6x5x3xf32>
  %3 = mnc.mul %0, %2 : (tensor<2x6x5x3xf32>, tensor<2x6x5x3xf32>) -> tensor<2x6x5x3xf32>
  %4 = mnc.div %3, %six : (tensor<2x6x5x3xf32>, tensor<f32>) -> tensor<2x6x5x3xf32>
  // Squeeze-excite with hard_sigmoid
  %5 = mnc.avg_pool2d %4 {window = array<i64: 6, 5>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>}
      : (tensor<2x6x5x3xf32>) -> tensor<2x1x1x3xf32>
  %6 = mnc.conv2d %5, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<2x1x1x3xf32>, tensor<3x3x1x1xf32>) -> tensor<2x1x1x3xf32>
  %7 = mnc.add %6, %three : (tensor<2x1x1x3xf32>, tensor<f32>) -> tensor<2x1x1x3xf32>
  %8 = mnc.pointwise #mnc.clamp<0.0 : f32, 6.0 : f32> %7 : (tensor<2x1x1x3xf32>) -> tensor<2x1x1x3xf32>
  %9 = mnc.div %8, %six : (tensor<2x1x1x3xf32>, tensor<f32>) -> tensor<2x1x1x3xf32>
  %10 = mnc.mul %4, %9 : (tensor<2x6x5x3xf32>, tensor<2x1x1x3xf32>) -> tensor<2x6x5x3xf32>
  // swish and prelu
  %11 = mnc.conv2d %10, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<2x6x5x3xf32>, tensor<3x3x1x1xf32>) -> tensor<2x6x5x3xf32>
  %12 = mnc.pointwise #mnc.sigmoid %11 : (tensor<2x6x5x3xf32>) -> tensor<2x6x5x3xf32>
  %13 = mnc.mul %12, %11 : (tensor<2x6x5x3xf32>, tensor<2x6x5x3xf32>) -> tensor<2x6x5x3xf32>
  %14 = mnc.pointwise #mnc.prelu %13, %b : (tensor<2x6x5x3xf32>, tensor<3xf32>) -> tensor<2x6x5x3xf32>
  // A residual sum, leaky_relu and tanh
  %15 = mnc.conv2d %14, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<2x6x5x3xf32>, tensor<3x3x1x1xf32>) -> tensor<2x6x5x3xf32>
  %16 = mnc.add %10, %15 : (tensor<2x6x5x3xf32>, tensor<2x6x5x3xf32>) -> tensor<2x6x5x3xf32>
  %17 = mnc.pointwise #mnc.leaky_relu<-0.25 : f32> %16 : (tensor<2x6x5x3xf32>) -> tensor<2x6x5x3xf32>
  %18 = mnc.pointwise #mnc.tanh %17 : (tensor<2x6x5x3xf32>) -> tensor<2x6x5x3xf32>
  // 1 / (1 + exp(-x)) of a sum, and exp
  %19 = mnc.add %18, %14 : (tensor<2x6x5x3xf32>, tensor<2x6x5x3xf32>) -> tensor<2x6x5x3xf32>
  %20 = mnc.sub %zero, %19 : (tensor<1xf32>, tensor<2x6x5x3xf32>) -> tensor<2x6x5x3xf32>
  %21 = mnc.pointwise #mnc.exp %20 : (tensor<2x6x5x3xf32>) -> tensor<2x6x5x3xf32>
  %22 = mnc.add %21, %one : (tensor<2x6x5x3xf32>, tensor<1xf32>) -> tensor<2x6x5x3xf32>
  %23 = mnc.div %one, %22 : (tensor<1xf32>, tensor<2x6x5x3xf32>) -> tensor<2x6x5x3xf32>
  %24 = mnc.pointwise #mnc.exp %23 : (tensor<2x6x5x3xf32>) -> tensor<2x6x5x3xf32>
  %base = mnc.conv2d %rows, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<2x6x5x3xf32>, tensor<3x3x1x1xf32>) -> tensor<2x6x5x3xf32>
  // Functions that have a logarithm, a root or the error function
  %25 = mnc.pointwise #mnc.gelu %base : (tensor<2x6x5x3xf32>) -> tensor<2x6x5x3xf32>
  %26 = mnc.pointwise #mnc.mish %25 : (tensor<2x6x5x3xf32>) -> tensor<2x6x5x3xf32>
  %27 = mnc.pointwise #mnc.erf %26 : (tensor<2x6x5x3xf32>) -> tensor<2x6x5x3xf32>
  %28 = mnc.pointwise #mnc.elu<0.5 : f32> %27 : (tensor<2x6x5x3xf32>) -> tensor<2x6x5x3xf32>
  %29 = mnc.pointwise #mnc.softplus %28 : (tensor<2x6x5x3xf32>) -> tensor<2x6x5x3xf32>
  %30 = mnc.pointwise #mnc.sqrt %29 : (tensor<2x6x5x3xf32>) -> tensor<2x6x5x3xf32>
  %31 = mnc.pointwise #mnc.log %30 : (tensor<2x6x5x3xf32>) -> tensor<2x6x5x3xf32>
  %32 = mnc.pointwise #mnc.abs %31 : (tensor<2x6x5x3xf32>) -> tensor<2x6x5x3xf32>
  %33 = mnc.pointwise #mnc.pow<0.75 : f32> %32 : (tensor<2x6x5x3xf32>) -> tensor<2x6x5x3xf32>
  // Rounding
  %34 = mnc.pointwise #mnc.sign %base : (tensor<2x6x5x3xf32>) -> tensor<2x6x5x3xf32>
  %35 = mnc.pointwise #mnc.floor %base : (tensor<2x6x5x3xf32>) -> tensor<2x6x5x3xf32>
  %36 = mnc.add %34, %35 : (tensor<2x6x5x3xf32>, tensor<2x6x5x3xf32>) -> tensor<2x6x5x3xf32>
  %37 = mnc.pointwise #mnc.ceil %base : (tensor<2x6x5x3xf32>) -> tensor<2x6x5x3xf32>
  %38 = mnc.add %36, %37 : (tensor<2x6x5x3xf32>, tensor<2x6x5x3xf32>) -> tensor<2x6x5x3xf32>
  %39 = mnc.pointwise #mnc.round %base : (tensor<2x6x5x3xf32>) -> tensor<2x6x5x3xf32>
  %40 = mnc.add %38, %39 : (tensor<2x6x5x3xf32>, tensor<2x6x5x3xf32>) -> tensor<2x6x5x3xf32>
  return %24, %33, %40 : tensor<2x6x5x3xf32>, tensor<2x6x5x3xf32>, tensor<2x6x5x3xf32>
}
