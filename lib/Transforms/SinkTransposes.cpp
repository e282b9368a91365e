// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Moves transposes towards the results:
//   f(transpose(x))               => transpose(f(x))     f: clamp, batch_norm, pad, softmax
//   g(transpose(x), transpose(y)) => transpose(g(x, y))  g: add, sub, mul, div
//   g(transpose(x), c)            => transpose(g(x, c')) c: constant
// The canonical forms of transpose cancel those that meet.

#include "mnc/Transforms/Passes.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace mnc {
#define GEN_PASS_DEF_SINKTRANSPOSES
#include "mnc/Transforms/Passes.h.inc"

namespace {

/// Replaces `op`, whose first operand is `transpose`'s result, by a transpose
/// of `inner`, which computes the same before it.
void sinkBelow(PatternRewriter &rewriter, Operation *op, ArrayRef<int64_t> perm, Value inner) {
  rewriter.replaceOpWithNewOp<TransposeOp>(op, op->getResult(0).getType(), inner,
                                           rewriter.getDenseI64ArrayAttr(perm), KernelAttr());
}

/// `values` of the transposed dimensions in the order before the transpose.
SmallVector<int64_t> untranspose(ArrayRef<int64_t> values, ArrayRef<int64_t> perm) {
  SmallVector<int64_t> result(values.size());
  for (auto [dim, from] : llvm::enumerate(perm))
    result[from] = values[dim];
  return result;
}

struct BelowUnary : RewritePattern {
  BelowUnary(MLIRContext *context) : RewritePattern(MatchAnyOpTypeTag(), 1, context) {}
  LogicalResult matchAndRewrite(Operation *op, PatternRewriter &rewriter) const override {
    if (!isa<ClampOp, BatchNormOp, PadOp, SoftmaxOp>(op))
      return failure();
    auto transpose = op->getOperand(0).getDefiningOp<TransposeOp>();
    if (!transpose)
      return rewriter.notifyMatchFailure(op, "input is not a transpose");
    ArrayRef<int64_t> perm = transpose.getPerm();
    Operation *inner = rewriter.clone(*op);
    inner->setOperand(0, transpose.getInput());
    if (auto norm = dyn_cast<BatchNormOp>(inner))
      norm.setAxis(perm[norm.getAxis()]);
    if (auto softmax = dyn_cast<SoftmaxOp>(inner))
      softmax.setAxis(perm[softmax.getAxis()]);
    if (auto pad = dyn_cast<PadOp>(inner)) {
      pad.setLow(untranspose(pad.getLow(), perm));
      pad.setHigh(untranspose(pad.getHigh(), perm));
    }
    auto outer = cast<RankedTensorType>(op->getResult(0).getType());
    inner->getResult(0).setType(
        RankedTensorType::get(untranspose(outer.getShape(), perm), outer.getElementType()));
    sinkBelow(rewriter, op, perm, inner->getResult(0));
    return success();
  }
};

struct BelowBinary : RewritePattern {
  BelowBinary(MLIRContext *context) : RewritePattern(MatchAnyOpTypeTag(), 1, context) {}
  LogicalResult matchAndRewrite(Operation *op, PatternRewriter &rewriter) const override {
    if (!isa<AddOp, SubOp, MulOp, DivOp>(op))
      return failure();
    auto left = op->getOperand(0).getDefiningOp<TransposeOp>();
    auto right = op->getOperand(1).getDefiningOp<TransposeOp>();
    if (!left && !right)
      return rewriter.notifyMatchFailure(op, "no operand is a transpose");
    SmallVector<int64_t> perm((left ? left : right).getPerm());
    auto outer = cast<RankedTensorType>(op->getResult(0).getType());
    if (outer.getRank() != int64_t(perm.size()))
      return rewriter.notifyMatchFailure(op, "the result has dimensions that the transpose has not");
    SmallVector<Value> operands;
    for (Value operand : op->getOperands()) {
      auto transpose = operand.getDefiningOp<TransposeOp>();
      Value before = transpose && transpose.getPerm() == ArrayRef<int64_t>(perm)
                         ? transpose.getInput()
                         : constantBefore(rewriter, operand, perm, outer.getRank());
      if (!before)
        return rewriter.notifyMatchFailure(op, "operands are transposed in different ways");
      operands.push_back(before);
    }
    Operation *inner = rewriter.clone(*op);
    inner->setOperands(operands);
    inner->getResult(0).setType(
        RankedTensorType::get(untranspose(outer.getShape(), perm), outer.getElementType()));
    sinkBelow(rewriter, op, perm, inner->getResult(0));
    return success();
  }

  /// The constant that becomes `value` when transposed by `perm`.
  static Value constantBefore(PatternRewriter &rewriter, Value value, ArrayRef<int64_t> perm,
                              int64_t rank) {
    if (!value.getDefiningOp<ConstantOp>())
      return Value();
    auto type = cast<RankedTensorType>(value.getType());
    SmallVector<int64_t> shape(rank - type.getRank(), 1);
    llvm::append_range(shape, type.getShape());
    auto fullType = RankedTensorType::get(shape, type.getElementType());
    Value full = rewriter.createOrFold<ReshapeOp>(value.getLoc(), fullType, value);
    auto before = RankedTensorType::get(untranspose(shape, perm), type.getElementType());
    return TransposeOp::create(rewriter, value.getLoc(), before, full,
                               rewriter.getDenseI64ArrayAttr(invertPermutationVector(perm)),
                               KernelAttr());
  }
};

struct SinkTransposesPass : impl::SinkTransposesBase<SinkTransposesPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<BelowUnary, BelowBinary>(&getContext());
    TransposeOp::getCanonicalizationPatterns(patterns, &getContext());
    ReshapeOp::getCanonicalizationPatterns(patterns, &getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
} // namespace mnc
