// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// For f and o constant for each channel:
//   conv(x, w){bias b} * f => conv(x, w * f){bias b * f}      also / f
//   conv(x, w){bias b} + o => conv(x, w){bias b + o}          also - o, and o - conv
//   batch_norm(y)          => y * f + o     in the convolution y, or on its own
// where f = scale / sqrt(variance + epsilon) and o = bias - mean * f.

#include "mnc/IR/ConstantData.h"
#include "mnc/Transforms/Passes.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include <cmath>

using namespace mlir;

namespace mnc {
#define GEN_PASS_DEF_FOLDBATCHNORM
#include "mnc/Transforms/Passes.h.inc"

namespace {

/// y = x * factor + offset for each channel.
struct Affine {
  std::vector<double> factor, offset;
};

/// Returns the affine function of a batch normalisation with constant statistics.
std::optional<Affine> affineOf(BatchNormOp op) {
  auto scale = ConstantFloats::get(op.getScale()), bias = ConstantFloats::get(op.getBias()),
       mean = ConstantFloats::get(op.getMean()), variance = ConstantFloats::get(op.getVariance());
  if (!scale || !bias || !mean || !variance)
    return std::nullopt;
  Affine affine;
  double epsilon = op.getEpsilon().convertToDouble();
  for (int64_t channel = 0; channel < scale->size(); ++channel) {
    double factor = (*scale)[channel] / std::sqrt((*variance)[channel] + epsilon);
    affine.factor.push_back(factor);
    affine.offset.push_back((*bias)[channel] - (*mean)[channel] * factor);
  }
  return affine;
}

/// Returns the affine function of arithmetic between operand number `index` and a constant that has
/// one value, or one for each index of the last dimension.
std::optional<Affine> affineOf(Operation *op, unsigned index) {
  if (op->getNumOperands() != 2)
    return std::nullopt;
  Value other = op->getOperand(1 - index);
  auto constant = ConstantFloats::get(other);
  ArrayRef<int64_t> shape = shapeOf(other);
  if (!constant || (constant->size() != 1 && shape.back() != constant->size()))
    return std::nullopt;
  if (isa<DivOp>(op) && index == 1)
    return std::nullopt;
  Affine affine;
  for (int64_t channel = 0; channel < constant->size(); ++channel) {
    double value = (*constant)[channel];
    bool isNegated = isa<SubOp>(op) && index == 1;
    affine.factor.push_back(isa<MulOp>(op)   ? value
                            : isa<DivOp>(op) ? 1 / value
                                             : (isNegated ? -1 : 1));
    affine.offset.push_back(isa<AddOp>(op) || isNegated ? value : isa<SubOp>(op) ? -value : 0);
  }
  return affine;
}

/// Returns the convolution whose channels `op` applies an affine function to, and that function
/// with a value for each channel; a null convolution if there is none.
std::pair<Conv2dOp, Affine> matchAffine(Operation *op) {
  auto norm = dyn_cast<BatchNormOp>(op);
  for (unsigned index : llvm::seq(norm ? 1u : 2u)) {
    auto conv = op->getOperand(index).getDefiningOp<Conv2dOp>();
    if (!conv || conv.getType() != op->getResult(0).getType())
      continue;
    std::optional<Affine> affine = norm ? affineOf(norm) : affineOf(op, index);
    if (!affine || (norm && norm.getAxis() != 3 && affine->factor.size() != 1))
      continue;
    if (affine->factor.size() == 1) {
      int64_t channels = shapeOf(conv)[3];
      affine->factor.resize(channels, affine->factor[0]);
      affine->offset.resize(channels, affine->offset[0]);
    }
    return {conv, std::move(*affine)};
  }
  return {};
}

bool isFinite(float value) { return std::isfinite(value); }

Value makeConstant(OpBuilder &builder, Location loc, ArrayRef<int64_t> shape,
                   std::vector<float> values) {
  auto type = RankedTensorType::get(shape, builder.getF32Type());
  return ConstantOp::create(builder, loc, type, makeConstantData(type, std::move(values)));
}

Value makeConstant(OpBuilder &builder, Location loc, ArrayRef<int64_t> shape,
                   const std::vector<double> &values) {
  return makeConstant(builder, loc, shape, std::vector<float>(values.begin(), values.end()));
}

struct IntoConvolution : RewritePattern {
  IntoConvolution(MLIRContext *context) : RewritePattern(MatchAnyOpTypeTag(), 1, context) {}
  LogicalResult matchAndRewrite(Operation *op, PatternRewriter &rewriter) const override {
    auto binary = dyn_cast<EpilogueOpInterface>(op);
    if (!isa<BatchNormOp, AddOp, SubOp, MulOp, DivOp>(op) || (binary && binary.getEpilogueSteps()))
      return failure();
    auto [conv, affine] = matchAffine(op);
    if (!conv)
      return rewriter.notifyMatchFailure(op, "no constant factor and summand for each channel");
    if (!conv->hasOneUse())
      return rewriter.notifyMatchFailure(op, "convolution has other consumers");
    size_t steps = conv.getEpilogue() ? conv.getEpilogueAttr().size() : 0;
    bool hasBias = steps == 1 && isa<BiasAttr>(conv.getEpilogueAttr()[0]);
    if (steps != 0 && !hasBias)
      return rewriter.notifyMatchFailure(op, "convolution's epilogue is more than a bias");
    auto filter = ConstantFloats::get(conv.getFilter());
    std::optional<ConstantFloats> bias;
    if (!filter || (hasBias && !(bias = ConstantFloats::get(conv.getSteps()[0]))))
      return rewriter.notifyMatchFailure(op, "weights are not constant");

    auto filterType = cast<RankedTensorType>(conv.getFilter().getType());
    int64_t channels = filterType.getDimSize(0), perChannel = filter->size() / channels;
    std::vector<float> newFilter(filter->size()), newBias(channels);
    for (int64_t channel = 0; channel < channels; ++channel) {
      for (int64_t i = channel * perChannel; i < (channel + 1) * perChannel; ++i)
        newFilter[i] = (*filter)[i] * affine.factor[channel];
      newBias[channel] =
          affine.offset[channel] + (bias ? (*bias)[channel] * affine.factor[channel] : 0.0);
    }
    if (!llvm::all_of(newFilter, isFinite) || !llvm::all_of(newBias, isFinite))
      return rewriter.notifyMatchFailure(op, "weights would not be finite");
    Value filterValue =
        makeConstant(rewriter, conv.getLoc(), filterType.getShape(), std::move(newFilter));
    Value biasValue = makeConstant(rewriter, conv.getLoc(), {channels}, std::move(newBias));
    ArrayAttr epilogue = rewriter.getArrayAttr(BiasAttr::get(getContext()));
    rewriter
        .replaceOpWithNewOp<Conv2dOp>(op, conv.getType(), conv.getInput(), filterValue,
                                      conv.getInputScale(), biasValue, conv.getStridesAttr(),
                                      conv.getPadsAttr(), conv.getDilationsAttr(),
                                      conv.getGroupAttr(), epilogue)
        ->setLoc(conv.getLoc());
    rewriter.eraseOp(conv);
    return success();
  }
};

struct IntoProductAndSum : OpRewritePattern<BatchNormOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(BatchNormOp op, PatternRewriter &rewriter) const override {
    std::optional<Affine> affine = affineOf(op);
    if (!affine)
      return rewriter.notifyMatchFailure(op, "statistics are not constant");
    auto type = cast<RankedTensorType>(op.getType());
    SmallVector<int64_t> shape(type.getRank() - op.getAxis(), 1);
    shape[0] = type.getDimSize(op.getAxis());
    Value factor = makeConstant(rewriter, op.getLoc(), shape, affine->factor);
    Value offset = makeConstant(rewriter, op.getLoc(), shape, affine->offset);
    Value product = MulOp::create(rewriter, op.getLoc(), type, op.getInput(), factor);
    rewriter.replaceOpWithNewOp<AddOp>(op, type, product, offset);
    return success();
  }
};

struct FoldBatchNormPass : impl::FoldBatchNormBase<FoldBatchNormPass> {
  void runOnOperation() override {
    for (bool standalone : {false, true}) {
      RewritePatternSet patterns(&getContext());
      patterns.add<IntoConvolution>(&getContext());
      if (standalone)
        patterns.add<IntoProductAndSum>(&getContext());
      if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
        return signalPassFailure();
    }
  }
};

} // namespace
} // namespace mnc
