// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Values that are a part of another's buffer.

#ifndef MNC_KERNELS_VIEWS_H
#define MNC_KERNELS_VIEWS_H

#include "mnc/IR/IR.h"

namespace mnc {

/// Returns the border of zeros {top, left, bottom, right}, in pixels, that `conv` reads around its
/// input; empty if none.
llvm::SmallVector<int64_t> borderFor(Conv2dOp conv);

/// Returns the slice that `value` is, if what reads it reads its part of the input's buffer; null
/// otherwise.
SliceOp sliceInPlace(mlir::Value value);

/// True if the kernel of what reads `operand` can read a part of a buffer: values of the last
/// dimension that lie beside each other, and anything between those of other dimensions.
bool canReadPart(mlir::OpOperand &operand);

/// True if all that reads `slice` can read its part of the input's buffer.
bool canBePart(SliceOp slice);

} // namespace mnc

#endif // MNC_KERNELS_VIEWS_H
