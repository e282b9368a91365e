// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How the values between the layers of a group lie: in channel blocks and channel tiles, or with
// padded pixels.

#include "Candidates.h"
#include "Groups.h"

#include "mnc/Kernels/Tilings.h"
#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/PixelStride.h"

using namespace mlir;

namespace mnc {

/// Returns the channel tile in which the rows between `producer` and the next layer are computed:
/// the largest whose ring takes at most `mostBytes`; 0 if all channels do, or no tile does.
static int64_t channelTileOfRows(Conv2dOp producer, const Layout &ring, double mostBytes,
                                 const CpuModel &cpu) {
  double bytes = double(ring.bufferElements) * sizeof(float), channels = double(ring.shape[3]);
  int64_t best = 0;
  if (bytes > mostBytes)
    for (int64_t size : channelTileSizes(producer, cpu))
      if (bytes * double(size) / channels <= mostBytes)
        best = size;
  return best;
}

int64_t rowsPerCall(const WindowDim &window) {
  return std::max(window.span() - window.padBefore, window.stride);
}

/// Blocks the ring between layer `producer` of `group` and the next.
static void blockRing(const Network &network, GroupPlan &group, size_t producer,
                      double mostRingBytes) {
  auto op = cast<Conv2dOp>(network.opOf(group.layers[producer]));
  auto consumer = cast<Conv2dOp>(network.opOf(group.layers[producer + 1]));
  int64_t lanes = floatLanes(network.cpu);
  bool isPlain = groupOf(op).getResult(0).hasOneUse();
  if (kernelOf(op) || kernelOf(consumer) || op.getGroup() != 1 || !hasDepthwiseKernel(consumer) ||
      !isPlain)
    return;
  BufferPlan &ring = group.layers[producer].buffer;
  int64_t channels = ring.channelTile ? ring.channelTile : shapeOf(op)[3];
  if (channels % lanes != 0 || channels == lanes)
    return;
  WindowDim window = consumer.getRowWindow();
  bool firstRowNeedsInput = window.padBefore < ring.ring;
  Layout layout = geometryOf(network, group, producer).spec.output;
  int64_t channelTile =
      group.channelTile ? 0 : channelTileOfRows(op, layout, mostRingBytes, network.cpu);
  ring.channelBlock = lanes;
  if (!channelTile || !firstRowNeedsInput)
    return;
  ring.channelTile = channelTile;
  // The producer's own input holds the windows of the rows of one call.
  if (producer > 0) {
    WindowDim own = op.getRowWindow();
    group.layers[producer - 1].buffer.ring = (rowsPerCall(window) - 1) * own.stride + own.span();
  }
}

void blockRings(const Network &network, GroupPlan &group, double mostRingBytes) {
  for (size_t producer = 0; producer + 1 < group.layers.size(); ++producer)
    if (isa<Conv2dOp>(network.opOf(group.layers[producer])) &&
        isa<Conv2dOp>(network.opOf(group.layers[producer + 1])))
      blockRing(network, group, producer, mostRingBytes);
}

void padIntermediates(const Network &network, GroupPlan &group) {
  for (size_t producer = 0; producer + 1 < group.layers.size(); ++producer) {
    Value result = network.opOf(group.layers[producer])->getResult(0);
    BufferPlan &buffer = group.layers[producer].buffer;
    // Pixels of one vector lie beside each other.
    if (!hasPixels(result) || buffer.channelBlock)
      continue;
    auto consumer = dyn_cast<Conv2dOp>(network.opOf(group.layers[producer + 1]));
    buffer.pixelPad = pixelPadding(buffer.channelTile ? buffer.channelTile : shapeOf(result).back(),
                                   consumer && hasDepthwiseKernel(consumer), network.cpu);
  }
}

} // namespace mnc
