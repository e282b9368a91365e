// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Types, constraints and folds of operations that only move values.

#include "mnc/IR/ConstantData.h"
#include "mnc/IR/IR.h"
#include "mnc/IR/Limits.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace mnc;

//--- transpose ---------------------------------------------------------------

LogicalResult TransposeOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc,
                                            Adaptor adaptor, SmallVectorImpl<Type> &types) {
  auto input = dyn_cast<RankedTensorType>(adaptor.getInput().getType());
  ArrayRef<int64_t> perm = adaptor.getPerm();
  if (!input || input.getRank() != int64_t(perm.size()) ||
      !isPermutationVector(perm)) // transpose_c1
    return emitOptionalError(loc, "'perm' is not a permutation of the dimensions of ",
                             adaptor.getInput().getType());
  SmallVector<int64_t> shape;
  for (int64_t dim : perm)
    shape.push_back(input.getDimSize(dim));
  types.push_back(RankedTensorType::get(shape, input.getElementType()));
  return success();
}

/// transpose(x, identity) => x
OpFoldResult TransposeOp::fold(FoldAdaptor) {
  for (auto [index, dim] : llvm::enumerate(getPerm()))
    if (int64_t(index) != dim)
      return {};
  return getInput();
}

namespace {
/// transpose(transpose(x, p), q) => transpose(x, p o q)
struct ComposeTransposes : OpRewritePattern<TransposeOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(TransposeOp outer, PatternRewriter &rewriter) const override {
    auto inner = outer.getInput().getDefiningOp<TransposeOp>();
    if (!inner)
      return rewriter.notifyMatchFailure(outer, "input is not a transpose");
    SmallVector<int64_t> perm;
    for (int64_t dim : outer.getPerm())
      perm.push_back(inner.getPerm()[dim]);
    rewriter.replaceOpWithNewOp<TransposeOp>(outer, outer.getType(), inner.getInput(), perm);
    return success();
  }
};

/// transpose(x) => reshape(x), when only dimensions of size 1 move.
struct TransposeOfUnitDims : OpRewritePattern<TransposeOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(TransposeOp op, PatternRewriter &rewriter) const override {
    auto input = cast<RankedTensorType>(op.getInput().getType());
    int64_t last = -1;
    for (int64_t dim : op.getPerm()) {
      if (input.getDimSize(dim) == 1)
        continue;
      if (dim < last)
        return rewriter.notifyMatchFailure(op, "values change their order");
      last = dim;
    }
    rewriter.replaceOpWithNewOp<ReshapeOp>(op, op.getType(), op.getInput());
    return success();
  }
};

/// reshape(reshape(x)) => reshape(x)
struct ComposeReshapes : OpRewritePattern<ReshapeOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ReshapeOp op, PatternRewriter &rewriter) const override {
    auto inner = op.getInput().getDefiningOp<ReshapeOp>();
    if (!inner)
      return rewriter.notifyMatchFailure(op, "input is not a reshape");
    rewriter.replaceOpWithNewOp<ReshapeOp>(op, op.getType(), inner.getInput());
    return success();
  }
};
} // namespace

void TransposeOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<ComposeTransposes, TransposeOfUnitDims>(context);
}

//--- reshape -----------------------------------------------------------------

LogicalResult ReshapeOp::verify() {
  auto from = cast<RankedTensorType>(getInput().getType());
  auto to = cast<RankedTensorType>(getType());
  if (from.getNumElements() != to.getNumElements()) // reshape_c1
    return emitOpError("cannot give ") << from << " the shape of " << to;
  return success();
}

/// reshape(x) => x of the same type; reshape(constant) => constant
OpFoldResult ReshapeOp::fold(FoldAdaptor adaptor) {
  if (getInput().getType() == getType())
    return getInput();
  if (auto elements = dyn_cast_if_present<ElementsAttr>(adaptor.getInput()))
    return reshapeConstant(elements, cast<RankedTensorType>(getType()));
  return {};
}

void ReshapeOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<ComposeReshapes>(context);
}

//--- pad, copy ---------------------------------------------------------------

LogicalResult PadOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                      SmallVectorImpl<Type> &types) {
  auto input = dyn_cast<RankedTensorType>(adaptor.getInput().getType());
  ArrayRef<int64_t> low = adaptor.getLow(), high = adaptor.getHigh();
  if (!input || input.getRank() != int64_t(low.size()) || low.size() != high.size()) // pad_c1
    return emitOptionalError(loc, "'low' and 'high' must have a value for each dimension of ",
                             adaptor.getInput().getType());
  SmallVector<int64_t> shape;
  for (auto [size, before, after] : llvm::zip(input.getShape(), low, high)) {
    if (before < 0 || after < 0 || before > maxElements || after > maxElements) // pad_c2
      return emitOptionalError(loc, "pads must be 0 to 2^34, found ", before, " and ", after);
    shape.push_back(size + before + after);
  }
  types.push_back(RankedTensorType::get(shape, input.getElementType()));
  return success();
}

LogicalResult PadOp::permuteDimensions(ArrayRef<int64_t> perm) {
  SmallVector<int64_t> low(perm.size()), high(perm.size());
  for (auto [before, now] : llvm::enumerate(perm)) {
    low[now] = getLow()[before];
    high[now] = getHigh()[before];
  }
  setLow(low);
  setHigh(high);
  return success();
}

/// pad(x, 0, 0) => x
OpFoldResult PadOp::fold(FoldAdaptor) {
  auto isZero = [](int64_t value) { return value == 0; };
  return llvm::all_of(getLow(), isZero) && llvm::all_of(getHigh(), isZero)
             ? OpFoldResult(getInput())
             : OpFoldResult();
}

LogicalResult CopyOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor adaptor,
                                       SmallVectorImpl<Type> &types) {
  types.push_back(adaptor.getInput().getType());
  return success();
}
