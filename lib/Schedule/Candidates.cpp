// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Candidates.h"
#include "Groups.h"

#include "mnc/Kernels/Tilings.h"
#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;

namespace mnc {

Operation *nextInChain(Operation *op) {
  GroupOp group = groupOf(op);
  Value result = group.getResult(0);
  if (!result.hasOneUse())
    return nullptr;
  Operation *consumer = *result.getUsers().begin();
  bool isLayer = isa_and_nonnull<GroupOp>(consumer->getParentOp());
  return isLayer && isOnlyConsumer(consumer, group) ? consumer : nullptr;
}

SmallVector<int64_t> channelTileSizes(Conv2dOp conv, const CpuModel &cpu) {
  int64_t channels = shapeOf(conv).back(), step = floatLanes(cpu);
  if (KernelAttr kernel = kernelOf(conv))
    step = kernel.getVectors() * kernel.getLanes();
  SmallVector<int64_t> sizes;
  for (int64_t size = step; size < channels; size += step)
    if (channels % size == 0)
      sizes.push_back(size);
  return sizes;
}

std::vector<GroupPlan> candidates(const Network &network, Chain chain,
                                  const SearchOptions &options) {
  if (chain.size() == 1)
    return {{.layers = {layerOf(network, chain.front())}}};
  std::vector<GroupPlan> groups;
  if (!options.stream)
    return groups;
  addRows(network, chain, options, groups);
  if (options.cacheBlocks) {
    addChannelTiles(network, chain, groups);
    addSplitReductions(network, chain, groups);
  }
  if (options.cacheBlocks)
    for (GroupPlan &group : groups) {
      padIntermediates(network, group);
      prefetchForConsumer(network, group);
    }
  return groups;
}

} // namespace mnc
