// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Groups whose last layer is split along K.

#include "Candidates.h"
#include "Groups.h"

#include "mnc/Kernels/Tilings.h"
#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;

namespace mnc {

void addSplitReductions(const Network &network, Chain chain, std::vector<GroupPlan> &groups) {
  const CpuModel &cpu = network.cpu;
  auto producer = dyn_cast<Conv2dOp>(chain.front());
  if (chain.drop_front().size() != 2 || !producer || producer.getGroup() != 1 ||
      !isa<AvgPool2dOp, MaxPool2dOp>(chain[1]) || !canSplitReduction(chain[2]))
    return;
  int64_t outputs = shapeOf(chain[2]->getResult(0)).back();
  bool coversOnce = paddedSize(splitIntoVectors(outputs, floatLanes(cpu))) == outputs;
  if (!coversOnce || kernelOf(chain[2]) || sumOrderOf(chain[2], cpu) != SumOrder())
    return;
  for (int64_t channelTile : channelTileSizes(producer, cpu)) {
    GroupPlan group{.mode = GroupMode::SplitReduction, .channelTile = channelTile};
    for (Operation *op : chain)
      group.layers.push_back(layerOf(network, op));
    for (LayerPlan &layer : MutableArrayRef(group.layers).drop_back())
      layer.buffer = {};
    group.layers.front().buffer.channelTile = channelTile;
    groups.push_back(std::move(group));
  }
}

} // namespace mnc
