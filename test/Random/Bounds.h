// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Bounds of the distance between compiled code and the exact results of a graph.

#ifndef MNC_TEST_BOUNDS_H
#define MNC_TEST_BOUNDS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mnc/Driver/RoundingBound.h"

namespace mnc {

/// Evaluates `function`, a graph before any pass, on exact inputs. Bounds hold
/// for f32 arithmetic in any order that docs/Ops.md allows; errors of operands
/// are propagated. Fails with a diagnostic where the evaluator does.
mlir::FailureOr<llvm::SmallVector<BoundedTensor>> evaluateWithBounds(mlir::func::FuncOp function,
                                                                     llvm::ArrayRef<Tensor> inputs);

} // namespace mnc

#endif // MNC_TEST_BOUNDS_H
