// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operators that move values: other shapes, transposition, padding.

#include "Node.h"
#include "Registry.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;

namespace mnc {

//--- Shapes ------------------------------------------------------------------

/// Defines the output as input 0 under `shape`.
static LogicalResult defineReshaped(Node &node, ArrayRef<int64_t> shape) {
  if (!node.isIntTensor(0)) {
    Value input = node.getValue(0);
    return node.define(node.createReshape(input, shape));
  }
  IntTensor tensor = *node.getIntTensor(0);
  if (int64_t(shape.size()) > maxRank ||
      countIntegers(shape) != int64_t(tensor.values.size()))
    return node.emitError() << "an integer tensor of " << shapeText(tensor.shape)
                            << " cannot have the shape " << shapeText(shape);
  tensor.shape.assign(shape.begin(), shape.end());
  return node.define(Definition(std::move(tensor)));
}

static LogicalResult convertReshape(Node &node) {
  bool allowZero = node.getBool("allowzero", false);
  std::optional<SmallVector<int64_t>> from = node.getShape(0);
  std::optional<IntTensor> wanted = node.getIntTensor(1);
  if (!from || !wanted)
    return failure();
  SmallVector<int64_t> shape = wanted->values;
  for (auto [index, size] : llvm::enumerate(shape))
    if (size == 0 && !allowZero) {
      if (index >= from->size())
        return node.emitError() << "the shape copies dimension " << index << " of a tensor of "
                                << shapeText(*from);
      size = (*from)[index];
    }
  if (auto *unknown = llvm::find(shape, -1); unknown != shape.end()) {
    *unknown = 1;
    std::optional<int64_t> rest = countElements(shape, maxElements);
    int64_t all = *countElements(*from, maxElements);
    if (!rest || *rest == 0 || all % *rest != 0) {
      *unknown = -1;
      return node.emitError() << "no size for -1 gives a tensor of " << shapeText(*from)
                              << " the shape " << shapeText(shape);
    }
    *unknown = all / *rest;
  }
  return defineReshaped(node, shape);
}

static LogicalResult convertFlatten(Node &node) {
  std::optional<SmallVector<int64_t>> from = node.getShape(0);
  int64_t axis = node.getInt("axis", 1);
  if (!from)
    return failure();
  // The axis may also be the rank, behind the last dimension.
  int64_t rank = from->size();
  if (axis != rank)
    axis = node.checkAxis(axis, rank);
  ArrayRef<int64_t> shape = *from;
  return defineReshaped(node, {*countElements(shape.take_front(axis), maxElements),
                               *countElements(shape.drop_front(axis), maxElements)});
}

static LogicalResult convertSqueeze(Node &node) {
  std::optional<SmallVector<int64_t>> from = node.getShape(0);
  auto axes = node.getIntList("axes", 1);
  if (!from || node.hasFailed())
    return failure();
  llvm::SmallBitVector dropped(from->size());
  if (!axes)
    for (auto [index, size] : llvm::enumerate(*from))
      dropped[index] = size == 1;
  else
    for (int64_t axis : *axes) {
      axis = node.checkAxis(axis, from->size(), "axes");
      if (node.hasFailed())
        return failure();
      if ((*from)[axis] != 1)
        return node.emitError() << "'axes' contains " << axis << " but that dimension has the size "
                                << (*from)[axis];
      dropped.set(axis);
    }
  SmallVector<int64_t> shape;
  for (auto [index, size] : llvm::enumerate(*from))
    if (!dropped[index])
      shape.push_back(size);
  return defineReshaped(node, shape);
}

static LogicalResult convertUnsqueeze(Node &node) {
  std::optional<SmallVector<int64_t>> from = node.getShape(0);
  auto axes = node.getIntList("axes", 1);
  if (!from || node.hasFailed())
    return failure();
  if (!axes)
    return node.emitError() << "'axes' is missing";
  int64_t rank = from->size() + axes->size();
  llvm::SmallBitVector added(rank);
  for (int64_t axis : *axes) {
    axis = node.checkAxis(axis, rank, "axes");
    if (node.hasFailed())
      return failure();
    if (added[axis])
      return node.emitError() << "'axes' contains " << axis << " twice";
    added.set(axis);
  }
  SmallVector<int64_t> shape;
  const int64_t *next = from->begin();
  for (int64_t index = 0; index < rank; ++index)
    shape.push_back(added[index] ? 1 : *next++);
  return defineReshaped(node, shape);
}

//--- Transpose ---------------------------------------------------------------

/// Transposes known integers.
static IntTensor transposed(const IntTensor &tensor, ArrayRef<int64_t> perm) {
  IntTensor result{applyPermutation(ArrayRef(tensor.shape), perm), tensor.values, tensor.type};
  SmallVector<int64_t> strides = applyPermutation(computeStrides(tensor.shape), perm);
  SmallVector<int64_t> basis = computeStrides(result.shape);
  for (auto [position, value] : llvm::enumerate(result.values))
    value = tensor.values[linearize(delinearize(position, basis), strides)];
  return result;
}

static LogicalResult convertTranspose(Node &node) {
  std::optional<SmallVector<int64_t>> shape = node.getShape(0);
  std::optional<SmallVector<int64_t>> perm = node.getInts("perm");
  if (!shape)
    return failure();
  if (!perm)
    perm = llvm::to_vector(llvm::reverse(llvm::seq<int64_t>(0, shape->size())));
  if (!node.isIntTensor(0))
    return node.define(node.create<TransposeOp>(node.getValue(0), *perm));
  if (perm->size() != shape->size() || !isPermutationVector(*perm))
    return node.emitError() << "'perm' is not a permutation of the dimensions";
  return node.define(Definition(transposed(*node.getIntTensor(0), *perm)));
}

//--- Pad ---------------------------------------------------------------------

/// `pads` of some `axes` as pads of all dimensions: those before, those after.
static FailureOr<SmallVector<int64_t>> expandPads(Node &node, ArrayRef<int64_t> pads,
                                                  ArrayRef<int64_t> axes, int64_t rank) {
  if (pads.size() != 2 * axes.size())
    return node.emitError() << "'pads' has " << pads.size() << " values, wanted "
                            << 2 * axes.size();
  SmallVector<int64_t> all(2 * rank);
  for (auto [index, axis] : llvm::enumerate(axes)) {
    int64_t dim = node.checkAxis(axis, rank, "axes");
    if (node.hasFailed())
      return failure();
    all[dim] = pads[index];
    all[rank + dim] = pads[axes.size() + index];
  }
  if (llvm::any_of(pads, [](int64_t pad) { return pad > maxElements || pad < -maxElements; }))
    return node.emitError() << "'pads' contains a value beyond " << maxElementsText;
  return all;
}

/// Cuts off what negative pads take away, and makes them zero.
static Value createCropped(Node &node, Value input, MutableArrayRef<int64_t> pads) {
  ArrayRef<int64_t> shape = shapeOf(input);
  size_t rank = shape.size();
  SmallVector<int64_t> starts, sizes, steps(rank, 1);
  for (size_t dim = 0; dim < rank; ++dim) {
    int64_t &before = pads[dim], &after = pads[rank + dim];
    starts.push_back(std::max<int64_t>(0, -before));
    sizes.push_back(shape[dim] - starts[dim] - std::max<int64_t>(0, -after));
    before = std::max<int64_t>(0, before);
    after = std::max<int64_t>(0, after);
    if (sizes[dim] < 1) {
      node.emitError() << "'pads' leave nothing of a dimension of " << shape[dim];
      return {};
    }
  }
  return node.create<SliceOp>(input, starts, sizes, steps);
}

/// The index that stands for `index` outside of a dimension of `size`.
static int64_t indexInside(StringRef mode, int64_t index, int64_t size) {
  if (mode == "edge" || size == 1)
    return std::clamp<int64_t>(index, 0, size - 1);
  int64_t period = mode == "wrap" ? size : 2 * (size - 1);
  index = (index % period + period) % period;
  return index < size ? index : period - index;
}

/// Pads with values of the tensor.
static Value createMirrored(Node &node, Value value, StringRef mode, ArrayRef<int64_t> pads) {
  constexpr int64_t mostIndices = 1 << 20;
  for (int64_t dim = 0, rank = pads.size() / 2; dim < rank && !node.hasFailed(); ++dim) {
    int64_t size = shapeOf(value)[dim], before = pads[dim], after = pads[rank + dim];
    if (before + after == 0)
      continue;
    if (before + size + after > mostIndices) {
      node.emitError() << "'pads' would make a dimension of " << before + size + after;
      return {};
    }
    SmallVector<int64_t> indices;
    for (int64_t at = -before; at < size + after; ++at)
      indices.push_back(indexInside(mode, at, size));
    value = node.create<GatherOp>(value, uint64_t(dim), indices);
  }
  return value;
}

static LogicalResult convertPad(Node &node) {
  auto input = node.getTensor(0);
  StringRef mode = node.getString("mode", "constant");
  if (mode != "constant" && mode != "edge" && mode != "reflect" && mode != "wrap")
    return node.emitError() << "'mode' is '" << mode << "', wanted constant, edge, reflect or wrap";
  std::optional<float> value = node.getFloat("value", 0);
  if (node.hasInput(2))
    value = node.getScalar(2);
  auto pads = node.getIntList("pads", 1);
  if (!input || node.hasFailed())
    return failure();
  if (!pads)
    return node.emitError() << "'pads' is missing";
  int64_t rank = input.getType().getRank();
  auto axes = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  if (node.hasInput(3)) {
    std::optional<IntTensor> given = node.getIntTensor(3);
    if (!given)
      return failure();
    axes = std::move(given->values);
  }
  FailureOr<SmallVector<int64_t>> all = expandPads(node, *pads, axes, rank);
  if (failed(all))
    return failure();
  bool isNegative = llvm::any_of(*all, [](int64_t pad) { return pad < 0; });
  Value cropped = isNegative ? createCropped(node, input, *all) : Value(input);
  if (node.hasFailed())
    return failure();
  ArrayRef<int64_t> each = *all;
  if (mode != "constant")
    return node.define(createMirrored(node, cropped, mode, each));
  return node.define(node.create<PadOp>(cropped, each.take_front(rank), each.drop_front(rank),
                                        llvm::APFloat(*value)));
}

ArrayRef<OperatorRow> getShapeOperators() {
  static constexpr OperatorRow rows[] = {
      {"Flatten", "", 7, 25, 1, 1, convertFlatten},
      {"Pad", "", 7, 25, 1, 4, convertPad},
      {"Reshape", "", 7, 25, 2, 2, convertReshape},
      {"Squeeze", "", 7, 25, 1, 2, convertSqueeze},
      {"Transpose", "", 7, 25, 1, 1, convertTranspose},
      {"Unsqueeze", "", 7, 25, 1, 2, convertUnsqueeze},
  };
  return rows;
}

} // namespace mnc
