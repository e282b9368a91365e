// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Bounds of the distance between compiled code and the exact result of an operation.

#ifndef MNC_DRIVER_ROUNDINGBOUND_H
#define MNC_DRIVER_ROUNDINGBOUND_H

#include "mnc/Reference/Evaluator.h"

namespace mnc {

/// A tensor, and a bound of each value's error, as a float; of an integer, 0 or infinity.
struct BoundedTensor {
  Tensor value, error;
  /// Terms of the longest sum behind it, which additions may join when they
  /// are fused; 0 for what lies in memory.
  double terms = 0;
};

/// `value` without errors, but for denormals, which compiled code reads as 0.
BoundedTensor exactBound(Tensor value);

/// Returns the exact result of `op`, and the largest error of compiled code that starts from values
/// within the errors of `operands`, however the operation is fused with those before it. For
/// operands in memory, with eps = 2^-23:
///   conv2d               2 K eps sum|w x|, K products, those of the epilogue included
///   avg_pool2d           the same, with one product more than the window has
///   add, sub, mul, div   2 eps |x| op |y|, with + for sub
///   batch_norm           8 eps (|x| + |mean|) |factor| + |bias|
///   softmax              (n + 2 r + 8) eps y: n values within a range r
///   convert              eps |y| from an integer beyond 2^24, to float16 2^-10 |y| + 2^-24
///   the others           0
/// Operations that compute have 2^-126 more for each term, since denormals may become 0. No bound
/// where sums of magnitudes exceed f32.
/// Fails with an error at `op` if it is none of these or cannot be evaluated.
mlir::FailureOr<BoundedTensor> boundedResult(mlir::Operation *op,
                                             llvm::ArrayRef<BoundedTensor> operands);

} // namespace mnc

#endif // MNC_DRIVER_ROUNDINGBOUND_H
