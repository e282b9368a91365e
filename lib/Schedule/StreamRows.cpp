// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Fuses groups of one convolution each into streamed ones, around depthwise convolutions: (expand,
// depthwise, project), a slice of that, or several.

#include "Groups.h"

#include "mnc/Kernels/ModuleTarget.h"
#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/Passes.h"
#include "mnc/Schedule/Streaming.h"

using namespace mlir;

namespace mnc {
#define GEN_PASS_DEF_STREAMROWS
#include "mnc/Schedule/Passes.h.inc"

namespace {

/// True if each result pixel is computed from the input pixel at the same place only.
bool keepsPixels(Conv2dOp conv) {
  return conv.isPointwise() &&
         llvm::all_of(conv.getStrides(), [](int64_t stride) { return stride == 1; }) &&
         llvm::all_of(conv.getPads(), [](int64_t pad) { return pad == 0; });
}

/// Returns the convolution that is the only consumer of `conv`, if a row ring may lie between them
/// and both are alone in their groups; null otherwise.
Conv2dOp nextOf(Conv2dOp conv) {
  Value result = groupOf(conv).getResult(0);
  auto consumer = result.hasOneUse() ? dyn_cast<Conv2dOp>(*result.getUsers().begin()) : Conv2dOp();
  if (!consumer || singleConv(dyn_cast<GroupOp>(consumer->getParentOp())) != consumer ||
      !isOnlyConsumer(consumer, groupOf(conv)))
    return nullptr;
  bool afterDepthwise = hasDepthwiseKernel(conv) && keepsPixels(consumer);
  bool afterDense = conv.getGroup() == 1 && consumer.getGroup() == 1;
  bool beforeDepthwise =
      hasDepthwiseKernel(consumer) && (hasDepthwiseKernel(conv) || conv.getGroup() == 1);
  return afterDepthwise || afterDense || beforeDepthwise ? consumer : nullptr;
}

/// Returns the longest chain that begins with `conv`.
SmallVector<Conv2dOp> chainFrom(Conv2dOp conv) {
  SmallVector<Conv2dOp> chain;
  for (; conv; conv = nextOf(conv))
    chain.push_back(conv);
  return chain;
}

ChainLayer layerOf(Conv2dOp conv, Conv2dOp consumer) {
  ChainLayer layer;
  layer.weightBytes = bytesOf(conv.getFilter());
  layer.isDepthwise = hasDepthwiseKernel(conv);
  if (!consumer)
    return layer;
  layer.fullBytes = bytesOf(conv.getResult());
  layer.ringBytes = ringLayoutOf(ringFor(consumer), conv).bufferElements * int64_t(sizeof(float));
  return layer;
}

struct StreamRowsPass : impl::StreamRowsBase<StreamRowsPass> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<CpuModel> row = cpuModelOf(getOperation());
    if (failed(row))
      return signalPassFailure();
    llvm::DenseSet<Operation *> chained;
    for (Conv2dOp conv : singleConvs(getOperation(), [](Conv2dOp) { return true; }))
      if (!chained.contains(conv)) {
        SmallVector<Conv2dOp> chain = chainFrom(conv);
        chained.insert(chain.begin(), chain.end());
        cut(chain, *row);
      }
    for (auto group : getOperation().getBody().getOps<GroupOp>())
      setReasonAlone(group);
  }

  void cut(ArrayRef<Conv2dOp> chain, const CpuModel &cpu) {
    SmallVector<ChainLayer> chainLayers;
    for (auto [at, conv] : llvm::enumerate(chain))
      chainLayers.push_back(layerOf(conv, at + 1 < chain.size() ? chain[at + 1] : Conv2dOp()));
    size_t first = 0;
    for (size_t layers : partitionChain(chainLayers, cpu)) {
      if (layers > 1)
        join(chain.slice(first, layers), costOf(ArrayRef(chainLayers).slice(first, layers)));
      else if (chain.size() > 1)
        setReasonOfCut(chain, chainLayers, first, cpu);
      first += layers;
    }
  }

  static void join(ArrayRef<Conv2dOp> part, const ChainFootprint &footprint) {
    for (auto [conv, consumer] : llvm::zip(part, part.drop_front()))
      fuseInto(groupOf(conv), consumer, ringFor(consumer));
    setReason(groupOf(Conv2dOp(part.back())), "row by row: " + streamingReason(footprint));
  }

  /// Sets the reason of a layer that is fused with neither neighbour.
  static void setReasonOfCut(ArrayRef<Conv2dOp> chain, ArrayRef<ChainLayer> chainLayers,
                             size_t layer, const CpuModel &cpu) {
    size_t first = layer > 0 ? layer - 1 : 0, end = std::min(layer + 2, chain.size());
    ArrayRef<ChainLayer> around = chainLayers.slice(first, end - first);
    if (llvm::none_of(around, [](const ChainLayer &step) { return step.isDepthwise; }))
      return;
    std::string reason = materialisedReason(costOf(around), cpu);
    setReason(groupOf(Conv2dOp(chain[layer])),
              "materialised: " +
                  (reason.empty() ? "the layers beside it are better joined with others" : reason));
  }

  /// Sets the reason of a group that was in no chain.
  void setReasonAlone(GroupOp group) {
    if (!group->hasAttr(reasonAttr) && singleOp(group))
      setReason(group, singleConv(group) ? "materialised: no depthwise convolution to join with"
                                         : "materialised: only convolutions are joined");
  }
};

} // namespace
} // namespace mnc
