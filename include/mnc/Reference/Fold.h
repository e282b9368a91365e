// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Operations on constants, computed when the network is compiled.

#ifndef MNC_REFERENCE_FOLD_H
#define MNC_REFERENCE_FOLD_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/Support/LLVM.h"

namespace mnc {

/// Returns the result of `op`, an operation of `mnc` with one result whose operands are constants,
/// as the evaluator computes it, rounded to f32 once. Null where that cannot be, and where a short
/// model would take long or become large.
mlir::ElementsAttr foldOnConstants(mlir::Operation *op);

} // namespace mnc

#endif // MNC_REFERENCE_FOLD_H
