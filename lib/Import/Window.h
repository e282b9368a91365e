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

/// The size of a 2-D window and its steps, {height, width} each.
struct Kernel2d {
  llvm::SmallVector<int64_t> size, strides, dilations;
};

/// What auto_pad says.
enum class AutoPad { Explicit, Valid, SameUpper, SameLower };

/// Reads auto_pad; Explicit after an error.
AutoPad readAutoPad(Node &node);

/// Reads input 2, a bias of `filters` values: null if it is left out, nothing after an error.
std::optional<mlir::Value> readBias(Node &node, int64_t filters);

/// An input that windows slide over: NCHW. One of rank 3, [N, C, W], is an image of one row, and
/// its attributes have a value for one dimension only.
struct WindowInput {
  mlir::TypedValue<mlir::RankedTensorType> value;
  bool isLine = false;

  llvm::ArrayRef<int64_t> shape() const { return value.getType().getShape(); }
};

/// Reads input number `index`; its value is null after an error.
WindowInput readWindowInput(Node &node, int index);

/// Defines the output as `value`, NCHW, with the rank of `input`.
mlir::LogicalResult defineLike(Node &node, const WindowInput &input, mlir::Value value);

/// The values of the attribute `name`, or `defaults` if it is absent; as many as `defaults`, each
/// in `least` .. 2^20. With `isLine`, only every second one stands in the file, and the others are
/// `defaults`. The file may have `leading` more before them, which are ignored.
llvm::SmallVector<int64_t> readWindowValues(Node &node, llvm::StringRef name,
                                            llvm::ArrayRef<int64_t> defaults, int64_t least,
                                            bool isLine, size_t leading = 0);

/// Reads kernel_shape, strides and dilations; `filterSize`, where it is given, is the kernel's size
/// and kernel_shape may be absent. Nothing after an error.
std::optional<Kernel2d> readKernel(Node &node, bool isLine,
                                   llvm::ArrayRef<int64_t> filterSize = {});

/// Reads kernel_shape, strides, dilations, pads and auto_pad. Nothing after an error.
std::optional<Window> readWindow(Node &node, const WindowInput &input,
                                 llvm::ArrayRef<int64_t> filterSize = {});

} // namespace mnc

#endif // MNC_LIB_IMPORT_WINDOW_H
