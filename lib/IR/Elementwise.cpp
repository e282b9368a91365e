// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Types, constraints and folds of elementwise operations and softmax.

#include "mnc/IR/IR.h"

#include "mlir/Dialect/Traits.h"

using namespace mlir;
using namespace mnc;

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValue(); }

LogicalResult mnc::inferBroadcast(std::optional<Location> loc, std::array<Value, 2> operands,
                                  SmallVectorImpl<Type> &types) {
  auto lhs = dyn_cast<RankedTensorType>(operands[0].getType());
  auto rhs = dyn_cast<RankedTensorType>(operands[1].getType());
  SmallVector<int64_t> shape;
  if (!lhs || !rhs ||
      !OpTrait::util::getBroadcastedShape(lhs.getShape(), rhs.getShape(), shape)) // broadcast_c1
    return emitOptionalError(loc, "shapes ", operands[0].getType(), " and ", operands[1].getType(),
                             " do not broadcast");
  if (lhs.getElementType() != rhs.getElementType()) // broadcast_c3
    return emitOptionalError(loc, "the element types of ", lhs, " and ", rhs, " differ");
  types.push_back(RankedTensorType::get(shape, lhs.getElementType()));
  return success();
}

LogicalResult MatmulOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                         Adaptor adaptor, SmallVectorImpl<Type> &types) {
  auto lhs = dyn_cast<RankedTensorType>(adaptor.getLhs().getType());
  auto rhs = dyn_cast<RankedTensorType>(adaptor.getRhs().getType());
  int64_t rank = lhs ? lhs.getRank() : 0;
  if (!rhs || rank < 2 || rhs.getRank() != rank ||
      lhs.getShape().drop_back(2) != rhs.getShape().drop_back(2)) // matmul_c1
    return emitOptionalError(loc, "wanted matrices, as many in both operands, found ",
                             adaptor.getLhs().getType(), " and ", adaptor.getRhs().getType());
  if (lhs.getDimSize(rank - 1) != rhs.getDimSize(rank - 2)) // matmul_c2
    return emitOptionalError(loc, "a row of ", lhs, " and a column of ", rhs, " differ in length");
  SmallVector<int64_t> shape(lhs.getShape());
  shape.back() = rhs.getShape().back();
  types.push_back(RankedTensorType::get(shape, lhs.getElementType()));
  return success();
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
