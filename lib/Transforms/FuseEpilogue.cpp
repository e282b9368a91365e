// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// For a producer p with an epilogue, when nothing else reads p(x):
//   f(p(x))      => p(x){..., f}            f: a pointwise function
//   p(x) * s     => p(x){..., scale s}      s: one factor for each image and channel
//   p(x) + c     => p(x){..., bias c}       c: one constant for each channel
//   p(x) + y     => p(x){..., residual y}   y: of the same shape
// A reshape of p(x) moves behind the step, whose operand is reshaped, too:
//   reshape(p(x)) + y => reshape(p(x){..., residual reshape(y)})
// where it keeps the channels, or images and channels, that the operand has values for.

#include "mnc/Transforms/Passes.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace mnc {
#define GEN_PASS_DEF_FUSEEPILOGUE
#include "mnc/Transforms/Passes.h.inc"

namespace {

/// Returns the producer of `value`, reshapes aside, if nothing else reads what it computes; null
/// otherwise.
EpilogueOpInterface producerOf(Value value) {
  while (auto reshape = value.getDefiningOp<ReshapeOp>()) {
    if (!reshape->hasOneUse())
      return {};
    value = reshape.getInput();
  }
  auto producer = value.getDefiningOp<EpilogueOpInterface>();
  return producer && producer->hasOneUse() ? producer : EpilogueOpInterface();
}

/// A step, with its operand if it takes one.
struct Step {
  PointwiseFn fn;
  Value operand;
};

/// Returns `fn` with `operand`, and then the epilogue of `op`.
SmallVector<Step> stepsFrom(PointwiseFn fn, Value operand, Operation *op) {
  SmallVector<Step> steps = {{fn, operand}};
  auto fused = dyn_cast<EpilogueOpInterface>(op);
  if (!fused || !fused.getEpilogueSteps())
    return steps;
  OperandRange operands = fused.getStepOperands();
  for (auto step : fused.getEpilogueSteps().getAsRange<PointwiseFn>()) {
    bool takesOperand = step.getOperandKind() != FnOperand::None;
    steps.push_back({step, takesOperand ? operands.front() : Value()});
    operands = operands.drop_front(takesOperand);
  }
  return steps;
}

/// True if `fn` computes the same before a reshape of its input from `before` to `after` as behind
/// it, its operand reshaped accordingly.
bool commutesWithReshape(PointwiseFn fn, RankedTensorType before, RankedTensorType after) {
  bool haveImages = before.getRank() > 1 && after.getRank() > 1;
  switch (fn.getOperandKind()) {
  case FnOperand::None:
  case FnOperand::Full:
    return true;
  case FnOperand::Channel:
    return operandTypeOf(fn, before) == operandTypeOf(fn, after);
  case FnOperand::ImageChannel:
    return before == after ||
           (haveImages && before.getShape().front() == after.getShape().front() &&
            before.getShape().back() == after.getShape().back());
  }
  llvm_unreachable("unknown kind of operand");
}

Value reshaped(PatternRewriter &rewriter, Location loc, Value value, Type type) {
  return rewriter.createOrFold<ReshapeOp>(loc, type, value);
}

/// Makes `fn` and then the epilogue of `op` the last steps of `producer`, whose only consumer is
/// `op`, reshapes aside. With an operand, `producer` moves to the place of `op`, where all operands
/// are defined. Fails without a change if a reshape stands in the way.
LogicalResult appendBefore(PatternRewriter &rewriter, EpilogueOpInterface producer, Operation *op,
                           PointwiseFn fn, Value operand) {
  Value result = producer->getResult(0);
  auto before = cast<RankedTensorType>(result.getType());
  auto after = cast<RankedTensorType>(op->getResult(0).getType());
  SmallVector<Step> steps = stepsFrom(fn, operand, op);
  for (const Step &step : steps)
    if (!commutesWithReshape(step.fn, before, after))
      return rewriter.notifyMatchFailure(op, "a reshape moves what the step's operand is for");
  SmallVector<Operation *> reshapes;
  for (Operation *user = *result.user_begin(); user != op; user = *user->user_begin())
    reshapes.push_back(user);
  rewriter.setInsertionPoint(op);
  for (Step &step : steps)
    if (step.operand)
      step.operand =
          reshaped(rewriter, step.operand.getLoc(), step.operand, operandTypeOf(step.fn, before));
  if (operand)
    rewriter.moveOpBefore(producer, op);
  rewriter.modifyOpInPlace(producer, [&] {
    for (const Step &step : steps)
      producer.appendStep(step.fn, step.operand);
  });
  rewriter.replaceOp(op, reshaped(rewriter, op->getLoc(), result, after));
  for (Operation *reshape : llvm::reverse(reshapes))
    rewriter.eraseOp(reshape);
  return success();
}

/// f(p(x)) => p(x){..., f}
struct FuseFunction : OpRewritePattern<PointwiseOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(PointwiseOp op, PatternRewriter &rewriter) const override {
    EpilogueOpInterface producer = producerOf(op.getInput());
    if (!producer)
      return rewriter.notifyMatchFailure(op, "input has no epilogue or other consumers");
    return appendBefore(rewriter, producer, op, cast<PointwiseFn>(op.getFn()),
                        op.getFnOperands().empty() ? Value() : op.getFnOperands()[0]);
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
      return appendBefore(rewriter, producer, mul, scale, factor);
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
    if (isChannelConstant(other, add))
      return appendBefore(rewriter, left, add, BiasAttr::get(getContext()), other);
    if (other.getType() == add.getType())
      return appendBefore(rewriter, left, add, ResidualAttr::get(getContext()), other);
    return rewriter.notifyMatchFailure(add, "the other operand broadcasts in another way");
  }

  /// True if `value` is a constant with one value for each channel of `add`.
  static bool isChannelConstant(Value value, AddOp add) {
    auto type = cast<RankedTensorType>(value.getType());
    return value.getDefiningOp<ConstantOp>() && type.getRank() > 0 &&
           type.getShape().back() == shapeOf(add).back() &&
           type.getNumElements() == shapeOf(add).back();
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
