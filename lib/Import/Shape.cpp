// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operators that move values: other shapes, transposition, padding.

#include "Node.h"
#include "Registry.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;

namespace mnc {

//--- Shapes ------------------------------------------------------------------

/// The shape of input 0, a tensor or known integers.
static std::optional<SmallVector<int64_t>> readShape(Node &node) {
  if (node.isIntTensor(0))
    return node.getIntTensor(0)->shape;
  auto input = node.getTensor(0);
  if (!input)
    return std::nullopt;
  return SmallVector<int64_t>(input.getType().getShape());
}

/// Defines the output as input 0 under `shape`.
static LogicalResult defineReshaped(Node &node, ArrayRef<int64_t> shape) {
  if (!node.isIntTensor(0)) {
    Value input = node.getTensor(0);
    return node.define(node.createReshape(input, shape));
  }
  IntTensor tensor = *node.getIntTensor(0);
  if (int64_t(shape.size()) > maxRank ||
      countElements(shape, maxIntElements) != int64_t(tensor.values.size()))
    return node.emitError() << "an integer tensor of " << shapeText(tensor.shape)
                            << " cannot have the shape " << shapeText(shape);
  tensor.shape.assign(shape.begin(), shape.end());
  return node.define(Definition(std::move(tensor)));
}

static LogicalResult convertReshape(Node &node) {
  bool allowZero = node.getBool("allowzero", false);
  std::optional<SmallVector<int64_t>> from = readShape(node);
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
  std::optional<SmallVector<int64_t>> from = readShape(node);
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
  std::optional<SmallVector<int64_t>> from = readShape(node);
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
  std::optional<SmallVector<int64_t>> from = readShape(node);
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

/// A constant whose dimension i is dimension perm[i] of `values`, of
/// `fromShape`.
static Value createTransposed(Node &node, const ConstantFloats &values, ArrayRef<int64_t> fromShape,
                              ArrayRef<int64_t> perm) {
  SmallVector<int64_t> shape = applyPermutation(fromShape, perm);
  SmallVector<int64_t> strides = applyPermutation(computeStrides(fromShape), perm);
  SmallVector<int64_t> basis = computeStrides(shape);
  std::vector<float> transposed(values.size());
  for (auto [position, value] : llvm::enumerate(transposed))
    value = values[linearize(delinearize(position, basis), strides)];
  auto type = RankedTensorType::get(shape, node.getBuilder().getF32Type());
  return node.createConstant(makeConstantData(type, std::move(transposed)));
}

static LogicalResult convertTranspose(Node &node) {
  auto input = node.getTensor(0);
  std::optional<SmallVector<int64_t>> perm = node.getInts("perm");
  if (!input)
    return failure();
  ArrayRef<int64_t> shape = input.getType().getShape();
  if (!perm)
    perm = llvm::to_vector(llvm::reverse(llvm::seq<int64_t>(0, shape.size())));
  if (perm->size() == shape.size() && isPermutationVector(*perm))
    if (std::optional<ConstantFloats> values = ConstantFloats::get(input))
      return node.define(createTransposed(node, *values, shape, *perm));
  return node.define(node.create<TransposeOp>(input, *perm));
}

//--- Pad ---------------------------------------------------------------------

/// `pads` of some `axes` as pads of all dimensions.
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
  if (llvm::any_of(pads, [](int64_t pad) { return pad > maxElements; }))
    return node.emitError() << "'pads' contains a value above " << maxElementsText;
  return all;
}

static LogicalResult convertPad(Node &node) {
  auto input = node.getTensor(0);
  StringRef mode = node.getString("mode", "constant");
  if (mode != "constant")
    return node.emitError() << "'mode' is '" << mode << "', not supported: wanted constant";
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
  ArrayRef<int64_t> each = *all;
  return node.define(node.create<PadOp>(input, each.take_front(rank), each.drop_front(rank),
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
