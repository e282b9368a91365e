// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Joins regions of one convolution each into a streamed one, around each
// depthwise convolution: (expand, depthwise, project), or without one of them.

#include "Chains.h"
#include "ScheduleTarget.h"

#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/Passes.h"
#include "mnc/Schedule/Streaming.h"

using namespace mlir;

namespace mnc {
#define GEN_PASS_DEF_STREAMREGIONS
#include "mnc/Schedule/Passes.h.inc"

namespace {

/// Whether each result pixel is made of the input's pixel at the same place.
bool keepsPixels(Conv2dOp conv) {
  return conv.isPointwise() &&
         llvm::all_of(conv.getStrides(), [](int64_t stride) { return stride == 1; }) &&
         llvm::all_of(conv.getPads(), [](int64_t pad) { return pad == 0; });
}

/// The pointwise convolution that alone reads the result of `conv`.
Conv2dOp consumerOf(Conv2dOp conv) {
  Value result = regionOf(conv).getResult(0);
  if (!result.hasOneUse())
    return nullptr;
  auto consumer = dyn_cast<Conv2dOp>(*result.getUsers().begin());
  return consumer && onlyConv(dyn_cast<RegionOp>(consumer->getParentOp())) == consumer &&
                 isOnlyReader(consumer, regionOf(conv)) && keepsPixels(consumer)
             ? consumer
             : nullptr;
}

ChainFacts factsOf(MutableArrayRef<Conv2dOp> chain) {
  ChainFacts facts;
  for (Conv2dOp conv : chain)
    facts.weightBytes += bytesOf(conv.getFilter());
  for (auto [conv, reader] : llvm::zip(chain, chain.drop_front())) {
    BufferAttr ring = ringBefore(reader);
    ArrayRef<int64_t> shape = shapeOf(conv);
    facts.innerBytes += bytesOf(conv.getResult());
    facts.ringBytes +=
        ringLayout(shape, ring.getBorder(), ring.getRing()).bufferElements * int64_t(sizeof(float));
  }
  return facts;
}

struct StreamRegionsPass : impl::StreamRegionsBase<StreamRegionsPass> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<CpuRow> row = cpuRowFor(getOperation(), triple, cpu);
    if (failed(row))
      return signalPassFailure();
    for (Conv2dOp conv : loneConvs(getOperation(), [](Conv2dOp conv) { return conv.isDepthwise(); }))
      stream(conv, *row);
    for (auto region : llvm::make_early_inc_range(getOperation().getBody().getOps<RegionOp>()))
      extend(region, *row);
    for (auto region : getOperation().getBody().getOps<RegionOp>())
      explainAlone(region);
  }

  /// The longest chain around `conv` that pays.
  void stream(Conv2dOp conv, const CpuRow &cpu) {
    Conv2dOp producer = producerOf(conv), consumer = consumerOf(conv);
    SmallVector<SmallVector<Conv2dOp>> chains;
    if (producer && consumer)
      chains.push_back({producer, conv, consumer});
    if (consumer)
      chains.push_back({conv, consumer});
    if (producer)
      chains.push_back({producer, conv});
    for (MutableArrayRef<Conv2dOp> chain : chains) {
      ChainFacts facts = factsOf(chain);
      if (worthStreaming(facts, cpu)) {
        for (auto [producer, reader] : llvm::zip(chain.drop_back(), chain.drop_front()))
          joinWith(regionOf(producer), reader, ringBefore(reader));
        explain(regionOf(chain.back()), "row by row: " + whyStreamed(facts));
        return;
      }
      for (Conv2dOp link : chain)
        if (!regionOf(link)->hasAttr(whyAttr))
          explain(regionOf(link), "whole map: " + whyWhole(facts, cpu));
    }
  }

  /// Joins a chain with the one, or with the depthwise convolution, that alone reads
  /// its result, where that pays.
  void extend(RegionOp region, const CpuRow &cpu) {
    SmallVector<Conv2dOp> convs = convsOf(region);
    if (convs.size() < 2 || !region->hasOneUse())
      return;
    auto reader = dyn_cast<Conv2dOp>(*region->getUsers().begin());
    auto next = reader ? dyn_cast<RegionOp>(reader->getParentOp()) : RegionOp();
    if (!next || !isOnlyReader(reader, region) || region.getPanel() || next.getPanel())
      return;
    if (convsOf(next).size() < 2 && !reader.isDepthwise())
      return;
    llvm::append_range(convs, convsOf(next));
    ChainFacts facts = factsOf(convs);
    if (!worthExtending(facts, bytesOf(region.getResult(0)), cpu))
      return;
    joinWith(region, reader, ringBefore(reader));
    explain(next, "row by row: " + whyStreamed(facts));
  }

  /// Of what no chain was considered for.
  void explainAlone(RegionOp region) {
    if (!region->hasAttr(whyAttr) && llvm::hasNItems(region.getBody().front(), 2))
      explain(region, onlyConv(region) ? "whole map: no depthwise convolution to join with"
                                       : "whole map: only convolutions are joined");
  }
};

} // namespace
} // namespace mnc
