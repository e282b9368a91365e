// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Candidates.h"
#include "Groups.h"

#include "mnc/Kernels/Tilings.h"
#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;

namespace mnc {

Operation *nextInChain(Operation *op) {
  Operation *next = nullptr;
  for (OpOperand &use : groupOf(op).getResult(0).getUses()) {
    Operation *user = use.getOwner();
    bool isInput = use.getOperandNumber() == 0 && isa_and_nonnull<GroupOp>(user->getParentOp());
    if (!isInput && !isReadRowByRow(use))
      return nullptr;
    if (isInput && next)
      return nullptr;
    next = isInput ? user : next;
  }
  return next;
}

/// True if the results between the layers of `chain` have no other consumers.
static bool isPlain(Chain chain) {
  return llvm::all_of(chain.drop_back(),
                      [](Operation *op) { return groupOf(op).getResult(0).hasOneUse(); });
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
  if (options.cacheBlocks && isPlain(chain)) {
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
