// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Groups of layers that are streamed: (expand, depthwise, project), a slice of that, or several.

#include "Candidates.h"
#include "Groups.h"

#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/Cost.h"

using namespace mlir;

namespace mnc {

/// True if each result pixel is computed from the input pixel at the same place only.
static bool keepsPixels(Conv2dOp conv) {
  return conv.isPointwise() &&
         llvm::all_of(conv.getStrides(), [](int64_t stride) { return stride == 1; }) &&
         llvm::all_of(conv.getPads(), [](int64_t pad) { return pad == 0; });
}

/// True if a row ring may lie between a layer and its consumer.
static bool mayStream(Operation *producer, Operation *next) {
  if (!computesRows(producer) || !rowWindowOf(next))
    return false;
  auto conv = dyn_cast<Conv2dOp>(producer), consumer = dyn_cast<Conv2dOp>(next);
  if (!conv || !consumer)
    return true;
  bool afterDepthwise = hasDepthwiseKernel(conv) && keepsPixels(consumer);
  bool afterDense = conv.getGroup() == 1 && consumer.getGroup() == 1;
  bool beforeDepthwise =
      hasDepthwiseKernel(consumer) && (hasDepthwiseKernel(conv) || conv.getGroup() == 1);
  return afterDepthwise || afterDense || beforeDepthwise;
}

/// Returns how many rows of what the layer before `chain` computes exist beyond the one that the
/// last layer computes, when that is computed; nothing if that varies, or is less than nothing.
static std::optional<int64_t> rowsAhead(Chain chain) {
  int64_t ahead = 0;
  for (Operation *op : chain) {
    std::optional<WindowDim> window = rowWindowOf(op);
    if (!window || window->stride != 1)
      return std::nullopt;
    ahead += window->span() - 1 - window->padBefore;
    if (ahead < 0)
      return std::nullopt;
  }
  return ahead;
}

/// Calls visit(producer, consumer) with the positions in `chain` of results that are read once more
/// by a layer of it; false if something else reads one.
static bool forLaterConsumers(Chain chain, function_ref<void(size_t, size_t)> visit) {
  for (size_t producer = 0; producer + 1 < chain.size(); ++producer)
    for (OpOperand &use : groupOf(chain[producer]).getResult(0).getUses()) {
      size_t consumer = llvm::find(chain, use.getOwner()) - chain.begin();
      if (consumer == producer + 1 && use.getOperandNumber() == 0)
        continue;
      if (consumer <= producer || consumer == chain.size() || !isReadRowByRow(use))
        return false;
      visit(producer, consumer);
    }
  return true;
}

/// True if what the layers of `chain` read of each other is there when they run.
static bool hasRowsInTime(Chain chain) {
  bool inTime = true;
  bool isClosed = forLaterConsumers(chain, [&](size_t producer, size_t consumer) {
    inTime &= rowsAhead(chain.slice(producer + 1, consumer - producer)).has_value();
  });
  return isClosed && inTime;
}

void widenRings(const Network &network, GroupPlan &group) {
  SmallVector<Operation *> ops;
  for (const LayerPlan &layer : group.layers)
    ops.push_back(network.opOf(layer));
  Chain chain = ops;
  forLaterConsumers(chain, [&](size_t producer, size_t consumer) {
    bool isTiled = group.layers[consumer].buffer.channelTile > 0;
    int64_t calls = isTiled ? rowsPerCall(*rowWindowOf(chain[consumer + 1])) : 1;
    int64_t &ring = group.layers[producer].buffer.ring;
    ring = std::max(ring, *rowsAhead(chain.slice(producer + 1, consumer - producer)) + calls);
  });
}

void addRows(const Network &network, Chain chain, const SearchOptions &options,
             std::vector<GroupPlan> &groups) {
  if (!options.rows)
    return;
  GroupPlan group{.mode = GroupMode::Rows};
  for (Operation *op : chain) {
    // All of a single row is computed at once anyhow.
    if (!computesRows(op) || shapeOf(op->getResult(0))[1] == 1)
      return;
    group.layers.push_back(layerOf(network, op));
  }
  for (auto [layer, op, next] : llvm::zip(group.layers, chain, chain.drop_front())) {
    if (!mayStream(op, next))
      return;
    layer.buffer = {.ring = ringFor(next).getRing()};
  }
  if (!hasRowsInTime(chain))
    return;
  if (!options.cacheBlocks) {
    widenRings(network, group);
    return groups.push_back(std::move(group));
  }
  double kept = keptShare * network.cpu.l1Bytes;
  for (double mostRingBytes : {std::numeric_limits<double>::infinity(), kept, kept / 2}) {
    GroupPlan blocked = group;
    blockRings(network, blocked, mostRingBytes);
    widenRings(network, blocked);
    groups.push_back(std::move(blocked));
  }
}

} // namespace mnc
