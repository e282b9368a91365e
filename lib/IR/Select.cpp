// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Types and constraints of operations that convert, compare, rank and choose values.

#include "mnc/IR/IR.h"

#include "mlir/Dialect/Traits.h"

using namespace mlir;
using namespace mnc;

//--- convert, compare, select ------------------------------------------------

LogicalResult ConvertOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                          Adaptor adaptor, SmallVectorImpl<Type> &types) {
  auto input = dyn_cast<RankedTensorType>(adaptor.getInput().getType());
  if (!input || !isGraphElement(adaptor.getTo())) // convert_c1
    return emitOptionalError(loc, "cannot convert ", adaptor.getInput().getType(), " to ",
                             adaptor.getTo());
  types.push_back(RankedTensorType::get(input.getShape(), adaptor.getTo()));
  return success();
}

LogicalResult ConvertOp::permuteDimensions(ArrayRef<int64_t>) { return success(); }

LogicalResult CompareOp::inferReturnTypes(MLIRContext *context, std::optional<Location> loc,
                                          Adaptor adaptor, SmallVectorImpl<Type> &types) {
  if (failed(inferBroadcast(loc, {adaptor.getLhs(), adaptor.getRhs()}, types)))
    return failure();
  ArrayRef<int64_t> shape = cast<RankedTensorType>(types.back()).getShape();
  types.back() = RankedTensorType::get(shape, IntegerType::get(context, 1));
  return success();
}

LogicalResult SelectOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                         Adaptor adaptor, SmallVectorImpl<Type> &types) {
  if (failed(inferBroadcast(loc, {adaptor.getLhs(), adaptor.getRhs()}, types)))
    return failure();
  auto values = cast<RankedTensorType>(types.back());
  auto condition = dyn_cast<RankedTensorType>(adaptor.getCondition().getType());
  SmallVector<int64_t> shape;
  if (!condition || !OpTrait::util::getBroadcastedShape(condition.getShape(), values.getShape(),
                                                        shape)) // select_c1
    return emitOptionalError(loc, "shapes ", adaptor.getCondition().getType(), " and ", values,
                             " do not broadcast");
  types.back() = RankedTensorType::get(shape, values.getElementType());
  return success();
}

//--- arg_max, top_k ----------------------------------------------------------

/// Infers si64 of the shape of `value`, with `count` in dimension `axis`.
static LogicalResult inferRank(std::optional<Location> loc, Value value, int64_t axis,
                               int64_t count, SmallVectorImpl<Type> &types) {
  auto input = dyn_cast<RankedTensorType>(value.getType());
  if (!input || axis < 0 || axis >= input.getRank()) // rank_c1
    return emitOptionalError(loc, "axis ", axis, " is not one of ", value.getType());
  if (count < 1 || count > input.getDimSize(axis)) // rank_c2
    return emitOptionalError(loc, "wanted 1 to ", input.getDimSize(axis), " values, found ", count);
  SmallVector<int64_t> shape(input.getShape());
  shape[axis] = count;
  types.push_back(
      RankedTensorType::get(shape, IntegerType::get(value.getContext(), 64, IntegerType::Signed)));
  return success();
}

LogicalResult ArgMaxOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                         Adaptor adaptor, SmallVectorImpl<Type> &types) {
  return inferRank(loc, adaptor.getInput(), adaptor.getAxis(), 1, types);
}

LogicalResult TopKOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                       SmallVectorImpl<Type> &types) {
  return inferRank(loc, adaptor.getInput(), adaptor.getAxis(), adaptor.getCount(), types);
}

LogicalResult ArgMaxOp::permuteDimensions(ArrayRef<int64_t> perm) {
  setAxis(perm[getAxis()]);
  return success();
}

LogicalResult TopKOp::permuteDimensions(ArrayRef<int64_t> perm) {
  setAxis(perm[getAxis()]);
  return success();
}

//--- take, gather_elements ---------------------------------------------------

LogicalResult TakeOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                       SmallVectorImpl<Type> &types) {
  auto input = dyn_cast<RankedTensorType>(adaptor.getInput().getType());
  auto indices = dyn_cast<RankedTensorType>(adaptor.getIndices().getType());
  int64_t axis = adaptor.getAxis();
  if (!input || !indices || axis < 0 || axis >= input.getRank()) // take_c1
    return emitOptionalError(loc, "axis ", axis, " is not one of ", adaptor.getInput().getType());
  SmallVector<int64_t> shape(input.getShape().take_front(axis));
  llvm::append_range(shape, indices.getShape());
  llvm::append_range(shape, input.getShape().drop_front(axis + 1));
  types.push_back(RankedTensorType::get(shape, input.getElementType()));
  return success();
}

LogicalResult GatherElementsOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                                 Adaptor adaptor, SmallVectorImpl<Type> &types) {
  auto input = dyn_cast<RankedTensorType>(adaptor.getInput().getType());
  auto indices = dyn_cast<RankedTensorType>(adaptor.getIndices().getType());
  int64_t axis = adaptor.getAxis();
  bool fits = input && indices && input.getRank() == indices.getRank() && axis >= 0 &&
              axis < input.getRank();
  for (int64_t dim = 0; fits && dim < input.getRank(); ++dim)
    fits = dim == axis || indices.getDimSize(dim) <= input.getDimSize(dim);
  if (!fits) // gather_elements_c1
    return emitOptionalError(loc, "cannot take ", adaptor.getIndices().getType(),
                             " along dimension ", axis, " of ", adaptor.getInput().getType());
  types.push_back(RankedTensorType::get(indices.getShape(), input.getElementType()));
  return success();
}
