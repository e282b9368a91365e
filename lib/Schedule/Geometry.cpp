// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Geometry.h"

#include "Groups.h"
#include "LayerCycles.h"
#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;

namespace mnc {

Network::Network(func::FuncOp graph, const CpuModel &cpu)
    : graph(graph), cpu(cpu), ops(opsInExecutionOrder(graph)) {
  for (auto [number, op] : llvm::enumerate(ops)) {
    numbers[op] = number;
    if (auto conv = dyn_cast<Conv2dOp>(op))
      weightBytes += bytesOf(conv.getFilter());
  }
}

LogicalResult Network::countCycles() {
  for (Operation *op : ops) {
    FailureOr<std::optional<double>> cycles =
        isa<Conv2dOp>(op) ? std::optional(epilogueCycles(op, cpu)) : plainCycles(op, cpu);
    if (failed(cycles))
      return failure();
    ownCycles.push_back(*cycles);
  }
  return success();
}

LayerPlan layerOf(const Network &network, Operation *op) {
  LayerPlan layer;
  layer.number = network.numbers.lookup(op);
  layer.node = nodeTextOf(op).str();
  layer.op = nameOf(op).str();
  if (BufferAttr buffer = bufferOf(groupOf(op).getResult(0)))
    layer.buffer.pixelPad = buffer.getPixelPad();
  return layer;
}

BufferAttr borderBetween(GroupMode mode, Operation *consumer) {
  if (mode == GroupMode::SplitReduction)
    return BufferAttr::of(consumer->getContext(), Space::Workspace, 0, {});
  return ringFor(consumer).withRing(0);
}

FailureOr<BufferAttr> bufferIn(Operation *op, BufferAttr buffer, const BufferPlan &plan) {
  auto emitError = [&] { return op->emitError("the plan of its result: "); };
  BufferAttr planned = BufferAttr::getChecked(
      emitError, op->getContext(), buffer.getSpace(), buffer.getOffset(), plan.ring,
      plan.channelTile, plan.channelBlock, plan.pixelPad, buffer.getBorder(), buffer.getFill());
  if (!planned)
    return failure();
  return planned;
}

/// Returns the layout of the result of layer `index`, which is not the last, of `group`.
static Layout layoutBetween(const Network &network, const GroupPlan &group, size_t index) {
  Operation *op = network.opOf(group.layers[index]);
  BufferAttr border = borderBetween(group.mode, network.opOf(group.layers[index + 1]));
  return layoutIn(*bufferIn(op, border, group.layers[index].buffer), shapeOf(op->getResult(0)),
                  group.channelTile > 0);
}

/// Returns the output channels that layer `index` computes as one tile; 0 if all.
static int64_t channelTileOf(const GroupPlan &group, size_t index) {
  if (group.channelTile)
    return group.channelTile;
  for (size_t result : {index, index - 1})
    if (result < group.layers.size() && group.layers[result].buffer.channelTile)
      return group.layers[result].buffer.channelTile;
  return 0;
}

LayerGeometry geometryOf(const Network &network, const GroupPlan &group, size_t index) {
  LayerGeometry layer{network.opOf(group.layers[index])};
  bool isLast = index + 1 == group.layers.size();
  layer.addsKTiles = group.mode == GroupMode::SplitReduction && isLast;
  if (auto conv = dyn_cast<Conv2dOp>(layer.op)) {
    layer.channelTile = layer.addsKTiles ? 0 : channelTileOf(group, index);
    layer.spec = convSpecOf(conv);
  }
  if (index > 0)
    layer.spec.input = layoutBetween(network, group, index - 1);
  if (!isLast)
    layer.spec.output = layoutBetween(network, group, index);
  return layer;
}

} // namespace mnc
