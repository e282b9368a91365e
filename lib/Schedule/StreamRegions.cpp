// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Joins regions of one convolution each into streamed ones, around depthwise
// convolutions: (expand, depthwise, project), a part of that, or several.

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

/// The convolution that alone reads the result of `conv`, where a ring of rows may lie between
/// them; both alone in their regions.
Conv2dOp nextOf(Conv2dOp conv) {
  Value result = regionOf(conv).getResult(0);
  auto reader = result.hasOneUse() ? dyn_cast<Conv2dOp>(*result.getUsers().begin()) : Conv2dOp();
  if (!reader || onlyConv(dyn_cast<RegionOp>(reader->getParentOp())) != reader ||
      !isOnlyReader(reader, regionOf(conv)))
    return nullptr;
  bool afterDepthwise = conv.isDepthwise() && keepsPixels(reader);
  bool afterDense = conv.getGroup() == 1 && reader.getGroup() == 1;
  bool beforeDepthwise =
      reader.isDepthwise() && (conv.isDepthwise() || conv.getGroup() == 1);
  return afterDepthwise || afterDense || beforeDepthwise ? reader : nullptr;
}

/// The chain that begins with `conv`.
SmallVector<Conv2dOp> chainFrom(Conv2dOp conv) {
  SmallVector<Conv2dOp> chain;
  for (; conv; conv = nextOf(conv))
    chain.push_back(conv);
  return chain;
}

ChainLink linkOf(Conv2dOp conv, Conv2dOp reader) {
  ChainLink link;
  link.weightBytes = bytesOf(conv.getFilter());
  link.isDepthwise = conv.isDepthwise();
  if (!reader)
    return link;
  link.mapBytes = bytesOf(conv.getResult());
  link.ringBytes = layoutIn(ringBefore(reader), conv).bufferElements * int64_t(sizeof(float));
  return link;
}

struct StreamRegionsPass : impl::StreamRegionsBase<StreamRegionsPass> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<CpuRow> row = cpuRowFor(getOperation(), triple, cpu);
    if (failed(row))
      return signalPassFailure();
    llvm::DenseSet<Operation *> chained;
    for (Conv2dOp conv : loneConvs(getOperation(), [](Conv2dOp) { return true; }))
      if (!chained.contains(conv)) {
        SmallVector<Conv2dOp> chain = chainFrom(conv);
        chained.insert(chain.begin(), chain.end());
        cut(chain, *row);
      }
    for (auto region : getOperation().getBody().getOps<RegionOp>())
      explainAlone(region);
  }

  void cut(ArrayRef<Conv2dOp> chain, const CpuRow &cpu) {
    SmallVector<ChainLink> links;
    for (auto [at, conv] : llvm::enumerate(chain))
      links.push_back(linkOf(conv, at + 1 < chain.size() ? chain[at + 1] : Conv2dOp()));
    size_t first = 0;
    for (size_t layers : cutChain(links, cpu)) {
      if (layers > 1)
        join(chain.slice(first, layers), factsOf(ArrayRef(links).slice(first, layers)));
      else if (chain.size() > 1)
        explainCut(chain, links, first, cpu);
      first += layers;
    }
  }

  static void join(ArrayRef<Conv2dOp> part, const ChainFacts &facts) {
    for (auto [conv, reader] : llvm::zip(part, part.drop_front()))
      joinWith(regionOf(conv), reader, ringBefore(reader));
    explain(regionOf(Conv2dOp(part.back())), "row by row: " + whyStreamed(facts));
  }

  /// Of a layer that is joined with neither neighbour.
  static void explainCut(ArrayRef<Conv2dOp> chain, ArrayRef<ChainLink> links, size_t layer,
                         const CpuRow &cpu) {
    size_t first = layer > 0 ? layer - 1 : 0, end = std::min(layer + 2, chain.size());
    ArrayRef<ChainLink> around = links.slice(first, end - first);
    if (llvm::none_of(around, [](const ChainLink &link) { return link.isDepthwise; }))
      return;
    std::string why = whyWhole(factsOf(around), cpu);
    explain(regionOf(Conv2dOp(chain[layer])),
            "whole map: " + (why.empty() ? "the layers beside it are better joined with others" : why));
  }

  /// Of what no chain was considered for.
  void explainAlone(RegionOp region) {
    if (!region->hasAttr(whyAttr) && onlyOp(region))
      explain(region, onlyConv(region) ? "whole map: no depthwise convolution to join with"
                                       : "whole map: only convolutions are joined");
  }
};

} // namespace
} // namespace mnc
