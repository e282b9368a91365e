// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Groups of convolutions that are streamed: (expand, depthwise, project), a slice of that, or
// several.

#include "Candidates.h"
#include "Groups.h"

#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;

namespace mnc {

/// True if each result pixel is computed from the input pixel at the same place only.
static bool keepsPixels(Conv2dOp conv) {
  return conv.isPointwise() &&
         llvm::all_of(conv.getStrides(), [](int64_t stride) { return stride == 1; }) &&
         llvm::all_of(conv.getPads(), [](int64_t pad) { return pad == 0; });
}

/// True if a row ring may lie between a convolution and its consumer.
static bool mayStream(Conv2dOp conv, Conv2dOp consumer) {
  bool afterDepthwise = hasDepthwiseKernel(conv) && keepsPixels(consumer);
  bool afterDense = conv.getGroup() == 1 && consumer.getGroup() == 1;
  bool beforeDepthwise =
      hasDepthwiseKernel(consumer) && (hasDepthwiseKernel(conv) || conv.getGroup() == 1);
  return afterDepthwise || afterDense || beforeDepthwise;
}

void addRows(const Network &network, Chain chain, const SearchOptions &options,
             std::vector<GroupPlan> &groups) {
  if (!options.rows)
    return;
  GroupPlan group{.mode = GroupMode::Rows};
  for (Operation *op : chain) {
    // All of a single row is computed at once anyhow.
    if (!isa<Conv2dOp>(op) || shapeOf(op->getResult(0))[1] == 1)
      return;
    group.layers.push_back(layerOf(network, op));
  }
  for (auto [layer, op, next] : llvm::zip(group.layers, chain, chain.drop_front())) {
    if (!mayStream(cast<Conv2dOp>(op), cast<Conv2dOp>(next)))
      return;
    layer.buffer = {.ring = ringFor(cast<Conv2dOp>(next)).getRing()};
  }
  if (!options.cacheBlocks)
    return groups.push_back(std::move(group));
  double l1Bytes = network.cpu.l1Bytes;
  for (double mostRingBytes :
       {std::numeric_limits<double>::infinity(), 0.75 * l1Bytes, 0.375 * l1Bytes}) {
    GroupPlan blocked = group;
    blockRings(network, blocked, mostRingBytes);
    groups.push_back(std::move(blocked));
  }
}

} // namespace mnc
