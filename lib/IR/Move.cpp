// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Types, constraints and folds of operations that join, cut, repeat and choose values.

#include "mnc/IR/IR.h"
#include "mnc/IR/Limits.h"

#include "mlir/Dialect/Traits.h"

using namespace mlir;
using namespace mnc;

/// Returns `values`, of which there is one for each dimension, in the order after `perm`: dimension
/// `d` of before is dimension `perm[d]` now.
static SmallVector<int64_t> permuted(ArrayRef<int64_t> values, ArrayRef<int64_t> perm) {
  SmallVector<int64_t> result(values.size());
  for (auto [before, now] : llvm::enumerate(perm))
    result[now] = values[before];
  return result;
}

//--- concat ------------------------------------------------------------------

LogicalResult ConcatOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                         Adaptor adaptor, SmallVectorImpl<Type> &types) {
  ValueRange inputs = adaptor.getInputs();
  int64_t axis = adaptor.getAxis();
  auto first =
      inputs.empty() ? RankedTensorType() : dyn_cast<RankedTensorType>(inputs.front().getType());
  if (!first || axis < 0 || axis >= first.getRank()) // concat_c1
    return emitOptionalError(loc, "axis ", axis, " is not a dimension of the tensors to join");
  SmallVector<int64_t> shape(first.getShape());
  shape[axis] = 0;
  for (Value input : inputs) {
    auto type = cast<RankedTensorType>(input.getType());
    SmallVector<int64_t> others(type.getShape());
    if (others.size() == shape.size())
      others[axis] = shape[axis];
    if (others != shape || type.getElementType() != first.getElementType()) // concat_c2
      return emitOptionalError(loc, "cannot join ", first, " and ", type, " along dimension ",
                               axis);
    shape[axis] += type.getDimSize(axis);
  }
  types.push_back(RankedTensorType::get(shape, first.getElementType()));
  return success();
}

/// concat(x) => x
OpFoldResult ConcatOp::fold(FoldAdaptor) {
  return getInputs().size() == 1 ? OpFoldResult(getInputs().front()) : OpFoldResult();
}

//--- slice -------------------------------------------------------------------

LogicalResult SliceOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                        SmallVectorImpl<Type> &types) {
  auto input = dyn_cast<RankedTensorType>(adaptor.getInput().getType());
  ArrayRef<int64_t> starts = adaptor.getStarts(), sizes = adaptor.getSizes(),
                    steps = adaptor.getSteps();
  size_t rank = input ? input.getRank() : 0;
  if (!input || starts.size() != rank || sizes.size() != rank || steps.size() != rank) // slice_c1
    return emitOptionalError(loc, "'starts', 'sizes' and 'steps' must have a value for each ",
                             "dimension of ", adaptor.getInput().getType());
  for (auto [from, start, size, step] : llvm::zip(input.getShape(), starts, sizes, steps)) {
    bool isStep = step != 0 && step >= -maxElements && step <= maxElements;
    bool isInside = size >= 1 && size <= from && start >= 0 && start < from;
    bool fits = isStep && isInside;
    // Not multiplied: the product may be too large.
    if (fits)
      fits = size - 1 <= (step > 0 ? (from - 1 - start) / step : start / -step);
    if (!fits) // slice_c2
      return emitOptionalError(loc, size, " values from ", start, " on in steps of ", step,
                               " are not all in a dimension of ", from);
  }
  types.push_back(RankedTensorType::get(sizes, input.getElementType()));
  return success();
}

LogicalResult SliceOp::permuteDimensions(ArrayRef<int64_t> perm) {
  setStarts(permuted(getStarts(), perm));
  setSizes(permuted(getSizes(), perm));
  setSteps(permuted(getSteps(), perm));
  return success();
}

/// slice(x) => x, where it takes everything as it is
OpFoldResult SliceOp::fold(FoldAdaptor) {
  bool isWhole = getInput().getType() == getType();
  for (auto [size, step] : llvm::zip(getSizes(), getSteps()))
    isWhole &= size == 1 || step == 1;
  return isWhole ? OpFoldResult(getInput()) : OpFoldResult();
}

