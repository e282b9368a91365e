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
    ids.clear();
    for (Operation *op : ops)
      if (auto id = op->getAttrOfType<StringAttr>(weightsIdAttr))
        ids.insert(id);
    for (size_t number = 0; number < ops.size(); ++number)
      if (std::optional<ConvSpec> spec = denseSpec(ops[number]))
        if (isMemoryBound(costOf(*spec), *row))
          prefetchFrom(ArrayRef(ops).take_front(number), ops[number], costOf(*spec));
  }

  /// Makes the last layer before that can prefetch, and does not yet, prefetch for `consumer`,
  /// which has `cost`.
  void prefetchFrom(ArrayRef<Operation *> before, Operation *consumer, const LayerCost &cost) {
    constexpr size_t farthest = 8;
    for (Operation *op : llvm::reverse(before.take_back(farthest))) {
      auto conv = dyn_cast<Conv2dOp>(op);
      if (!conv || !conv.isPointwise() || conv->hasAttr(prefetchAttr) || !denseSpec(conv))
        continue;
      int64_t count = prefetchableWeights(costOf(*denseSpec(conv)), cost);
      if (count > 0 && kernelOf(conv) && kernelOf(conv).getOuter() == LoopOrder::Channels) {
        conv->setAttr(prefetchAttr, PrefetchAttr::get(&getContext(), weightsIdOf(consumer), count));
        return;
      }
    }
  }

  /// Returns the id of an operation's weights. A new one is that of the node, with a number where
  /// the id exists already.
  StringAttr weightsIdOf(Operation *op) {
    if (auto id = op->getAttrOfType<StringAttr>(weightsIdAttr))
      return id;
    StringAttr node = nodeNameOf(op->getLoc());
    std::string name = node ? node.str() : "weights", unique = name;
    for (int suffix = 2; !ids.insert(StringAttr::get(&getContext(), unique)).second; ++suffix)
      unique = name + "_" + std::to_string(suffix);
    auto id = StringAttr::get(&getContext(), unique);
    op->setAttr(weightsIdAttr, id);
    return id;
  }

  llvm::DenseSet<StringAttr> ids;
};

} // namespace
} // namespace mnc
