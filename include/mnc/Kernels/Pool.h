// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pooling kernels on NHWC activations. They clip their windows to the activation, so a border is
// never read.

#ifndef MNC_KERNELS_POOL_H
#define MNC_KERNELS_POOL_H

#include "mnc/Kernels/Convolution.h"
#include "mnc/Kernels/Elementwise.h"

namespace mnc {

struct PoolSpec {
  enum Kind { Max, Average } kind;
  /// {height, width}
  std::array<int64_t, 2> window, stride;
  /// {top, left}, {bottom, right}
  std::array<int64_t, 2> padBefore, padAfter;
  /// True if an average divides by the positions inside the padding, too.
  bool countPadding = false;
  /// What an average divides by; 0 for the number of positions.
  int64_t divisor = 0;
};

/// Builds a pool; with `slice.rows` or `slice.channelTile`, of those rows or channels only. It has
/// no use for the rest of `slice`.
void buildPool(KernelBuilder &kernel, const PoolSpec &spec, const Operand &output,
               const Operand &input, int64_t lanes, const ConvSlice &slice = {});

} // namespace mnc

#endif // MNC_KERNELS_POOL_H
