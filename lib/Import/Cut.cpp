// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operators that take parts of a tensor; on known integers, they are evaluated.

#include "Node.h"
#include "Registry.h"

using namespace mlir;

namespace mnc {

//--- Slice, Split ------------------------------------------------------------

/// `count` indices of a dimension, from `start` on, `step` apart.
struct Run {
  int64_t start, count, step;

  SmallVector<int64_t> indices() const {
    SmallVector<int64_t> all;
    for (int64_t at = 0; at < count; ++at)
      all.push_back(start + at * step);
    return all;
  }
};

/// The indices that a slice of a dimension of `size` takes.
static Run runOf(int64_t size, int64_t start, int64_t end, int64_t step) {
  if (size == 0)
    return {0, 0, 1};
  auto clampIndex = [&](int64_t index, int64_t first, int64_t last) {
    return std::clamp(index < 0 ? index + size : index, first, last);
  };
  // The end is not taken: from the last index downwards it may be -1.
  start = step > 0 ? clampIndex(start, 0, size) : clampIndex(start, 0, size - 1);
  end = step > 0 ? clampIndex(end, 0, size) : clampIndex(end, -1, size - 1);
  step = std::clamp(step, -size - 1, size + 1);
  int64_t room = step > 0 ? end - start : start - end, width = std::abs(step);
  return {start, room > 0 ? (room + width - 1) / width : 0, step};
}

/// Input 0 cut to `runs` of each dimension.
static LogicalResult defineCut(Node &node, ArrayRef<Run> runs, int output = 0) {
  if (node.isIntTensor(0)) {
    llvm::Expected<IntTensor> tensor = *node.getIntTensor(0);
    for (auto [dim, run] : llvm::enumerate(runs))
      if (tensor)
        tensor = take(*tensor, dim, run.indices());
    return node.defineInts(std::move(tensor), output);
  }
  auto input = node.getValue(0);
  SmallVector<int64_t> starts, sizes, steps;
  for (const Run &run : runs) {
    starts.push_back(run.start);
    sizes.push_back(run.count);
    steps.push_back(run.count == 1 ? 1 : run.step);
  }
  if (std::string problem = shapeError(sizes); !problem.empty())
    return node.emitError() << "the result would have " << problem;
  return node.define(node.create<SliceOp>(input, starts, sizes, steps), output);
}

static SmallVector<Run> wholeOf(ArrayRef<int64_t> shape) {
  return llvm::map_to_vector(shape, [](int64_t size) { return Run{0, size, 1}; });
}

static LogicalResult convertSlice(Node &node) {
  std::optional<SmallVector<int64_t>> shape = node.getShape(0);
  auto starts = node.getIntList("starts", 1), ends = node.getIntList("ends", 2);
  auto axes = node.getIntList("axes", 3);
  std::optional<SmallVector<int64_t>> steps;
  if (node.hasInput(4))
    if (std::optional<IntTensor> given = node.getIntTensor(4))
      steps = std::move(given->values);
  if (!shape || node.hasFailed())
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
  SmallVector<Run> runs = wholeOf(*shape);
  for (auto [start, end, axis, step] : llvm::zip_equal(*starts, *ends, *axes, *steps)) {
    int64_t dim = node.checkAxis(axis, shape->size(), "axes");
    if (node.hasFailed())
      return failure();
    if (step == 0)
      return node.emitError() << "'steps' contains 0";
    runs[dim] = runOf((*shape)[dim], start, end, step);
  }
  return defineCut(node, runs);
}

/// The sizes of the parts of a dimension of `size`; empty after an error.
static SmallVector<int64_t> splitSizes(Node &node, int64_t size) {
  int64_t parts = node.getNumOutputs();
  int64_t wanted = node.getInt("num_outputs", parts);
  if (auto given = node.getIntList("split", 1)) {
    int64_t sum = 0;
    bool isNegative = llvm::any_of(*given, [](int64_t part) { return part < 0; });
    for (int64_t part : *given)
      sum += isNegative ? 0 : std::min(part, maxElements);
    if (sum == size && int64_t(given->size()) == parts)
      return *given;
    node.emitError() << "'split' is " << shapeText(*given) << ", wanted " << parts
                     << " sizes that make " << size;
    return {};
  }
  int64_t part = (size + parts - 1) / parts;
  // Only opsets with 'num_outputs' have a smaller last part.
  if (wanted != parts || part * (parts - 1) >= size ||
      (size % parts != 0 && !node.hasAttribute("num_outputs"))) {
    node.emitError() << "a dimension of " << size << " cannot be split into " << parts << " parts";
    return {};
  }
  SmallVector<int64_t> sizes(parts, part);
  sizes.back() = size - part * (parts - 1);
  return sizes;
}

static LogicalResult convertSplit(Node &node) {
  std::optional<SmallVector<int64_t>> shape = node.getShape(0);
  int64_t axis = node.getInt("axis", 0);
  if (!shape)
    return failure();
  axis = node.checkAxis(axis, shape->size());
  if (node.hasFailed())
    return failure();
  SmallVector<Run> runs = wholeOf(*shape);
  int64_t first = 0;
  for (auto [output, size] : llvm::enumerate(splitSizes(node, (*shape)[axis]))) {
    runs[axis] = {first, size, 1};
    first += size;
    if (node.hasOutput(output) && failed(defineCut(node, runs, output)))
      return failure();
  }
  return success(!node.hasFailed());
}

//--- Gather ------------------------------------------------------------------

/// Slices of `input` at known `indices`; a slice operation where they lie evenly.
static Value createGather(Node &node, TypedValue<RankedTensorType> input, int64_t axis,
                          ArrayRef<int64_t> indices) {
  ArrayRef<int64_t> shape = input.getType().getShape();
  int64_t step = indices.size() > 1 ? indices[1] - indices[0] : 1;
  for (size_t at = 1; at < indices.size(); ++at)
    if (indices[at] - indices[at - 1] != step)
      step = 0;
  if (step == 0)
    return node.create<GatherOp>(input, uint64_t(axis), indices);
  SmallVector<int64_t> starts(shape.size(), 0), sizes(shape), steps(shape.size(), 1);
  starts[axis] = indices[0];
  sizes[axis] = indices.size();
  steps[axis] = step;
  return node.create<SliceOp>(input, starts, sizes, steps);
}

/// Slices or single values, as OpTy takes them, at indices that are computed.
template <typename OpTy> static LogicalResult defineTaken(Node &node) {
  auto input = node.getValue(0), indices = node.getValue(1);
  int64_t axis = node.getInt("axis", 0);
  if (!input || !indices)
    return failure();
  axis = node.checkAxis(axis, input.getType().getRank());
  return node.define(node.create<OpTy>(input, indices, uint64_t(axis)));
}

static LogicalResult convertGather(Node &node) {
  if (!node.isIntTensor(1))
    return defineTaken<TakeOp>(node);
  std::optional<SmallVector<int64_t>> shape = node.getShape(0);
  std::optional<IntTensor> indices = node.getIntTensor(1);
  int64_t axis = node.getInt("axis", 0);
  if (!shape || !indices)
    return failure();
  axis = node.checkAxis(axis, shape->size());
  if (node.hasFailed())
    return failure();
  // The shape of the indices stands for the dimension that they choose from.
  SmallVector<int64_t> resultShape(*shape);
  resultShape.erase(resultShape.begin() + axis);
  resultShape.insert(resultShape.begin() + axis, indices->shape.begin(), indices->shape.end());
  if (node.isIntTensor(0)) {
    llvm::Expected<IntTensor> result = take(*node.getIntTensor(0), axis, indices->values);
    if (result)
      result->shape = resultShape;
    return node.defineInts(std::move(result));
  }
  if (std::string problem = shapeError(resultShape); !problem.empty())
    return node.emitError() << "the result would have " << problem;
  for (int64_t &index : indices->values) {
    std::optional<int64_t> inside = normalizeAxis(index, (*shape)[axis]);
    if (!inside)
      return node.emitError() << "index " << index << " is outside of a dimension of "
                              << (*shape)[axis];
    index = *inside;
  }
  Value result = createGather(node, node.getValue(0), axis, indices->values);
  return node.define(node.createReshape(result, resultShape));
}

ArrayRef<OperatorRow> getCutOperators() {
  static constexpr OperatorRow rows[] = {
      {"Gather", "", 7, 25, 2, 2, convertGather},
      {"GatherElements", "", 11, 25, 2, 2, defineTaken<GatherElementsOp>},
      {"Slice", "", 7, 25, 1, 5, convertSlice},
      {"Split", "", 7, 25, 1, 2, convertSplit},
  };
  return rows;
}

} // namespace mnc
