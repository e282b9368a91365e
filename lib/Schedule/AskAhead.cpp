// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Has convolutions that compute much ask for the weights of a later layer that
// computes little with each of its own, and would wait for them.

#include "Chains.h"
#include "ScheduleTarget.h"

#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/Passes.h"

using namespace mlir;

namespace mnc {
#define GEN_PASS_DEF_ASKAHEAD
#include "mnc/Schedule/Passes.h.inc"

namespace {

struct AskAheadPass : impl::AskAheadBase<AskAheadPass> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<CpuRow> row = cpuRowFor(getOperation(), triple, cpu);
    if (failed(row))
      return signalPassFailure();
    SmallVector<Operation *> ops = scheduledOps(getOperation());
    for (size_t number = 0; number < ops.size(); ++number)
      if (std::optional<ConvSpec> spec = denseSpec(ops[number]))
        if (waitsForWeights(factsOf(*spec), *row))
          ask(ArrayRef(ops).take_front(number), number, factsOf(*spec));
  }

  /// The last layer before that can ask, and does not yet.
  void ask(ArrayRef<Operation *> before, int64_t number, const LayerFacts &waiting) {
    constexpr size_t farthest = 8;
    for (Operation *op : llvm::reverse(before.take_back(farthest))) {
      auto conv = dyn_cast<Conv2dOp>(op);
      if (!conv || !conv.isPointwise() || conv->hasAttr(aheadAttr) || !denseSpec(conv))
        continue;
      int64_t count = weightsToAskFor(factsOf(*denseSpec(conv)), waiting);
      if (count > 0 && conv.getKernelAttr() && conv.getKernelAttr().getOrder() == "channels") {
        conv->setAttr(aheadAttr, DenseI64ArrayAttr::get(&getContext(), {number, count}));
        return;
      }
    }
  }
};

} // namespace
} // namespace mnc
