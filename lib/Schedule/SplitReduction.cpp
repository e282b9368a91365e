// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Groups whose last layer is split along K.

#include "Candidates.h"
#include "Groups.h"

#include "mnc/Kernels/Tilings.h"
#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/Streaming.h"

using namespace mlir;

namespace mnc {

namespace {

/// Returns the operation, alone in its group, whose result is `value`, if that has one use; null
/// otherwise.
Operation *singleProducer(Value value) {
  return value.hasOneUse() ? singleOp(value.getDefiningOp<GroupOp>()) : nullptr;
}

struct Layers {
  Conv2dOp producer;
  Operation *pool;
  Conv2dOp last;
};

/// Returns the layers that end in `last`; nothing if other layers come before it.
std::optional<Layers> layersBefore(Conv2dOp last) {
  Layers layers{{}, singleProducer(last.getInput()), last};
  if (!isa_and_nonnull<AvgPool2dOp, MaxPool2dOp>(layers.pool))
    return std::nullopt;
  layers.producer = dyn_cast_or_null<Conv2dOp>(singleProducer(layers.pool->getOperand(0)));
  bool isDense = layers.producer && layers.producer.getGroup() == 1;
  return isDense ? std::optional(layers) : std::nullopt;
}

} // namespace

std::optional<GroupPlan> splitReduction(const Network &network, Operation *op, IsFree isFree) {
  const CpuModel &cpu = network.cpu;
  std::optional<Layers> layers =
      canSplitReduction(op) ? layersBefore(cast<Conv2dOp>(op)) : std::nullopt;
  if (!layers || !isFree(op) || !isFree(layers->pool) || !isFree(layers->producer))
    return std::nullopt;
  ConvSpec last = convSpecOf(layers->last), producer = convSpecOf(layers->producer);
  LayerCost consumer = costOf(last), prefetcher = costOf(producer);
  bool chosen = kernelOf(layers->producer) || kernelOf(layers->last);
  int64_t outputs = last.output.shape[3];
  bool coversOnce = paddedSize(splitIntoVectors(outputs, floatLanes(cpu))) == outputs;
  if (chosen || !coversOnce || sumOrderOf(op, cpu) != SumOrder() || !isMemoryBound(consumer, cpu) ||
      !canHideLoads(prefetcher, consumer))
    return std::nullopt;
  ConvSpec whole = flattenSpatial(producer, epilogueOf(layers->producer));
  const ConvKernel &kernel = chooseConvKernel(geometryAlone(layers->producer), cpu);
  int64_t channelTile = chooseChannelTile(kernel, whole, prefetcher.pixels, cpu, outputs);
  if (!channelTile)
    return std::nullopt;
  GroupPlan group{.mode = GroupMode::SplitReduction, .channelTile = channelTile};
  for (Operation *each : {layers->producer.getOperation(), layers->pool, op})
    group.layers.push_back(layerOf(network, each));
  for (LayerPlan &layer : MutableArrayRef(group.layers).drop_back())
    layer.buffer = {};
  group.layers.front().buffer.channelTile = channelTile;
  group.reason =
      "by channel tiles: " + splitReductionReason(consumer.weights * int64_t(sizeof(float)));
  return group;
}

} // namespace mnc
