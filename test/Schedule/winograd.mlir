// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A 3x3 convolution of stride 1 and many channels is computed in Winograd's form, all of it, with
// scratch memory in the workspace; directly where that is not allowed.
// RUN: mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=znver4" -mnc-form-groups -mnc-schedule-groups -mnc-plan-memory | FileCheck %s
// RUN: mnc-opt %s -mnc-set-cpu="triple=x86_64-unknown-linux-gnu cpu=znver4" -mnc-form-groups -mnc-schedule-groups=winograd=false -mnc-plan-memory | FileCheck %s --check-prefix=DIRECT

// 36 products of 64 channels and a vector between pixels, for 16 tiles, twice: 296,960 bytes.
// CHECK-LABEL: @main
// CHECK-SAME: mnc.workspace_bytes = 296960 : i64
// CHECK: mnc.conv2d {{.*}}mnc.kernel = #mnc.kernel<"winograd_4x4", {{.*}}mnc.scratch = 0 : i64
// DIRECT-LABEL: @main
// DIRECT: mnc.conv2d {{.*}}mnc.direct, mnc.kernel = #mnc.kernel<"dense",
// DIRECT-NOT: mnc.scratch
func.func @main(%x: tensor<1x16x16x64xf32>) -> tensor<1x14x14x64xf32> {
  %w = mnc.constant dense<1.0> : tensor<64x64x3x3xf32>
  %y = mnc.conv2d %x, %w {strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>, dilations = array<i64: 1, 1>}
      : (tensor<1x16x16x64xf32>, tensor<64x64x3x3xf32>) -> tensor<1x14x14x64xf32>
  return %y : tensor<1x14x14x64xf32>
}
