// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A slow, obviously right evaluator of `mnc` functions, in double.

#ifndef MNC_REFERENCE_EVALUATOR_H
#define MNC_REFERENCE_EVALUATOR_H

#include "mlir/Support/LLVM.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <vector>

namespace mlir {
class Operation;
namespace func {
class FuncOp;
} // namespace func
} // namespace mlir

namespace mnc {

/// A tensor's shape, and its values in row-major order: `values` of a float type, `integers` of
/// another one, truth values as 0 and 1. One of the two is empty.
struct Tensor {
  llvm::SmallVector<int64_t> shape;
  std::vector<double> values;
  std::vector<int64_t> integers = {};

  bool holdsIntegers() const { return !integers.empty(); }
  size_t size() const { return values.size() + integers.size(); }
  /// Value number `at`, the nearest double of an integer.
  double number(size_t at) const { return holdsIntegers() ? double(integers[at]) : values[at]; }
};

/// Called with an operation and its results right after it was computed.
using Observer = llvm::function_ref<void(mlir::Operation *, llvm::ArrayRef<Tensor>)>;

/// Runs `function`, one block of `mnc` operations, and returns its results. docs/Ops.md states the
/// meaning of each operation; floats are not rounded in between.
/// - `inputs`: the arguments of `function`, with their shapes.
/// - `observe`, if given: called for each operation but terminators in the order of execution; for
///   those inside a `mnc.group` first, then for the group.
/// A tensor is freed after its last use.
///
/// Fails with an error at the operation if it is not one of `mnc` or its values were left out of
/// the text, and with an error at the function if that has no single block or `inputs` do not match
/// its arguments.
mlir::FailureOr<llvm::SmallVector<Tensor>>
evaluate(mlir::func::FuncOp function, llvm::ArrayRef<Tensor> inputs, Observer observe = {});

/// Returns the result of `op`, any operation of `mnc` but a group, on the values of its operands.
/// Fails with an error at `op` if it is not one.
mlir::FailureOr<Tensor> evaluateOp(mlir::Operation *op, llvm::ArrayRef<Tensor> operands);

} // namespace mnc

#endif // MNC_REFERENCE_EVALUATOR_H
