// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What windows read beyond a map.

#ifndef MNC_LIB_SCHEDULE_BORDERS_H
#define MNC_LIB_SCHEDULE_BORDERS_H

#include "mnc/IR/IR.h"

namespace mnc {

/// The border {top, left, bottom, right} of zeros that `conv` reads of its
/// input; empty if none.
llvm::SmallVector<int64_t> borderFor(Conv2dOp conv);

} // namespace mnc

#endif // MNC_LIB_SCHEDULE_BORDERS_H
