// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// For a producer p with an epilogue, when nothing else reads p(x):
//   clamp(p(x))  => p(x){..., clamp}
//   p(x) + c     => p(x){..., bias c}       c: one constant for each channel
//   p(x) + y     => p(x){..., residual y}   y: of the same shape

#include "mnc/Transforms/Passes.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace mnc {
#define GEN_PASS_DEF_FUSEEPILOGUE
#include "mnc/Transforms/Passes.h.inc"

namespace {

EpilogueOpInterface producerOf(Value value) {
  auto producer = value.getDefiningOp<EpilogueOpInterface>();
  return producer && producer->hasOneUse() ? producer : EpilogueOpInterface();
}

struct FuseClamp : OpRewritePattern<ClampOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(ClampOp clamp, PatternRewriter &rewriter) const override {
    EpilogueOpInterface producer = producerOf(clamp.getInput());
    if (!producer)
      return rewriter.notifyMatchFailure(clamp, "input has no epilogue or other readers");
    rewriter.modifyOpInPlace(producer, [&] {
      producer.appendStep(ClampAttr::get(getContext(), clamp.getMinAttr(), clamp.getMaxAttr()),
                          Value());
    });
    rewriter.replaceOp(clamp, producer);
    return success();
  }
};

struct FuseAdd : OpRewritePattern<AddOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(AddOp add, PatternRewriter &rewriter) const override {
    // The sum joins the producer that comes last, so that both are ready.
    Value value = add.getLhs(), other = add.getRhs();
    EpilogueOpInterface left = producerOf(value), right = producerOf(other);
    if (right && (!left || left->isBeforeInBlock(right)))
      std::swap(value, other), std::swap(left, right);
    if (!left)
      return rewriter.notifyMatchFailure(add, "neither operand has an epilogue and one reader");
    if (value.getType() != add.getType())
      return rewriter.notifyMatchFailure(add, "the sum broadcasts the producer's result");
    Attribute link;
    if (Value bias = channelConstant(other, add, rewriter)) {
      link = BiasAttr::get(getContext());
      other = bias;
    } else if (other.getType() == add.getType())
      link = ResidualAttr::get(getContext());
    else
      return rewriter.notifyMatchFailure(add, "the other operand broadcasts in another way");
    // Its operands are defined before `add`, and `add` is its only reader.
    rewriter.moveOpBefore(left, add);
    rewriter.modifyOpInPlace(left, [&] { left.appendStep(link, other); });
    rewriter.replaceOp(add, left);
    return success();
  }

  /// `value` as a vector of the channels of `add`, if it is such a constant.
  static Value channelConstant(Value value, AddOp add, PatternRewriter &rewriter) {
    auto constant = value.getDefiningOp<ConstantOp>();
    auto type = cast<RankedTensorType>(value.getType());
    int64_t channels = shapeOf(add).back();
    if (!constant || type.getRank() == 0 || type.getShape().back() != channels ||
        type.getNumElements() != channels)
      return Value();
    rewriter.setInsertionPoint(add);
    auto flat = RankedTensorType::get({channels}, type.getElementType());
    return rewriter.createOrFold<ReshapeOp>(value.getLoc(), flat, value);
  }
};

struct FuseEpiloguePass : impl::FuseEpilogueBase<FuseEpiloguePass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<FuseClamp, FuseAdd>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
} // namespace mnc
