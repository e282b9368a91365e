// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Values of operations that join, cut, repeat and choose values.

#include "Compute.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;

namespace mnc {

/// Calls visit(index, value) for each value of `result`.
template <typename Visit> static void forEachValue(Tensor &result, Visit visit) {
  SmallVector<int64_t> basis = computeStrides(result.shape);
  for (auto [position, value] : llvm::enumerate(result.values))
    visit(delinearize(position, basis), value);
}

Tensor compute(ConcatOp op, Operands operands) {
  Tensor result = makeZeros(op);
  int64_t axis = op.getAxis(), inner = 1;
  for (int64_t size : ArrayRef<int64_t>(result.shape).drop_front(axis + 1))
    inner *= size;
  int64_t line = result.shape[axis] * inner, first = 0;
  for (const Tensor *input : operands) {
    int64_t length = input->shape[axis] * inner;
    for (auto [position, value] : llvm::enumerate(input->values))
      result.values[position / length * line + first + position % length] = value;
    first += length;
  }
  return result;
}

Tensor compute(SliceOp op, Operands operands) {
  const Tensor &input = *operands[0];
  Tensor result = makeZeros(op);
  SmallVector<int64_t> strides = computeStrides(input.shape);
  forEachValue(result, [&](SmallVector<int64_t> index, double &value) {
    for (auto [at, start, step] : llvm::zip(index, op.getStarts(), op.getSteps()))
      at = start + at * step;
    value = input.values[linearize(index, strides)];
  });
  return result;
}

Tensor compute(BroadcastOp op, Operands operands) {
  const Tensor &input = *operands[0];
  Tensor result = makeZeros(op);
  SmallVector<int64_t> strides = broadcastStrides(input, result.shape.size());
  forEachValue(result, [&](ArrayRef<int64_t> index, double &value) {
    value = input.values[linearize(index, strides)];
  });
  return result;
}

Tensor compute(GatherOp op, Operands operands) {
  const Tensor &input = *operands[0];
  Tensor result = makeZeros(op);
  SmallVector<int64_t> strides = computeStrides(input.shape);
  forEachValue(result, [&](SmallVector<int64_t> index, double &value) {
    index[op.getAxis()] = op.getIndices()[index[op.getAxis()]];
    value = input.values[linearize(index, strides)];
  });
  return result;
}

Tensor compute(InterpolateOp op, Operands operands) {
  const Tensor &input = *operands[0], &weights = *operands[1];
  Tensor result = makeZeros(op);
  SmallVector<int64_t> strides = computeStrides(input.shape);
  int64_t taps = weights.shape[1];
  forEachValue(result, [&](SmallVector<int64_t> index, double &value) {
    int64_t first = index[op.getAxis()] * taps;
    for (int64_t tap = first; tap < first + taps; ++tap) {
      index[op.getAxis()] = op.getIndices()[tap];
      value += weights.values[tap] * input.values[linearize(index, strides)];
    }
  });
  return result;
}

} // namespace mnc
