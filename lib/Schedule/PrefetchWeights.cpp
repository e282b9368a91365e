// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Prefetches for later layers.

#include "Candidates.h"
#include "Groups.h"

#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/Cost.h"

using namespace mlir;

namespace mnc {

/// Returns the cost of a dense layer that is alone in its group; nothing for others.
static std::optional<LayerCost> denseCost(const Network &network, const GroupPlan &group) {
  std::optional<ConvSpec> spec =
      group.layers.size() == 1 ? denseSpec(network.opOf(group.layers.front())) : std::nullopt;
  return spec ? std::optional(costOf(*spec)) : std::nullopt;
}

/// Makes the last of `before` that can prefetch, and does not yet, prefetch for layer `consumer`,
/// which has `cost`.
static void prefetchFrom(const Network &network, MutableArrayRef<GroupPlan> before,
                         int64_t consumer, const LayerCost &cost) {
  // What is prefetched stays until it is read.
  double between = 0, kept = network.cpu.l3Bytes * keptShare;
  for (GroupPlan &group : llvm::reverse(before)) {
    for (const LayerPlan &layer : group.layers)
      for (Value operand : network.opOf(layer)->getOperands())
        between += double(bytesOf(operand));
    if (between > kept)
      return;
    LayerPlan &layer = group.layers.front();
    std::optional<LayerCost> prefetcher = denseCost(network, group);
    if (!prefetcher || layer.prefetch || !cast<Conv2dOp>(network.opOf(layer)).isPointwise() ||
        layer.tiling.outer != LoopOrder::Channels)
      continue;
    if (int64_t count = prefetchableWeights(*prefetcher, cost, network.cpu); count > 0) {
      layer.prefetch = {consumer, count};
      return;
    }
  }
}

void prefetchForConsumer(const Network &network, GroupPlan &group) {
  size_t layers = group.layers.size();
  if (group.mode == GroupMode::SplitReduction || layers < 2)
    return;
  auto producer = dyn_cast<Conv2dOp>(network.opOf(group.layers[layers - 2]));
  auto consumer = dyn_cast<Conv2dOp>(network.opOf(group.layers[layers - 1]));
  group.layers[layers - 2].prefetchConsumer =
      producer && consumer && producer.getGroup() == 1 && hasDepthwiseKernel(consumer);
}

void prefetchWeights(const Network &network, Plan &plan) {
  MutableArrayRef<GroupPlan> groups = plan.groups;
  for (auto [index, group] : llvm::enumerate(groups))
    if (std::optional<LayerCost> cost = denseCost(network, group);
        cost && isMemoryBound(*cost, network.cpu))
      prefetchFrom(network, groups.take_front(index), group.layers.front().number, *cost);
}

} // namespace mnc
