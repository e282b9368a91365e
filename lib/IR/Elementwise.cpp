// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Types, constraints and folds of elementwise operations and softmax.

#include "mnc/IR/IR.h"

#include "mlir/Dialect/Traits.h"

using namespace mlir;
using namespace mnc;

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValue(); }

/// The broadcast of both operand types, as in numpy.
static LogicalResult inferBroadcast(std::optional<Location> loc, std::array<Value, 2> operands,
                                    SmallVectorImpl<Type> &types) {
  auto lhs = dyn_cast<RankedTensorType>(operands[0].getType());
  auto rhs = dyn_cast<RankedTensorType>(operands[1].getType());
  SmallVector<int64_t> shape;
  if (!lhs || !rhs ||
      !OpTrait::util::getBroadcastedShape(lhs.getShape(), rhs.getShape(), shape)) // broadcast_c1
    return emitOptionalError(loc, "shapes ", operands[0].getType(), " and ", operands[1].getType(),
                             " do not broadcast");
  types.push_back(RankedTensorType::get(shape, lhs.getElementType()));
  return success();
}

LogicalResult AddOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                      SmallVectorImpl<Type> &types) {
  return inferBroadcast(loc, {adaptor.getLhs(), adaptor.getRhs()}, types);
}
LogicalResult SubOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                      SmallVectorImpl<Type> &types) {
  return inferBroadcast(loc, {adaptor.getLhs(), adaptor.getRhs()}, types);
}
LogicalResult MulOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                      SmallVectorImpl<Type> &types) {
  return inferBroadcast(loc, {adaptor.getLhs(), adaptor.getRhs()}, types);
}
LogicalResult DivOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                      SmallVectorImpl<Type> &types) {
  return inferBroadcast(loc, {adaptor.getLhs(), adaptor.getRhs()}, types);
}

LogicalResult SoftmaxOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                          Adaptor adaptor, SmallVectorImpl<Type> &types) {
  auto input = dyn_cast<RankedTensorType>(adaptor.getInput().getType());
  int64_t axis = adaptor.getAxis();
  if (!input || axis < 0 || axis >= input.getRank()) // softmax_c1
    return emitOptionalError(loc, "axis ", axis, " is not one of ", adaptor.getInput().getType());
  types.push_back(input);
  return success();
}

LogicalResult SoftmaxOp::permuteDimensions(ArrayRef<int64_t> perm) {
  setAxis(perm[getAxis()]);
  return success();
}
