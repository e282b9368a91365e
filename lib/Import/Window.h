// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Attributes of sliding windows: Conv and the pools.

#ifndef MNC_LIB_IMPORT_WINDOW_H
#define MNC_LIB_IMPORT_WINDOW_H

#include "Node.h"

namespace mnc {

/// A 2-D window, {height, width} and {top, left, bottom, right}, with auto_pad
/// worked out.
struct Window {
  llvm::SmallVector<int64_t> kernel, strides, dilations, pads;
};

/// Reads kernel_shape, strides, dilations, pads and auto_pad of a node whose input is an NCHW
/// activation of `inputShape`. `filterSize`, where it is given, is the kernel's size and
/// kernel_shape may be absent. Nothing after an error.
std::optional<Window> readWindow(Node &node, llvm::ArrayRef<int64_t> inputShape,
                                 llvm::ArrayRef<int64_t> filterSize = {});

} // namespace mnc

#endif // MNC_LIB_IMPORT_WINDOW_H
