// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Arithmetic of sliding windows, shared by verifiers, evaluator and kernels.

#ifndef MNC_IR_WINDOWS_H
#define MNC_IR_WINDOWS_H

#include <algorithm>
#include <cstdint>

namespace mnc {

/// One dimension of a sliding window over `input` positions.
struct WindowDim {
  int64_t input, kernel, stride, padBefore, padAfter, dilation = 1;

  /// Returns the positions from the first to the last of one window, inclusive.
  int64_t span() const { return (kernel - 1) * dilation + 1; }

  /// Number of windows; zero or less when none fits. With `ceil`, a last
  /// window may hang over the end if it starts before the end of the padding.
  int64_t output(bool ceil = false) const {
    int64_t room = input + padBefore + padAfter - span();
    if (room < 0)
      return 0;
    int64_t count = room / stride + 1;
    if (ceil && room % stride != 0 && count * stride < input + padBefore)
      ++count;
    return count;
  }
};

} // namespace mnc

#endif // MNC_IR_WINDOWS_H