//--- broadcast ---------------------------------------------------------------

LogicalResult BroadcastOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                            Adaptor adaptor, SmallVectorImpl<Type> &types) {
  auto input = dyn_cast<RankedTensorType>(adaptor.getInput().getType());
  ArrayRef<int64_t> shape = adaptor.getShape();
  SmallVector<int64_t> both;
  if (!input || !OpTrait::util::getBroadcastedShape(input.getShape(), shape, both) ||
      both != shape) // broadcast_c2
    return emitOptionalError(loc, adaptor.getInput().getType(), " does not repeat to ",
                             shapeText(shape));
  types.push_back(RankedTensorType::get(shape, input.getElementType()));
  return success();
}

LogicalResult BroadcastOp::permuteDimensions(ArrayRef<int64_t> perm) {
  if (perm.size() != getShape().size())
    return failure();
  setShape(permuted(getShape(), perm));
  return success();
}

/// broadcast(x) => x of the same type
OpFoldResult BroadcastOp::fold(FoldAdaptor) {
  return getInput().getType() == getType() ? OpFoldResult(getInput()) : OpFoldResult();
}

//--- gather, interpolate -----------------------------------------------------

/// Returns the type of `input` with `size` values in dimension `axis`, each chosen by some of
/// `indices`; null after an error.
static RankedTensorType inferChosen(std::optional<Location> loc, Value value, int64_t axis,
                                    int64_t size, ArrayRef<int64_t> indices) {
  auto input = dyn_cast<RankedTensorType>(value.getType());
  if (!input || axis < 0 || axis >= input.getRank()) { // gather_c1
    (void)emitOptionalError(loc, "axis ", axis, " is not one of ", value.getType());
    return {};
  }
  int64_t from = input.getDimSize(axis);
  for (int64_t index : indices)
    if (index < 0 || index >= from) { // gather_c2
      (void)emitOptionalError(loc, "index ", index, " is not in a dimension of ", from);
      return {};
    }
  SmallVector<int64_t> shape(input.getShape());
  shape[axis] = size;
  return RankedTensorType::get(shape, input.getElementType());
}

LogicalResult GatherOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                         Adaptor adaptor, SmallVectorImpl<Type> &types) {
  ArrayRef<int64_t> indices = adaptor.getIndices();
  types.push_back(inferChosen(loc, adaptor.getInput(), adaptor.getAxis(), indices.size(), indices));
  return success(types.back() != nullptr);
}

LogicalResult GatherOp::permuteDimensions(ArrayRef<int64_t> perm) {
  setAxis(perm[getAxis()]);
  return success();
}

/// gather(x, 0, 1, ...) => x
OpFoldResult GatherOp::fold(FoldAdaptor) {
  bool isWhole = getInput().getType() == getType();
  for (auto [position, index] : llvm::enumerate(getIndices()))
    isWhole &= int64_t(position) == index;
  return isWhole ? OpFoldResult(getInput()) : OpFoldResult();
}

LogicalResult InterpolateOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                              Adaptor adaptor, SmallVectorImpl<Type> &types) {
  auto weights = dyn_cast<RankedTensorType>(adaptor.getWeights().getType());
  ArrayRef<int64_t> indices = adaptor.getIndices();
  if (!weights || weights.getRank() != 2 ||
      weights.getNumElements() != int64_t(indices.size())) // interpolate_c1
    return emitOptionalError(loc, "wanted a matrix of weights with a value for each of ",
                             indices.size(), " indices, found ", adaptor.getWeights().getType());
  types.push_back(
      inferChosen(loc, adaptor.getInput(), adaptor.getAxis(), weights.getDimSize(0), indices));
  return success(types.back() != nullptr);
}

LogicalResult InterpolateOp::permuteDimensions(ArrayRef<int64_t> perm) {
  setAxis(perm[getAxis()]);
  return success();
}
