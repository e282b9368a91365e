// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operators that models compute shapes with. All are evaluated at import; on
// other tensors than known integers they are errors.

#include "Node.h"
#include "Registry.h"

using namespace mlir;

namespace mnc {

static LogicalResult convertShape(Node &node) {
  SmallVector<int64_t> shape;
  if (node.isIntTensor(0))
    shape = node.getIntTensor(0)->shape;
  else if (auto input = node.getTensor(0))
    shape.assign(input.getType().getShape().begin(), input.getType().getShape().end());
  int64_t rank = shape.size();
  auto clampDim = [&](int64_t dim) {
    return std::clamp<int64_t>(dim < 0 ? dim + rank : dim, 0, rank);
  };
  int64_t start = clampDim(node.getInt("start", 0));
  int64_t end = std::max(start, clampDim(node.getInt("end", rank)));
  return node.define(IntTensor::vector(ArrayRef(shape).slice(start, end - start)));
}

static LogicalResult convertGather(Node &node) {
  std::optional<IntTensor> data = node.getIntTensor(0);
  std::optional<IntTensor> indices = node.getIntTensor(1);
  int64_t axis = node.getInt("axis", 0);
  if (!data || !indices)
    return failure();
  axis = node.checkAxis(axis, data->rank());
  if (node.hasFailed())
    return failure();
  llvm::Expected<IntTensor> result = take(*data, axis, indices->values);
  if (result) {
    // The shape of the indices stands for the dimension that they choose from.
    result->shape.erase(result->shape.begin() + axis);
    result->shape.insert(result->shape.begin() + axis, indices->shape.begin(),
                         indices->shape.end());
  }
  return node.defineInts(std::move(result));
}

static LogicalResult convertConcat(Node &node) {
  SmallVector<IntTensor> tensors;
  for (int index : llvm::seq(node.getNumInputs())) {
    std::optional<IntTensor> tensor = node.getIntTensor(index);
    if (!tensor)
      return failure();
    tensors.push_back(std::move(*tensor));
  }
  if (!node.hasAttribute("axis"))
    return node.emitError() << "'axis' is missing";
  int64_t axis = node.checkAxis(node.getInt("axis", 0), tensors[0].rank());
  return node.hasFailed() ? failure() : node.defineInts(concat(tensors, axis));
}

/// The indices that a slice of a dimension of `size` takes.
static SmallVector<int64_t> sliceIndices(int64_t size, int64_t start, int64_t end, int64_t step) {
  if (size == 0)
    return {};
  auto clampIndex = [&](int64_t index, int64_t first, int64_t last) {
    return std::clamp(index < 0 ? index + size : index, first, last);
  };
  // The end is not taken: from the last index downwards it may be -1.
  start = step > 0 ? clampIndex(start, 0, size) : clampIndex(start, 0, size - 1);
  end = step > 0 ? clampIndex(end, 0, size) : clampIndex(end, -1, size - 1);
  SmallVector<int64_t> indices;
  step = std::clamp(step, -size - 1, size + 1);
  for (int64_t at = start; step > 0 ? at < end : at > end; at += step)
    indices.push_back(at);
  return indices;
}

static LogicalResult convertSlice(Node &node) {
  std::optional<IntTensor> tensor = node.getIntTensor(0);
  auto starts = node.getIntList("starts", 1), ends = node.getIntList("ends", 2);
  auto axes = node.getIntList("axes", 3);
  std::optional<SmallVector<int64_t>> steps;
  if (node.hasInput(4))
    if (std::optional<IntTensor> given = node.getIntTensor(4))
      steps = std::move(given->values);
  if (!tensor || node.hasFailed())
    return failure();
  if (!starts || !ends)
    return node.emitError() << "'starts' or 'ends' is missing";
  if (!axes)
    axes = llvm::to_vector(llvm::seq<int64_t>(0, starts->size()));
  if (!steps)
    steps = SmallVector<int64_t>(starts->size(), 1);
  if (ends->size() != starts->size() || axes->size() != starts->size() ||
      steps->size() != starts->size())
    return node.emitError() << "'starts', 'ends', 'axes' and 'steps' differ in length";
  for (auto [start, end, axis, step] : llvm::zip_equal(*starts, *ends, *axes, *steps)) {
    int64_t dim = node.checkAxis(axis, tensor->rank(), "axes");
    if (node.hasFailed())
      return failure();
    if (step == 0)
      return node.emitError() << "'steps' contains 0";
    llvm::Expected<IntTensor> slice =
        take(*tensor, dim, sliceIndices(tensor->shape[dim], start, end, step));
    if (!slice)
      return node.defineInts(std::move(slice));
    tensor = std::move(*slice);
  }
  return node.define(Definition(std::move(*tensor)));
}

ArrayRef<OperatorRow> getShapeArithmeticOperators() {
  static constexpr OperatorRow rows[] = {
      {"Concat", "", 7, 25, 1, anyNumber, convertConcat},
      {"Gather", "", 7, 25, 2, 2, convertGather},
      {"Shape", "", 7, 25, 1, 1, convertShape},
      {"Slice", "", 7, 25, 1, 5, convertSlice},
  };
  return rows;
}

} // namespace mnc
