// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Joins a dense convolution with the depthwise one that alone reads it into a
// region that computes panels of channels.

#include "Chains.h"
#include "ScheduleTarget.h"

#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/KernelChoice.h"
#include "mnc/Schedule/Passes.h"
#include "mnc/Schedule/Streaming.h"

using namespace mlir;

namespace mnc {
#define GEN_PASS_DEF_PANELREGIONS
#include "mnc/Schedule/Passes.h.inc"

namespace {

struct PanelRegionsPass : impl::PanelRegionsBase<PanelRegionsPass> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<CpuRow> row = cpuRowFor(getOperation(), triple, cpu);
    if (failed(row))
      return signalPassFailure();
    auto isReader = [](Conv2dOp conv) { return isDepthwise(convSpecOf(conv)); };
    for (Conv2dOp reader : loneConvs(getOperation(), isReader))
      join(reader, *row);
  }

  void join(Conv2dOp reader, const CpuRow &cpu) {
    Conv2dOp producer = producerOf(reader);
    // Blocks that were chosen in advance need not divide a panel.
    if (!producer || producer.getKernelAttr())
      return;
    PairFacts pair{bytesOf(producer.getInput()), bytesOf(producer.getFilter()),
                   bytesOf(producer.getResult()), bytesOf(reader.getResult())};
    if (!worthPanels(pair, cpu))
      return;
    BufferAttr ring = ringBefore(reader);
    Layout layout = layoutIn(ring, producer);
    int64_t panel = choosePanel(*kernelFor(producer)->conv, convSpecOf(producer),
                                layout.bufferElements / layout.shape[3], cpu);
    ArrayRef<int64_t> map = shapeOf(producer);
    if (!panel || !panelsReadLess(pair, map[1], map[3] / panel))
      return;
    int64_t stride = reader.getStrides()[0], span = ring.getRing();
    int64_t rowBytes = layout.strides[1] / layout.shape[3] * panel * int64_t(sizeof(float));
    int64_t rows = panelRows(shapeOf(reader)[1], stride, span, rowBytes, cpu);
    ring = ring.withRing(span + (rows - 1) * stride).withPanel(panel);
    joinWith(regionOf(producer), reader, ring);
    regionOf(reader).setPanel(panel);
    explain(regionOf(reader), "in panels of channels: " + whyPanels(pair.betweenBytes));
  }
};

} // namespace
} // namespace mnc
