// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operators that keep values as they are: other shapes, transposition.

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
  if (int64_t(shape.size()) > maxRank || countIntegers(shape) != int64_t(tensor.values.size()))
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

ArrayRef<OperatorRow> getShapeOperators() {
  static constexpr OperatorRow rows[] = {
      {"Flatten", "", 7, 25, 1, 1, convertFlatten},
      {"Reshape", "", 7, 25, 2, 2, convertReshape},
      {"Squeeze", "", 7, 25, 1, 2, convertSqueeze},
      {"Transpose", "", 7, 25, 1, 1, convertTranspose},
      {"Unsqueeze", "", 7, 25, 1, 2, convertUnsqueeze},
  };
  return rows;
}

} // namespace mnc
