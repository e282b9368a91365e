// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// With s = scale / sqrt(variance + epsilon):
//   batch_norm(conv(x, w){bias b}) => conv(x, w * s){bias (b - mean) * s + bias}
//   batch_norm(x)                  => x * s + (bias - mean * s)

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

Value makeConstant(OpBuilder &builder, Location loc, ArrayRef<int64_t> shape,
                   ArrayRef<double> values) {
  auto type = RankedTensorType::get(shape, builder.getF32Type());
  std::vector<float> rounded(values.begin(), values.end());
  return ConstantOp::create(builder, loc, type, makeFloats(type, rounded));
}

struct IntoConvolution : OpRewritePattern<BatchNormOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(BatchNormOp op, PatternRewriter &rewriter) const override {
    auto conv = op.getInput().getDefiningOp<Conv2dOp>();
    if (!conv || op.getAxis() != 3)
      return rewriter.notifyMatchFailure(op, "input is not a convolution's channels");
    if (!conv->hasOneUse())
      return rewriter.notifyMatchFailure(op, "convolution has other readers");
    size_t links = conv.getEpilogue() ? conv.getEpilogueAttr().size() : 0;
    bool hasBias = links == 1 && isa<BiasLinkAttr>(conv.getEpilogueAttr()[0]);
    if (links != 0 && !hasBias)
      return rewriter.notifyMatchFailure(op, "convolution's epilogue is more than a bias");
    auto filter = ConstantFloats::get(conv.getFilter());
    std::optional<ConstantFloats> bias;
    if (hasBias && !(bias = ConstantFloats::get(conv.getLinks()[0])))
      return rewriter.notifyMatchFailure(op, "bias is not constant");
    std::optional<Affine> affine = affineOf(op);
    if (!filter || !affine)
      return rewriter.notifyMatchFailure(op, "weights are not constant");

    auto filterType = cast<RankedTensorType>(conv.getFilter().getType());
    int64_t channels = filterType.getDimSize(0), perChannel = filter->size() / channels;
    std::vector<double> newFilter(filter->size()), newBias(channels);
    for (int64_t channel = 0; channel < channels; ++channel) {
      for (int64_t i = channel * perChannel; i < (channel + 1) * perChannel; ++i)
        newFilter[i] = (*filter)[i] * affine->factor[channel];
      newBias[channel] =
          affine->offset[channel] + (bias ? (*bias)[channel] * affine->factor[channel] : 0.0);
    }
    Value filterValue = makeConstant(rewriter, conv.getLoc(), filterType.getShape(), newFilter);
    Value biasValue = makeConstant(rewriter, conv.getLoc(), {channels}, newBias);
    ArrayAttr epilogue = rewriter.getArrayAttr(BiasLinkAttr::get(getContext()));
    rewriter.replaceOpWithNewOp<Conv2dOp>(op, op.getType(), conv.getInput(), filterValue, biasValue,
                                          conv.getStridesAttr(), conv.getPadsAttr(),
                                          conv.getDilationsAttr(), conv.getGroupAttr(), epilogue,
                                          conv.getKernelAttr())
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
    Value product =
        MulOp::create(rewriter, op.getLoc(), type, op.getInput(), factor, KernelAttr());
    rewriter.replaceOpWithNewOp<AddOp>(op, type, product, offset, KernelAttr());
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
