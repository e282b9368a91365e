// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Joins a dense convolution, the pool that alone reads it, and a dense layer of one pixel
// that waits for its weights into a region that computes panels of channels.

#include "Chains.h"
#include "ScheduleTarget.h"

#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/KernelChoice.h"
#include "mnc/Schedule/Passes.h"
#include "mnc/Schedule/Streaming.h"

using namespace mlir;

namespace mnc {
#define GEN_PASS_DEF_SUMPANELS
#include "mnc/Schedule/Passes.h.inc"

namespace {

/// The operation, alone in its region, whose result is `value` and read once.
Operation *loneProducer(Value value) {
  return value.hasOneUse() ? onlyOp(value.getDefiningOp<RegionOp>()) : nullptr;
}

/// The layers of such a region, still alone in theirs.
struct Layers {
  Conv2dOp producer;
  Operation *pool;
  /// Null if the last layer reads the pool itself.
  ReshapeOp reshape;
  Operation *last;
};

/// Nothing if other layers come before `last`.
std::optional<Layers> layersBefore(Operation *last) {
  Layers layers{{}, {}, last->getOperand(0).getDefiningOp<ReshapeOp>(), last};
  if (layers.reshape && !layers.reshape->hasOneUse())
    return std::nullopt;
  layers.pool = loneProducer(layers.reshape ? layers.reshape.getInput() : last->getOperand(0));
  if (!isa_and_nonnull<AvgPool2dOp, MaxPool2dOp>(layers.pool))
    return std::nullopt;
  layers.producer = dyn_cast_or_null<Conv2dOp>(loneProducer(layers.pool->getOperand(0)));
  bool isDense = layers.producer && layers.producer.getGroup() == 1;
  bool onePixel = elementsOf(layers.pool->getResult(0)) == shapeOf(layers.pool->getResult(0)).back();
  return isDense && onePixel ? std::optional(layers) : std::nullopt;
}

struct SumPanelsPass : impl::SumPanelsBase<SumPanelsPass> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<CpuRow> row = cpuRowFor(getOperation(), triple, cpu);
    if (failed(row))
      return signalPassFailure();
    for (auto region : llvm::make_early_inc_range(getOperation().getBody().getOps<RegionOp>()))
      if (Operation *last = onlyOp(region); last && canSumPanels(last))
        if (std::optional<Layers> layers = layersBefore(last))
          join(*layers, *row);
  }

  static void join(Layers layers, const CpuRow &cpu) {
    ConvSpec last = *denseSpec(layers.last), producer = *denseSpec(layers.producer);
    LayerFacts waiting = factsOf(last), asking = factsOf(producer);
    bool chosen = layers.producer.getKernelAttr() || layers.last->hasAttr("kernel");
    int64_t outputs = last.output.shape[3];
    bool coversOnce = coveredValues(coverVectors(outputs, floatLanes(cpu))) == outputs;
    if (chosen || !coversOnce || !waitsForWeights(waiting, cpu) || !coversWeights(asking, waiting))
      return;
    ConvSpec whole = collapsePixels(producer, epilogueOf(layers.producer));
    int64_t panel = choosePanel(*kernelFor(layers.producer)->conv, whole, asking.pixels, cpu, outputs);
    if (!panel)
      return;
    RegionOp region = regionOf(layers.last);
    if (layers.reshape)
      layers.reshape->moveBefore(layers.last);
    joinWith(regionOf(layers.pool), &region.getBody().front().front(), innerBuffer(region, 0));
    joinWith(regionOf(layers.producer), layers.pool, innerBuffer(region, panel));
    region.setPanel(panel);
    explain(region, "in panels of channels: " + whySums(waiting.weights * int64_t(sizeof(float))));
  }

  static BufferAttr innerBuffer(RegionOp region, int64_t panel) {
    return BufferAttr::of(region.getContext(), Space::Workspace, 0, {}).withPanel(panel);
  }
};

} // namespace
} // namespace mnc
