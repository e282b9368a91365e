// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Proof that a planned graph uses its memory as it may.

#ifndef MNC_SCHEDULE_CHECKMEMORY_H
#define MNC_SCHEDULE_CHECKMEMORY_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace mnc {

/// Checks a graph of regions with buffers, whoever planned it, from its
/// operations and attributes alone. Sizes, lives and borders are derived anew:
/// - each buffer lies aligned in the workspace, and no two overlap while both
///   hold values that are still read;
/// - a window that reaches beyond its map finds a border that is as wide, of zeros;
/// - a ring has the rows of the window that reads it;
/// - what is reshaped or returned has neither border nor gaps, and each result of the
///   function lies in its output.
/// Reports the first problem as an error.
mlir::LogicalResult checkMemory(mlir::func::FuncOp graph);

} // namespace mnc

#endif // MNC_SCHEDULE_CHECKMEMORY_H
