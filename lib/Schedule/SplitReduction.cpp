// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Fuses a dense convolution, the pool that is its only consumer, and a dense layer of one pixel
// that waits for its weights into a group of channel tiles, where the last accumulates K tiles.

#include "Groups.h"

#include "mnc/Kernels/ModuleTarget.h"
#include "mnc/Kernels/Tilings.h"
#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/KernelChoice.h"
#include "mnc/Schedule/Passes.h"
#include "mnc/Schedule/Streaming.h"

using namespace mlir;

namespace mnc {
#define GEN_PASS_DEF_SPLITREDUCTION
#include "mnc/Schedule/Passes.h.inc"

namespace {

/// Returns the operation, alone in its group, whose result is `value`, if that has one use; null
/// otherwise.
Operation *singleProducer(Value value) {
  return value.hasOneUse() ? singleOp(value.getDefiningOp<GroupOp>()) : nullptr;
}

/// The layers of such a group, still alone in theirs.
struct Layers {
  Conv2dOp producer;
  Operation *pool;
  Operation *last;
};

/// Returns the layers that end in `last`; nothing if other layers come before it.
std::optional<Layers> layersBefore(Operation *last) {
  Layers layers{{}, singleProducer(last->getOperand(0)), last};
  if (!isa_and_nonnull<AvgPool2dOp, MaxPool2dOp>(layers.pool))
    return std::nullopt;
  layers.producer = dyn_cast_or_null<Conv2dOp>(singleProducer(layers.pool->getOperand(0)));
  bool isDense = layers.producer && layers.producer.getGroup() == 1;
  return isDense ? std::optional(layers) : std::nullopt;
}

struct SplitReductionPass : impl::SplitReductionBase<SplitReductionPass> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<CpuModel> row = cpuModelOf(getOperation());
    if (failed(row))
      return signalPassFailure();
    for (auto group : llvm::make_early_inc_range(getOperation().getBody().getOps<GroupOp>()))
      if (Operation *last = singleOp(group); last && canSplitReduction(last))
        if (std::optional<Layers> layers = layersBefore(last))
          join(*layers, *row);
  }

  static void join(Layers layers, const CpuModel &cpu) {
    ConvSpec last = *denseSpec(layers.last), producer = *denseSpec(layers.producer);
    LayerCost consumer = costOf(last), prefetcher = costOf(producer);
    bool chosen = kernelOf(layers.producer) || kernelOf(layers.last);
    int64_t outputs = last.output.shape[3];
    bool coversOnce = paddedSize(splitIntoVectors(outputs, floatLanes(cpu))) == outputs;
    if (chosen || !coversOnce || !isMemoryBound(consumer, cpu) ||
        !canHideLoads(prefetcher, consumer))
      return;
    ConvSpec whole = flattenSpatial(producer, epilogueOf(layers.producer));
    int64_t channelTile = chooseChannelTile(chooseConvKernel(layers.producer, cpu), whole,
                                            prefetcher.pixels, cpu, outputs);
    if (!channelTile)
      return;
    GroupOp group = groupOf(layers.last);
    fuseInto(groupOf(layers.pool), layers.last, intermediateBuffer(group, 0));
    fuseInto(groupOf(layers.producer), layers.pool, intermediateBuffer(group, channelTile));
    group.setChannelTile(channelTile);
    setReason(group, "by channel tiles: " +
                         splitReductionReason(consumer.weights * int64_t(sizeof(float))));
  }

  static BufferAttr intermediateBuffer(GroupOp group, int64_t channelTile) {
    return BufferAttr::of(group.getContext(), Space::Workspace, 0, {}).withChannelTile(channelTile);
  }
};

} // namespace
} // namespace mnc
