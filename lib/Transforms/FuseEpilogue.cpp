// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// For a producer p with an epilogue, when nothing else reads p(x):
//   f(p(x))      => p(x){..., f}            f: a pointwise function
//   p(x) * s     => p(x){..., scale s}      s: one factor for each image and channel
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

/// Makes `fn` and then the epilogue of `op` the last steps of `producer`, whose only consumer is
/// `op`. With an operand, `producer` moves to the place of `op`, where all operands are defined.
void appendBefore(PatternRewriter &rewriter, EpilogueOpInterface producer, Operation *op,
                  Attribute fn, Value operand) {
  if (operand)
    rewriter.moveOpBefore(producer, op);
  rewriter.modifyOpInPlace(producer, [&] {
    producer.appendStep(fn, operand);
    auto fused = dyn_cast<EpilogueOpInterface>(op);
    if (!fused || !fused.getEpilogueSteps())
      return;
    OperandRange operands = fused.getStepOperands();
    for (auto step : fused.getEpilogueSteps().getAsRange<PointwiseFn>()) {
      bool takesOperand = step.getOperandKind() != FnOperand::None;
      producer.appendStep(step, takesOperand ? operands.front() : Value());
      if (takesOperand)
        operands = operands.drop_front();
    }
  });
  rewriter.replaceOp(op, producer);
}

/// f(p(x)) => p(x){..., f}
struct FuseFunction : OpRewritePattern<PointwiseOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(PointwiseOp op, PatternRewriter &rewriter) const override {
    EpilogueOpInterface producer = producerOf(op.getInput());
    if (!producer)
      return rewriter.notifyMatchFailure(op, "input has no epilogue or other consumers");
    appendBefore(rewriter, producer, op, op.getFn(),
                 op.getFnOperands().empty() ? Value() : op.getFnOperands()[0]);
    return success();
  }
};

/// p(x) * s => p(x){..., scale s}, where s has a value for each image and channel.
struct FuseScale : OpRewritePattern<MulOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(MulOp mul, PatternRewriter &rewriter) const override {
    auto scale = ScaleAttr::get(getContext());
    auto type = cast<RankedTensorType>(mul.getType());
    if (type.getRank() < 2)
      return rewriter.notifyMatchFailure(mul, "no image apart from the channels");
    for (auto [value, factor] :
         {std::pair(mul.getLhs(), mul.getRhs()), std::pair(mul.getRhs(), mul.getLhs())}) {
      EpilogueOpInterface producer = producerOf(value);
      if (!producer || value.getType() != type || factor.getType() == type ||
          factor.getType() != operandTypeOf(scale, type))
        continue;
      appendBefore(rewriter, producer, mul, scale, factor);
      return success();
    }
    return rewriter.notifyMatchFailure(mul, "no factor for each image and channel");
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
      return rewriter.notifyMatchFailure(add, "neither operand has an epilogue and one consumer");
    if (value.getType() != add.getType())
      return rewriter.notifyMatchFailure(add, "the sum broadcasts the producer's result");
    Attribute fn;
    if (Value bias = channelConstant(other, add, rewriter)) {
      fn = BiasAttr::get(getContext());
      other = bias;
    } else if (other.getType() == add.getType())
      fn = ResidualAttr::get(getContext());
    else
      return rewriter.notifyMatchFailure(add, "the other operand broadcasts in another way");
    appendBefore(rewriter, left, add, fn, other);
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
    patterns.add<FuseFunction, FuseScale, FuseAdd>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
} // namespace mnc
