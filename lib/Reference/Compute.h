// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The meaning of each operation on values; one overload per operation.

#ifndef MNC_LIB_REFERENCE_COMPUTE_H
#define MNC_LIB_REFERENCE_COMPUTE_H

#include "mnc/IR/IR.h"
#include "mnc/Reference/Evaluator.h"
#include <optional>

namespace mnc {

/// The values of an operation's operands, in the order of the operation.
using Operands = llvm::ArrayRef<const Tensor *>;

/// A tensor of the static shape and the kind of elements of `value`, filled with zeros.
Tensor makeZeros(mlir::Value value);

/// The values of a constant; nothing if they were left out of its text.
std::optional<Tensor> constantTensor(mlir::Value value);

/// Returns a tensor of the shape of `result` whose value number i is number `sourceOf(i)` of
/// `input`, which may hold integers or floats.
template <typename Source> Tensor moved(mlir::Value result, const Tensor &input, Source sourceOf) {
  Tensor moved = makeZeros(result);
  size_t count = moved.size();
  auto move = [&](auto &to, const auto &from) {
    to.resize(from.empty() ? 0 : count);
    for (size_t at = 0; at < to.size(); ++at)
      to[at] = from[sourceOf(at)];
  };
  move(moved.values, input.values);
  move(moved.integers, input.integers);
  return moved;
}

/// Returns the step in `tensor` for each dimension of a result of rank `rank` to which it
/// broadcasts: 0 where it repeats.
llvm::SmallVector<int64_t> broadcastStrides(const Tensor &tensor, size_t rank);

/// Applies the epilogue of `op` to each value of `result`; `operands` are those of its steps.
void applyEpilogue(EpilogueOpInterface op, Operands operands, Tensor &result);

/// The result of `op`, whose verifier holds, on `operands` of the right shapes.
Tensor compute(Conv2dOp op, Operands operands);
Tensor compute(BatchNormOp op, Operands operands);
Tensor compute(PointwiseOp op, Operands operands);
Tensor compute(AddOp op, Operands operands);
Tensor compute(SubOp op, Operands operands);
Tensor compute(MulOp op, Operands operands);
Tensor compute(DivOp op, Operands operands);
Tensor compute(MaxOp op, Operands operands);
Tensor compute(MinOp op, Operands operands);
Tensor compute(MatmulOp op, Operands operands);
Tensor compute(SoftmaxOp op, Operands operands);
Tensor compute(MaxPool2dOp op, Operands operands);
Tensor compute(AvgPool2dOp op, Operands operands);
Tensor compute(TransposeOp op, Operands operands);
Tensor compute(ReshapeOp op, Operands operands);
Tensor compute(PadOp op, Operands operands);
Tensor compute(CopyOp op, Operands operands);
Tensor compute(ConcatOp op, Operands operands);
Tensor compute(SliceOp op, Operands operands);
Tensor compute(BroadcastOp op, Operands operands);
Tensor compute(GatherOp op, Operands operands);
Tensor compute(InterpolateOp op, Operands operands);
Tensor compute(ConvertOp op, Operands operands);
Tensor compute(CompareOp op, Operands operands);
Tensor compute(SelectOp op, Operands operands);
Tensor compute(ArgMaxOp op, Operands operands);
Tensor compute(TopKOp op, Operands operands);
Tensor compute(TakeOp op, Operands operands);
Tensor compute(GatherElementsOp op, Operands operands);

} // namespace mnc

#endif // MNC_LIB_REFERENCE_COMPUTE_H
