// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Fuses a dense convolution with the depthwise one that is its only consumer into a group that
// computes channel tiles.

#include "Groups.h"

#include "mnc/Kernels/ModuleTarget.h"
#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/KernelChoice.h"
#include "mnc/Schedule/Passes.h"
#include "mnc/Schedule/Streaming.h"

using namespace mlir;

namespace mnc {
#define GEN_PASS_DEF_TILECHANNELS
#include "mnc/Schedule/Passes.h.inc"

namespace {

struct TileChannelsPass : impl::TileChannelsBase<TileChannelsPass> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<CpuModel> row = cpuModelOf(getOperation());
    if (failed(row))
      return signalPassFailure();
    auto isConsumer = [](Conv2dOp conv) { return hasDepthwiseKernel(conv); };
    for (Conv2dOp consumer : singleConvs(getOperation(), isConsumer))
      join(consumer, *row);
  }

  void join(Conv2dOp consumer, const CpuModel &cpu) {
    Conv2dOp producer = producerOf(consumer);
    // A tiling that was chosen in advance need not divide a channel tile.
    if (!producer || kernelOf(producer))
      return;
    PairFootprint pair{bytesOf(producer.getInput()), bytesOf(producer.getFilter()),
                       bytesOf(producer.getResult()), bytesOf(consumer.getResult())};
    if (!profitableToTile(pair, cpu))
      return;
    BufferAttr ring = ringFor(consumer);
    Layout layout = ringLayoutOf(ring, producer);
    int64_t channelTile =
        chooseChannelTile(chooseConvKernel(producer, cpu), rowOf(convSpecOf(producer)),
                          layout.bufferElements / layout.shape[3], cpu);
    ArrayRef<int64_t> shape = shapeOf(producer);
    if (!channelTile || !tilesReadLess(pair, shape[1], shape[3] / channelTile))
      return;
    int64_t stride = consumer.getStrides()[0], span = ring.getRing();
    int64_t rowBytes = layout.strides[1] / layout.shape[3] * channelTile * int64_t(sizeof(float));
    int64_t rows = rowsPerStep(shapeOf(consumer)[1], stride, span, rowBytes, cpu);
    ring = ring.withRing(span + (rows - 1) * stride).withChannelTile(channelTile);
    fuseInto(groupOf(producer), consumer, ring);
    groupOf(consumer).setChannelTile(channelTile);
    setReason(groupOf(consumer), "by channel tiles: " + tilingReason(pair.betweenBytes));
  }
};

} // namespace
} // namespace mnc
