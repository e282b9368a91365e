// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Each operation gets a kernel, and a tiling that suits the CPU.
// RUN: mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=haswell" -mnc-form-groups -mnc-schedule-groups | FileCheck %s -DLANES=8
// RUN: mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=znver4" -mnc-form-groups -mnc-schedule-groups | FileCheck %s -DLANES=16
// RUN: mnc-opt %s -mnc-set-cpu="triple=aarch64-unknown-linux-gnu cpu=cortex-a76" -mnc-form-groups -mnc-schedule-groups | FileCheck %s -DLANES=4
// RUN: mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=haswell" -mnc-form-groups -mnc-schedule-groups=explain 2>&1 | FileCheck %s --check-prefix=EXPLAIN
// RUN: not mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=frob" -mnc-form-groups -mnc-schedule-groups 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// UNKNOWN: unknown cpu 'frob'

// CHECK-LABEL: @kernels
func.func @kernels(%x: tensor<1x4x4x32xf32>, %stem: tensor<32x32x3x3xf32>, %dw: tensor<32x1x3x3xf32>,
                   %pw: tensor<32x32x1x1xf32>, %gw: tensor<32x8x1x1xf32>, %fc: tensor<8x32x1x1xf32>) -> tensor<1x8xf32> {
  %b = mnc.group -> tensor<1x4x4x32xf32> {
    // CHECK: mnc.copy {{.*}}mnc.kernel = #mnc.kernel<"elementwise", tile = 1 x 1 x [[LANES]], outer = pixels>
    %y = mnc.copy %x : (tensor<1x4x4x32xf32>) -> tensor<1x4x4x32xf32>
    mnc.yield %y : tensor<1x4x4x32xf32>
  }
  %0 = mnc.group -> tensor<1x2x2x32xf32> {
    // CHECK: mnc.conv2d {{.*}}mnc.kernel = #mnc.kernel<"{{dense|split_k|winograd_2x2}}", tile = {{[0-9]+}} x {{[0-9]+}} x [[LANES]]
    %y = mnc.conv2d %b, %stem {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
        : (tensor<1x4x4x32xf32>, tensor<32x32x3x3xf32>) -> tensor<1x2x2x32xf32>
    mnc.yield %y : tensor<1x2x2x32xf32>
  }
  %1 = mnc.group -> tensor<1x2x2x32xf32> {
    // CHECK: mnc.conv2d {{.*}}mnc.kernel = #mnc.kernel<"depthwise", tile = {{[0-9]+}} x 1 x [[LANES]]
    %y = mnc.conv2d %b, %dw {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 32}
        : (tensor<1x4x4x32xf32>, tensor<32x1x3x3xf32>) -> tensor<1x2x2x32xf32>
    mnc.yield %y : tensor<1x2x2x32xf32>
  }
  %2 = mnc.group -> tensor<1x2x2x32xf32> {
    // CHECK: mnc.conv2d {{.*}}mnc.kernel = #mnc.kernel<"pointwise", tile = {{[0-9]+}} x {{[0-9]+}} x [[LANES]]
    %y = mnc.conv2d %0, %pw {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
        : (tensor<1x2x2x32xf32>, tensor<32x32x1x1xf32>) -> tensor<1x2x2x32xf32>
    mnc.yield %y : tensor<1x2x2x32xf32>
  }
  %3 = mnc.group -> tensor<1x2x2x32xf32> {
    // CHECK: mnc.conv2d {{.*}}mnc.kernel = #mnc.kernel<"grouped", tile
    %y = mnc.conv2d %2, %gw {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>, group = 4}
        : (tensor<1x2x2x32xf32>, tensor<32x8x1x1xf32>) -> tensor<1x2x2x32xf32>
    mnc.yield %y : tensor<1x2x2x32xf32>
  }
  %4 = mnc.group -> tensor<1x1x1x32xf32> {
    // CHECK: mnc.avg_pool2d {{.*}}mnc.kernel = #mnc.kernel<"pool"
    %y = mnc.avg_pool2d %3 {window = array<i64: 2, 2>, strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>}
        : (tensor<1x2x2x32xf32>) -> tensor<1x1x1x32xf32>
    mnc.yield %y : tensor<1x1x1x32xf32>
  }
  %5 = mnc.group -> tensor<1x1x1x8xf32> {
    // One vector of sums: each has several accumulators.
    // CHECK: mnc.conv2d {{.*}}mnc.kernel = #mnc.kernel<"split_k", tile = 1 x {{[0-9]+}} x [[LANES]] {{(tile_k [0-9]+ )?}}split_k
    %y = mnc.conv2d %4, %fc {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
        : (tensor<1x1x1x32xf32>, tensor<8x32x1x1xf32>) -> tensor<1x1x1x8xf32>
    mnc.yield %y : tensor<1x1x1x8xf32>
  }
  %6 = mnc.reshape %5 : (tensor<1x1x1x8xf32>) -> tensor<1x8xf32>
  %7 = mnc.group -> tensor<1x8xf32> {
    // CHECK: mnc.softmax {{.*}}mnc.kernel = #mnc.kernel<"softmax"
    %y = mnc.softmax %6 {axis = 1} : (tensor<1x8xf32>) -> tensor<1x8xf32>
    mnc.yield %y : tensor<1x8xf32>
  }
  return %7 : tensor<1x8xf32>
}

// Each register tile that fits is a candidate, the larger ones first.
// EXPLAIN: remark: candidate #mnc.kernel<"dense", tile = 2 x 4 x 8, outer = channels>, {{[0-9]+}} cycles
// EXPLAIN: remark: candidate #mnc.kernel<"dense", tile = 1 x 1 x 8, outer = channels>, {{[0-9]+}} cycles
// EXPLAIN: remark: candidate #mnc.kernel<"depthwise", tile = 2 x 1 x 8
// EXPLAIN: remark: candidate #mnc.kernel<"depthwise", tile = 1 x 1 x 8

// What has a kernel keeps it.
// CHECK-LABEL: @chosen
func.func @chosen(%x: tensor<1x1x1x4xf32>, %w: tensor<8x4x1x1xf32>) -> tensor<1x1x1x8xf32> {
  %0 = mnc.group -> tensor<1x1x1x8xf32> {
    // CHECK: mnc.conv2d {{.*}}mnc.kernel = #mnc.kernel<"pointwise", tile = 3 x 1 x 2, outer = pixels>
    %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>,
                            mnc.kernel = #mnc.kernel<"pointwise", tile = 3 x 1 x 2, outer = pixels>}
        : (tensor<1x1x1x4xf32>, tensor<8x4x1x1xf32>) -> tensor<1x1x1x8xf32>
    mnc.yield %y : tensor<1x1x1x8xf32>
  }
  return %0 : tensor<1x1x1x8xf32>
}

// One output channel fills no vector, but the sum of a pixel is one of 64 products.
// CHECK-LABEL: @one_output
func.func @one_output(%x: tensor<1x8x8x64xf32>, %w: tensor<1x64x1x1xf32>) -> tensor<1x8x8x1xf32> {
  %0 = mnc.group -> tensor<1x8x8x1xf32> {
    // CHECK: mnc.conv2d {{.*}}mnc.kernel = #mnc.kernel<"dot", tile = {{[0-9]+}} x 1 x [[LANES]]
    %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
        : (tensor<1x8x8x64xf32>, tensor<1x64x1x1xf32>) -> tensor<1x8x8x1xf32>
    mnc.yield %y : tensor<1x8x8x1xf32>
  }
  return %0 : tensor<1x8x8x1xf32>
}
