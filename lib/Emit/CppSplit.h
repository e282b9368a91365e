// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions that stay short enough to be read.

#ifndef MNC_LIB_EMIT_CPPSPLIT_H
#define MNC_LIB_EMIT_CPPSPLIT_H

#include "CppFunction.h"

namespace mnc {

/// Moves one piece of `function`, which is printed as `printed`, to a function
/// of its own with at most `limit` lines: the largest run of operations that
/// computes at most one value that others need. Pieces are always inlined: GCC 12
/// mixes up arguments of functions that take many vectors. Returns false if there
/// is no such piece.
bool splitFunction(mlir::func::FuncOp function, const PrintedFunction &printed, size_t limit);

} // namespace mnc

#endif // MNC_LIB_EMIT_CPPSPLIT_H
