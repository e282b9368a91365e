// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Groups of a dense convolution and its depthwise consumer that compute channel tiles.

#include "Candidates.h"
#include "Groups.h"

#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/Streaming.h"

using namespace mlir;

namespace mnc {

std::optional<GroupPlan> channelTiles(const Network &network, Conv2dOp consumer, IsFree isFree) {
  const CpuModel &cpu = network.cpu;
  Conv2dOp producer = producerOf(consumer);
  // A tiling that was chosen in advance need not divide a channel tile.
  if (!hasDepthwiseKernel(consumer) || !producer || kernelOf(producer) || !isFree(consumer) ||
      !isFree(producer))
    return std::nullopt;
  PairFootprint pair{bytesOf(producer.getInput()), bytesOf(producer.getFilter()),
                     bytesOf(producer.getResult()), bytesOf(consumer.getResult())};
  if (!profitableToTile(pair, cpu))
    return std::nullopt;
  BufferAttr ring = ringFor(consumer);
  Layout layout = ringLayoutOf(ring, producer);
  int64_t channelTile =
      chooseChannelTile(chooseConvKernel(geometryAlone(producer), cpu), rowOf(convSpecOf(producer)),
                        layout.bufferElements / layout.shape[3], cpu);
  ArrayRef<int64_t> shape = shapeOf(producer);
  if (!channelTile || !tilesReadLess(pair, shape[1], shape[3] / channelTile))
    return std::nullopt;
  int64_t stride = consumer.getStrides()[0], span = ring.getRing();
  int64_t rowBytes = layout.strides[1] / layout.shape[3] * channelTile * int64_t(sizeof(float));
  int64_t rows = rowsPerStep(shapeOf(consumer)[1], stride, span, rowBytes, cpu);
  GroupPlan group{.mode = GroupMode::ChannelTiles,
                  .channelTile = channelTile,
                  .layers = {layerOf(network, producer), layerOf(network, consumer)},
                  .reason = "by channel tiles: " + tilingReason(pair.betweenBytes)};
  group.layers.front().buffer = {.ring = span + (rows - 1) * stride, .channelTile = channelTile};
  return group;
}

} // namespace mnc
