// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pixels that windows read beyond an activation.

#ifndef MNC_LIB_SCHEDULE_BORDERS_H
#define MNC_LIB_SCHEDULE_BORDERS_H

#include "mnc/IR/IR.h"

namespace mnc {

/// Returns the border of zeros {top, left, bottom, right}, in pixels, that `conv` reads around its
/// input; empty if none.
llvm::SmallVector<int64_t> borderFor(Conv2dOp conv);

} // namespace mnc

#endif // MNC_LIB_SCHEDULE_BORDERS_H
