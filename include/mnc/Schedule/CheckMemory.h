// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Proof that a planned graph uses its memory as it may.

#ifndef MNC_SCHEDULE_CHECKMEMORY_H
#define MNC_SCHEDULE_CHECKMEMORY_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace mnc {

/// Checks a graph of fusion groups with buffers, whoever planned it, from its operations and
/// attributes alone. Sizes, live ranges and borders are derived anew:
/// - each buffer lies in the workspace, aligned to 64 bytes; no two overlap while both hold values
///   that are still read, but the result of a group that is written row by row behind what it reads
///   of another, which nobody reads later;
/// - a window that reaches beyond its activation finds a border of zeros that is as wide;
/// - a ring has at least the rows that its consumer reads at once;
/// - an activation that is reshaped or returned has neither border nor pixel padding;
/// - each result of the function lies in its output.
/// Reports the first problem as an error at its operation, and fails.
mlir::LogicalResult checkMemory(mlir::func::FuncOp graph);

} // namespace mnc

#endif // MNC_SCHEDULE_CHECKMEMORY_H
