// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Groups of convolutions that are streamed, around depthwise ones: (expand, depthwise, project), a
// slice of that, or several.

#include "Candidates.h"
#include "Groups.h"

#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/Streaming.h"

using namespace mlir;

namespace mnc {

//--- Chains ------------------------------------------------------------------

/// True if each result pixel is computed from the input pixel at the same place only.
static bool keepsPixels(Conv2dOp conv) {
  return conv.isPointwise() &&
         llvm::all_of(conv.getStrides(), [](int64_t stride) { return stride == 1; }) &&
         llvm::all_of(conv.getPads(), [](int64_t pad) { return pad == 0; });
}

/// Returns the convolution that is the only consumer of `conv`, if a row ring may lie between them
/// and both are free; null otherwise.
static Conv2dOp nextOf(Conv2dOp conv, IsFree isFree) {
  Value result = groupOf(conv).getResult(0);
  auto consumer = result.hasOneUse() ? dyn_cast<Conv2dOp>(*result.getUsers().begin()) : Conv2dOp();
  if (!consumer || !isFree(consumer) || !isOnlyConsumer(consumer, groupOf(conv)))
    return nullptr;
  bool afterDepthwise = hasDepthwiseKernel(conv) && keepsPixels(consumer);
  bool afterDense = conv.getGroup() == 1 && consumer.getGroup() == 1;
  bool beforeDepthwise =
      hasDepthwiseKernel(consumer) && (hasDepthwiseKernel(conv) || conv.getGroup() == 1);
  return afterDepthwise || afterDense || beforeDepthwise ? consumer : nullptr;
}

SmallVector<Conv2dOp> chainFrom(Conv2dOp conv, IsFree isFree) {
  SmallVector<Conv2dOp> chain;
  for (; conv; conv = nextOf(conv, isFree))
    chain.push_back(conv);
  return chain;
}

//--- Cuts --------------------------------------------------------------------

static ChainLayer chainLayerOf(Conv2dOp conv, Conv2dOp consumer) {
  ChainLayer layer;
  layer.weightBytes = bytesOf(conv.getFilter());
  layer.isDepthwise = hasDepthwiseKernel(conv);
  if (!consumer)
    return layer;
  layer.fullBytes = bytesOf(conv.getResult());
  layer.ringBytes = ringLayoutOf(ringFor(consumer), conv).bufferElements * int64_t(sizeof(float));
  return layer;
}

/// Returns the reason of a layer of `chain` that is fused with neither neighbour.
static std::string reasonOfCut(ArrayRef<ChainLayer> chain, size_t layer, const CpuModel &cpu) {
  size_t first = layer > 0 ? layer - 1 : 0, end = std::min(layer + 2, chain.size());
  ArrayRef<ChainLayer> around = chain.slice(first, end - first);
  if (chain.size() == 1 ||
      llvm::none_of(around, [](const ChainLayer &step) { return step.isDepthwise; }))
    return "materialised: no depthwise convolution to join with";
  std::string reason = materialisedReason(costOf(around), cpu);
  return "materialised: " +
         (reason.empty() ? "the layers beside it are better joined with others" : reason);
}

/// Returns the group of several layers, each with the ring that the next one needs.
static GroupPlan streamed(const Network &network, ArrayRef<Conv2dOp> convs) {
  GroupPlan group{.mode = GroupMode::Rows};
  for (Conv2dOp conv : convs)
    group.layers.push_back(layerOf(network, conv));
  for (auto [layer, consumer] : llvm::zip(group.layers, convs.drop_front()))
    layer.buffer = {.ring = ringFor(consumer).getRing()};
  return group;
}

std::vector<GroupPlan> cutChain(const Network &network, ArrayRef<Conv2dOp> chain) {
  SmallVector<ChainLayer> chainLayers;
  for (auto [at, conv] : llvm::enumerate(chain))
    chainLayers.push_back(chainLayerOf(conv, at + 1 < chain.size() ? chain[at + 1] : Conv2dOp()));
  std::vector<GroupPlan> groups;
  size_t first = 0;
  for (size_t layers : partitionChain(chainLayers, network.cpu)) {
    if (layers > 1) {
      groups.push_back(streamed(network, chain.slice(first, layers)));
      groups.back().reason =
          "row by row: " + streamingReason(costOf(ArrayRef(chainLayers).slice(first, layers)));
    } else {
      groups.push_back({.layers = {layerOf(network, chain[first])},
                        .reason = reasonOfCut(chainLayers, first, network.cpu)});
    }
    first += layers;
  }
  return groups;
}

} // namespace mnc
