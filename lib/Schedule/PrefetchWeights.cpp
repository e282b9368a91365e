// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Has convolutions that compute much prefetch the weights of a later layer that computes little
// with each of its own, and would wait for them.

#include "Groups.h"

#include "mnc/Kernels/ModuleTarget.h"
#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/Passes.h"

using namespace mlir;

namespace mnc {
#define GEN_PASS_DEF_PREFETCHWEIGHTS
#include "mnc/Schedule/Passes.h.inc"

namespace {

struct PrefetchWeightsPass : impl::PrefetchWeightsBase<PrefetchWeightsPass> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<CpuModel> row = cpuModelOf(getOperation());
    if (failed(row))
      return signalPassFailure();
    SmallVector<Operation *> ops = opsInExecutionOrder(getOperation());
    for (size_t number = 0; number < ops.size(); ++number)
      if (std::optional<ConvSpec> spec = denseSpec(ops[number]))
        if (isMemoryBound(costOf(*spec), *row))
          prefetchFrom(ArrayRef(ops).take_front(number), number, costOf(*spec));
  }

  /// Makes the last layer before that can prefetch, and does not yet, prefetch for layer `number`.
  void prefetchFrom(ArrayRef<Operation *> before, int64_t number, const LayerCost &consumer) {
    constexpr size_t farthest = 8;
    for (Operation *op : llvm::reverse(before.take_back(farthest))) {
      auto conv = dyn_cast<Conv2dOp>(op);
      if (!conv || !conv.isPointwise() || conv->hasAttr(prefetchAttr) || !denseSpec(conv))
        continue;
      int64_t count = prefetchableWeights(costOf(*denseSpec(conv)), consumer);
      if (count > 0 && kernelOf(conv) && kernelOf(conv).getOuter() == LoopOrder::Channels) {
        conv->setAttr(prefetchAttr, DenseI64ArrayAttr::get(&getContext(), {number, count}));
        return;
      }
    }
  }
};

} // namespace
} // namespace mnc
