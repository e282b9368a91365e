// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Values of operations that join, cut, repeat and choose values.

#include "Compute.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;

namespace mnc {

Tensor compute(ConcatOp op, Operands operands) {
  int64_t axis = op.getAxis();
  int64_t inner = 1;
  for (int64_t size : shapeOf(op).drop_front(axis + 1))
    inner *= size;
  int64_t line = shapeOf(op)[axis] * inner, first = 0;
  Tensor result = makeZeros(op);
  auto move = [&](auto &to, const auto &from, int64_t length) {
    to.resize(from.empty() ? 0 : elementsOf(op));
    for (auto [position, value] : llvm::enumerate(from))
      to[position / length * line + first + position % length] = value;
  };
  for (const Tensor *input : operands) {
    int64_t length = input->shape[axis] * inner;
    move(result.values, input->values, length);
    move(result.integers, input->integers, length);
    first += length;
  }
  return result;
}

/// Moves the value at `sourceOf(index)` of `input`, an offset, to each `index` of `result`.
template <typename Source>
static Tensor movedByIndex(Value result, const Tensor &input, Source sourceOf) {
  SmallVector<int64_t> basis = computeStrides(shapeOf(result));
  return moved(result, input, [&](size_t at) { return sourceOf(delinearize(at, basis)); });
}

Tensor compute(SliceOp op, Operands operands) {
  SmallVector<int64_t> strides = computeStrides(operands[0]->shape);
  return movedByIndex(op, *operands[0], [&](SmallVector<int64_t> index) {
    for (auto [at, start, step] : llvm::zip(index, op.getStarts(), op.getSteps()))
      at = start + at * step;
    return linearize(index, strides);
  });
}

Tensor compute(BroadcastOp op, Operands operands) {
  SmallVector<int64_t> strides = broadcastStrides(*operands[0], shapeOf(op).size());
  return movedByIndex(op, *operands[0],
                      [&](SmallVector<int64_t> index) { return linearize(index, strides); });
}

Tensor compute(GatherOp op, Operands operands) {
  SmallVector<int64_t> strides = computeStrides(operands[0]->shape);
  return movedByIndex(op, *operands[0], [&](SmallVector<int64_t> index) {
    index[op.getAxis()] = op.getIndices()[index[op.getAxis()]];
    return linearize(index, strides);
  });
}

/// The place in a dimension of `size` that an index names: negative ones count from the end, and
/// what lies outside then is the first or the last one.
static int64_t placeOf(int64_t index, int64_t size) {
  return std::clamp<int64_t>(index < 0 ? index + size : index, 0, size - 1);
}

Tensor compute(TakeOp op, Operands operands) {
  const Tensor &input = *operands[0], &indices = *operands[1];
  int64_t axis = op.getAxis(), rank = indices.shape.size();
  SmallVector<int64_t> strides = computeStrides(input.shape);
  SmallVector<int64_t> places = computeStrides(indices.shape);
  return movedByIndex(op, input, [&](SmallVector<int64_t> index) {
    int64_t at = indices.integers[linearize(ArrayRef(index).slice(axis, rank), places)];
    index.erase(index.begin() + axis, index.begin() + axis + rank);
    index.insert(index.begin() + axis, placeOf(at, input.shape[axis]));
    return linearize(index, strides);
  });
}

Tensor compute(GatherElementsOp op, Operands operands) {
  const Tensor &input = *operands[0], &indices = *operands[1];
  int64_t axis = op.getAxis();
  SmallVector<int64_t> strides = computeStrides(input.shape);
  SmallVector<int64_t> places = computeStrides(indices.shape);
  return movedByIndex(op, input, [&](SmallVector<int64_t> index) {
    index[axis] = placeOf(indices.integers[linearize(index, places)], input.shape[axis]);
    return linearize(index, strides);
  });
}

Tensor compute(InterpolateOp op, Operands operands) {
  const Tensor &input = *operands[0], &weights = *operands[1];
  Tensor result = makeZeros(op);
  SmallVector<int64_t> strides = computeStrides(input.shape), basis = computeStrides(result.shape);
  int64_t taps = weights.shape[1];
  for (auto [position, value] : llvm::enumerate(result.values)) {
    SmallVector<int64_t> index = delinearize(position, basis);
    int64_t first = index[op.getAxis()] * taps;
    for (int64_t tap = first; tap < first + taps; ++tap) {
      index[op.getAxis()] = op.getIndices()[tap];
      value += weights.values[tap] * input.values[linearize(index, strides)];
    }
  }
  return result;
}

} // namespace mnc
