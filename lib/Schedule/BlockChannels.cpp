// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Lays the rings that depthwise convolutions read in blocks of channels, and
// has rows that the first-level cache cannot hold computed panel by panel.

#include "Chains.h"
#include "ScheduleTarget.h"

#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/KernelChoice.h"
#include "mnc/Schedule/Passes.h"

using namespace mlir;

namespace mnc {
#define GEN_PASS_DEF_BLOCKCHANNELS
#include "mnc/Schedule/Passes.h.inc"

namespace {

struct BlockChannelsPass : impl::BlockChannelsBase<BlockChannelsPass> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<CpuRow> row = cpuRowFor(getOperation(), triple, cpu);
    if (failed(row))
      return signalPassFailure();
    for (auto region : getOperation().getBody().getOps<RegionOp>()) {
      SmallVector<Conv2dOp> convs = convsOf(region);
      for (size_t reader = 1; reader < convs.size(); ++reader)
        block(ArrayRef(convs).take_front(reader + 1), region, *row);
    }
  }

  /// The ring between the last two of `convs`, which begin the region.
  void block(ArrayRef<Conv2dOp> convs, RegionOp region, const CpuRow &cpu) {
    Conv2dOp reader = convs.back(), producer = convs[convs.size() - 2];
    int64_t lanes = floatLanes(cpu);
    bool chosen = producer.getKernelAttr() || reader.getKernelAttr();
    if (chosen || producer.getGroup() != 1 || !isDepthwise(convSpecOf(reader)))
      return;
    BufferAttr ring = bufferOf(producer.getResult());
    int64_t channels = ring.getPanel() ? ring.getPanel() : shapeOf(producer)[3];
    if (channels % lanes != 0 || channels == lanes)
      return;
    ring = ring.withBlock(lanes);
    int64_t panel = region.getPanel() ? 0 : panelOfRows(producer, ring, cpu);
    bool firstRowNeedsInput = reader.getPads()[0] < ring.getRing();
    if (panel && firstRowNeedsInput) {
      ring = ring.withPanel(panel);
      holdRowsOf(convs.drop_back(), rowsTogether(reader));
    }
    setBuffer(cast<OpResult>(producer.getResult()), ring);
  }

  static int64_t panelOfRows(Conv2dOp producer, BufferAttr ring, const CpuRow &cpu) {
    Layout layout = layoutIn(ring, producer);
    int64_t pixels = layout.bufferElements / layout.shape[3];
    return chooseRowPanel(*kernelFor(producer)->conv, convSpecOf(producer), pixels, cpu);
  }

  /// The most rows that a row of `reader` needs of its input and that no row above needed.
  static int64_t rowsTogether(Conv2dOp reader) {
    ConvSpec spec = convSpecOf(reader);
    return std::max(spec.rowSpan() - spec.pad[0], spec.stride[0]);
  }

  /// The ring that the last of `convs` reads, if it reads one, has the windows of `rows` rows.
  static void holdRowsOf(ArrayRef<Conv2dOp> convs, int64_t rows) {
    if (convs.size() < 2)
      return;
    ConvSpec spec = convSpecOf(Conv2dOp(convs.back()));
    auto input = cast<OpResult>(Conv2dOp(convs.back()).getInput());
    setBuffer(input, bufferOf(input).withRing((rows - 1) * spec.stride[0] + spec.rowSpan()));
  }
};

} // namespace
} // namespace mnc
