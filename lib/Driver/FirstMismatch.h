// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Search for the operation of a changed graph that computes something else.

#ifndef MNC_LIB_DRIVER_FIRSTMISMATCH_H
#define MNC_LIB_DRIVER_FIRSTMISMATCH_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mnc/Reference/Evaluator.h"

namespace mnc {

/// The distance of values from those wanted.
struct Deviation {
  /// Largest |found - wanted|; infinite where they differ and one of them is
  /// not finite.
  double error = 0;
  /// Largest finite |wanted|.
  double scale = 0;
};

/// Integers that differ are infinitely far apart.
Deviation deviationOf(const Tensor &found, const Tensor &wanted);

/// Returns the first mismatch: the operation that a wrong result of `after` goes back to. `before`
/// is the graph that `after` was made of. Values agree if they differ by at most `tolerance` times
/// the largest one.
///
/// A value of `after` is explained if
/// - `before` computes the same, in any order of dimensions, for the operation's node or for one
///   that follows it there; the last operation of a node must give what the node's last one gave,
///   or what follows;
/// - an explained operation of the same node reads it: a step of a correct rewrite.
/// The search goes from the wrong result from unexplained value to unexplained operand, and ends at
/// an operation that makes something unexplained of explained operands.
///
/// Null if the result itself is explained: another value is returned. Fails if a graph cannot be
/// evaluated.
mlir::FailureOr<mlir::Operation *> findFirstMismatch(mlir::func::FuncOp before,
                                                     mlir::func::FuncOp after,
                                                     llvm::ArrayRef<Tensor> inputs, unsigned result,
                                                     double tolerance);

} // namespace mnc

#endif // MNC_LIB_DRIVER_FIRSTMISMATCH_H
