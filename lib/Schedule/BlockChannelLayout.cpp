// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Stores the rings that depthwise convolutions read in channel blocks, and tiles the channels of
// rows that the first-level cache cannot hold.

#include "Groups.h"

#include "mnc/Kernels/ModuleTarget.h"
#include "mnc/Kernels/Tilings.h"
#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/KernelChoice.h"
#include "mnc/Schedule/Passes.h"

using namespace mlir;

namespace mnc {
#define GEN_PASS_DEF_BLOCKCHANNELLAYOUT
#include "mnc/Schedule/Passes.h.inc"

namespace {

struct BlockChannelLayoutPass : impl::BlockChannelLayoutBase<BlockChannelLayoutPass> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<CpuModel> row = cpuModelOf(getOperation());
    if (failed(row))
      return signalPassFailure();
    for (auto group : getOperation().getBody().getOps<GroupOp>()) {
      SmallVector<Conv2dOp> convs = convsOf(group);
      for (size_t consumer = 1; consumer < convs.size(); ++consumer)
        block(ArrayRef(convs).take_front(consumer + 1), group, *row);
    }
  }

  /// Blocks the ring between the last two of `convs`, the first convolutions of `group`.
  void block(ArrayRef<Conv2dOp> convs, GroupOp group, const CpuModel &cpu) {
    Conv2dOp consumer = convs.back(), producer = convs[convs.size() - 2];
    int64_t lanes = floatLanes(cpu);
    bool chosen = kernelOf(producer) || kernelOf(consumer);
    if (chosen || producer.getGroup() != 1 || !hasDepthwiseKernel(consumer))
      return;
    BufferAttr ring = bufferOf(producer.getResult());
    int64_t channels = ring.getChannelTile() ? ring.getChannelTile() : shapeOf(producer)[3];
    if (channels % lanes != 0 || channels == lanes)
      return;
    ring = ring.withChannelBlock(lanes);
    int64_t channelTile = group.getChannelTile() ? 0 : channelTileOfRows(producer, ring, cpu);
    bool firstRowNeedsInput = consumer.getPads()[0] < ring.getRing();
    if (channelTile && firstRowNeedsInput) {
      ring = ring.withChannelTile(channelTile);
      setRingRows(convs.drop_back(), rowsPerCall(consumer));
    }
    setBufferAttr(cast<OpResult>(producer.getResult()), ring);
  }

  static int64_t channelTileOfRows(Conv2dOp producer, BufferAttr ring, const CpuModel &cpu) {
    Layout layout = ringLayoutOf(ring, producer);
    int64_t pixels = layout.bufferElements / layout.shape[3];
    return chooseRowChannelTile(chooseConvKernel(producer, cpu), rowOf(convSpecOf(producer)),
                                pixels, cpu);
  }

  /// Returns the most rows of its input that one row of `consumer` is the first to need.
  static int64_t rowsPerCall(Conv2dOp consumer) {
    ConvSpec spec = convSpecOf(consumer);
    return std::max(spec.windowRows() - spec.pad[0], spec.stride[0]);
  }

  /// Gives the ring that the last of `convs` reads the windows of `rows` rows; nothing if that one
  /// reads no ring.
  static void setRingRows(ArrayRef<Conv2dOp> convs, int64_t rows) {
    if (convs.size() < 2)
      return;
    ConvSpec spec = convSpecOf(Conv2dOp(convs.back()));
    auto input = cast<OpResult>(Conv2dOp(convs.back()).getInput());
    setBufferAttr(input, bufferOf(input).withRing((rows - 1) * spec.stride[0] + spec.windowRows()));
  }
};

} // namespace
} // namespace mnc
