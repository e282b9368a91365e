// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// conv(pad(x, 0)) => conv(x) with wider pads.

#include "mnc/Transforms/Passes.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace mnc {
#define GEN_PASS_DEF_FUSEPAD
#include "mnc/Transforms/Passes.h.inc"

namespace {

struct PadIntoConv : OpRewritePattern<Conv2dOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(Conv2dOp conv, PatternRewriter &rewriter) const override {
    auto pad = conv.getInput().getDefiningOp<PadOp>();
    if (!pad)
      return rewriter.notifyMatchFailure(conv, "input is not padded");
    if (conv.getInputScale())
      return rewriter.notifyMatchFailure(conv, "padding would be scaled as well");
    if (!pad.getValue().isZero())
      return rewriter.notifyMatchFailure(conv, "padding is not zero");
    ArrayRef<int64_t> low = pad.getLow(), high = pad.getHigh();
    if (low[0] != 0 || high[0] != 0 || low[3] != 0 || high[3] != 0)
      return rewriter.notifyMatchFailure(conv, "padding adds images or channels");
    SmallVector<int64_t> pads(conv.getPads());
    for (int dim : {0, 1}) {
      pads[dim] += low[1 + dim];
      pads[2 + dim] += high[1 + dim];
    }
    rewriter.modifyOpInPlace(conv, [&] {
      conv.setPads(pads);
      conv.getInputMutable().assign(pad.getInput());
    });
    return success();
  }
};

struct FusePadPass : impl::FusePadBase<FusePadPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<PadIntoConv>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
} // namespace mnc
