// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Windows that leave rows out share a ring of one row: the padding below the activation comes after
// the rows above it.
// RUN: mnc-random %s

func.func @main(%x: tensor<1x9x9x64xf32>) -> tensor<1x3x2x192xf32> {
  %e = mnc.constant dense<0.1> : tensor<192x64x1x1xf32>
  %expanded = mnc.conv2d %x, %e {epilogue = [], strides = array<i64: 1, 1>, pads = array<i64: 0, 0, 0, 0>,
    dilations = array<i64: 1, 1>} : (tensor<1x9x9x64xf32>, tensor<192x64x1x1xf32>) -> tensor<1x9x9x192xf32>
  %d = mnc.constant dense<0.3> : tensor<192x1x1x7xf32>
  %y = mnc.conv2d %expanded, %d {epilogue = [], strides = array<i64: 5, 5>, pads = array<i64: 1, 2, 1, 2>,
    dilations = array<i64: 1, 1>, group = 192 : i64} : (tensor<1x9x9x192xf32>, tensor<192x1x1x7xf32>) -> tensor<1x3x2x192xf32>
  return %y : tensor<1x3x2x192xf32>
}
