// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Groups of a dense convolution and its depthwise consumer that compute channel tiles.

#include "Candidates.h"
#include "Groups.h"

#include "mnc/Kernels/Tilings.h"
#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/Cost.h"

using namespace mlir;

namespace mnc {

/// Returns how many rows of the result a step computes, at least 1: as many as have windows in a
/// ring that the first-level cache keeps, evened out so that all steps are about equal.
static int64_t rowsPerStep(int64_t height, int64_t stride, int64_t span, int64_t ringRowBytes,
                           const CpuModel &cpu) {
  int64_t ringRows = int64_t(cpu.l1Bytes * keptShare) / ringRowBytes;
  int64_t most = std::clamp<int64_t>((ringRows - span) / stride + 1, 1, height);
  return llvm::divideCeil(height, llvm::divideCeil(height, most));
}

void addChannelTiles(const Network &network, Chain chain, std::vector<GroupPlan> &groups) {
  auto producer = dyn_cast<Conv2dOp>(chain.front()), consumer = dyn_cast<Conv2dOp>(chain.back());
  if (chain.size() != 2 || !producer || !consumer || producer.getGroup() != 1 ||
      !hasDepthwiseKernel(consumer))
    return;
  BufferAttr ring = ringFor(consumer);
  Layout layout = ringLayoutOf(ring, producer);
  int64_t stride = consumer.getStrides()[0], span = ring.getRing();
  for (int64_t channelTile : channelTileSizes(producer, network.cpu)) {
    int64_t rowBytes = layout.strides[1] / layout.shape[3] * channelTile * int64_t(sizeof(float));
    int64_t rows = rowsPerStep(shapeOf(consumer)[1], stride, span, rowBytes, network.cpu);
    GroupPlan group{.mode = GroupMode::ChannelTiles,
                    .channelTile = channelTile,
                    .rows = rows,
                    .layers = {layerOf(network, producer), layerOf(network, consumer)}};
    group.layers.front().buffer = {.ring = span + (rows - 1) * stride, .channelTile = channelTile};
    blockRings(network, group, /*mostRingBytes=*/0);
    groups.push_back(std::move(group));
  }
}

} // namespace mnc
