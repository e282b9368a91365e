// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which operation of a changed graph computes something else.

#ifndef MNC_LIB_DRIVER_FIRSTMISMATCH_H
#define MNC_LIB_DRIVER_FIRSTMISMATCH_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mnc/Reference/Evaluator.h"

namespace mnc {

/// How far values are from those wanted.
struct Deviation {
  /// Largest |found - wanted|; infinite where they differ and one of them is
  /// not finite.
  double error = 0;
  /// Largest finite |wanted|.
  double scale = 0;
};

Deviation deviationOf(llvm::ArrayRef<double> found, llvm::ArrayRef<double> wanted);

/// The operation to which a wrong result of `after` goes back. `before` is the
/// graph that it was made of; results agree if they differ by at most
/// `tolerance` times the largest value.
///
/// A value of `after` is explained if `before` computes the same, in any order
/// of dimensions, for the operation's node or for one that follows it there. The
/// last operation of a node must give what the node's last one gave, or what
/// follows. A new value that an explained operation of the same node reads is
/// explained too: a step of a correct rewrite. From the wrong result the search
/// goes from unexplained value to unexplained operand. It ends at an operation
/// that makes something unexplained of explained operands: the one at fault.
///
/// Null if the result itself is explained: another value is returned. Fails if
/// a graph cannot be evaluated.
mlir::FailureOr<mlir::Operation *> findFirstMismatch(mlir::func::FuncOp before,
                                                     mlir::func::FuncOp after,
                                                     llvm::ArrayRef<Tensor> inputs, unsigned result,
                                                     double tolerance);

} // namespace mnc

#endif // MNC_LIB_DRIVER_FIRSTMISMATCH_H
