// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Joins a dense convolution, the pool that alone reads it, and a dense layer of one pixel
// that waits for its weights into a region that computes panels of channels.

#include "Chains.h"
#include "ScheduleTarget.h"

#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/Asking.h"
#include "mnc/Schedule/KernelChoice.h"
#include "mnc/Schedule/Passes.h"
#include "mnc/Schedule/Streaming.h"

using namespace mlir;

namespace mnc {
#define GEN_PASS_DEF_SUMPANELS
#include "mnc/Schedule/Passes.h.inc"

namespace {

/// The operation of a region that holds nothing else and whose result is read once.
Operation *loneProducer(Value value) {
  auto region = value.getDefiningOp<RegionOp>();
  bool isAlone = region && region->hasOneUse() && llvm::hasNItems(region.getBody().front(), 2);
  return isAlone ? &region.getBody().front().front() : nullptr;
}

/// Whether a layer adds up the products of one pixel after its bias, and covers no value
/// twice.
bool addsUpOnePixel(Operation *op, int64_t lanes) {
  auto conv = dyn_cast<Conv2dOp>(op);
  if (!isa<FullyConnectedOp>(op) && !(conv && conv.isPointwise() && conv.getGroup() == 1))
    return false;
  int64_t outputs = shapeOf(op->getResult(0)).back(), inputs = shapeOf(op->getOperand(0)).back();
  bool onePixel = elementsOf(op->getResult(0)) == outputs && elementsOf(op->getOperand(0)) == inputs;
  bool coversOnce = coveredValues(coverVectors(outputs, lanes)) == outputs;
  SmallVector<EpilogueLink> links = epilogueOf(cast<EpilogueOpInterface>(op));
  bool onlyBias = links.empty() || (links.size() == 1 && links[0].kind == EpilogueLink::Bias);
  return onePixel && coversOnce && onlyBias;
}

/// The layers of such a region, still alone in theirs.
struct Layers {
  Conv2dOp producer;
  Operation *pool;
  /// Null if the last layer reads the pool itself.
  ReshapeOp reshape;
  Operation *last;
};

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
    for (auto region : llvm::make_early_inc_range(getOperation().getBody().getOps<RegionOp>())) {
      Operation *last = &region.getBody().front().front();
      if (llvm::hasNItems(region.getBody().front(), 2) && addsUpOnePixel(last, floatLanes(*row)))
        if (std::optional<Layers> layers = layersBefore(last))
          join(*layers, *row);
    }
  }

  static void join(Layers layers, const CpuRow &cpu) {
    int64_t outputs = elementsOf(layers.last->getResult(0));
    int64_t inputs = elementsOf(layers.last->getOperand(0));
    bool chosen = layers.producer.getKernelAttr() || layers.last->hasAttr("kernel");
    ConvSpec spec = collapsePixels(convSpecOf(layers.producer), epilogueOf(layers.producer));
    int64_t pixels = elementsOf(layers.producer.getResult()) / inputs;
    LayerFacts waiting{1, inputs * outputs};
    if (chosen || !waitsForWeights(waiting, cpu) ||
        !coversWeights({pixels, spec.taps() * inputs}, waiting))
      return;
    int64_t panel = choosePanel(*kernelFor(layers.producer)->conv, spec, pixels, cpu, outputs);
    if (!panel)
      return;
    auto region = cast<RegionOp>(layers.last->getParentOp());
    moveInto(region, layers.producer, innerBuffer(region, panel));
    moveInto(region, layers.pool, innerBuffer(region, 0));
    if (layers.reshape)
      layers.reshape->moveBefore(layers.last);
    region.setPanel(panel);
    explain(region, "in panels of channels: " + whySums(waiting.weights * int64_t(sizeof(float))));
  }

  static BufferAttr innerBuffer(RegionOp region, int64_t panel) {
    MLIRContext *context = region.getContext();
    auto fill = FloatAttr::get(Float32Type::get(context), 0.0);
    return BufferAttr::get(context, Space::Workspace, 0, 0, panel, 0, 0, {}, fill);
  }

  /// Moves `op`, alone in its region, before the last one of `region`.
  static void moveInto(RegionOp region, Operation *op, BufferAttr buffer) {
    auto before = cast<RegionOp>(op->getParentOp());
    before.getResult(0).replaceAllUsesWith(op->getResult(0));
    op->moveBefore(region.getBody().front().getTerminator()->getPrevNode());
    op->setAttr(innerBufferAttr, buffer);
    before.erase();
  }
};

} // namespace
} // namespace mnc
