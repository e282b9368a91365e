// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Schedule/KernelChoice.h"

#include "mnc/Kernels/Tilings.h"
#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;

namespace mnc {

namespace {

/// The part of a convolution that one call of its kernel computes, and the tilings for it.
struct Call {
  ConvSpec spec;
  SmallVector<Tiling> tilings;
};

Call wholeCall(const ConvKernel &kernel, const ConvSpec &spec, const CpuModel &cpu) {
  return {spec, kernel.tilings(spec, cpu)};
}

/// Returns the call for one channel tile; the register tiles of each tiling divide it.
Call channelTileCall(const ConvKernel &kernel, const ConvSpec &spec, int64_t channels,
                     const CpuModel &cpu) {
  Call call = wholeCall(kernel, tileChannels(spec, channels), cpu);
  llvm::erase_if(call.tilings, [&](const Tiling &tiling) {
    return channels / tiling.lanes % tiling.vectors != 0;
  });
  // A depthwise row is stored as whole pixels, whose lines follow each other.
  for (Tiling &tiling : call.tilings)
    tiling.outer = spec.groups == 1 ? LoopOrder::Channels : LoopOrder::Pixels;
  return call;
}

/// Returns the output channels that `conv` computes as one tile; 0 if all.
int64_t assignedChannelTile(Conv2dOp conv) {
  if (isSplitReduction(conv))
    return 0;
  if (int64_t channelTile = channelTileOf(conv))
    return channelTile;
  for (Value value : {conv.getResult(), conv.getInput()})
    if (BufferAttr buffer = bufferOf(underlyingBuffer(value)); buffer && buffer.getChannelTile())
      return buffer.getChannelTile();
  return 0;
}

/// Returns one call of `op`: a channel tile, a row of a streamed convolution, or a whole layer.
Call callOf(Operation *op, const ConvKernel &kernel, const CpuModel &cpu) {
  auto conv = cast<Conv2dOp>(op);
  ConvSpec spec = convSpecOf(conv);
  int64_t channelTile = assignedChannelTile(conv);
  bool isStreamed = spec.input.ringRows || spec.output.ringRows;
  spec = isStreamed ? rowOf(spec) : flattenSpatial(spec, epilogueOf(conv));
  return channelTile ? channelTileCall(kernel, spec, channelTile, cpu)
                     : wholeCall(kernel, spec, cpu);
}

Tiling best(const ConvKernel &kernel, const Call &call, const CpuModel &cpu) {
  return *llvm::min_element(call.tilings, [&](const Tiling &lhs, const Tiling &rhs) {
    return kernel.cycles(call.spec, lhs, cpu) < kernel.cycles(call.spec, rhs, cpu);
  });
}

} // namespace

Tiling chooseTiling(const ConvKernel &kernel, const ConvSpec &spec, const CpuModel &cpu) {
  return best(kernel, wholeCall(kernel, spec, cpu), cpu);
}

double leastCycles(const ConvKernel &kernel, const ConvSpec &spec, const CpuModel &cpu) {
  return kernel.cycles(spec, chooseTiling(kernel, spec, cpu), cpu);
}

Tiling chooseChannelTileTiling(const ConvKernel &kernel, const ConvSpec &spec, int64_t channels,
                               const CpuModel &cpu) {
  return best(kernel, channelTileCall(kernel, spec, channels, cpu), cpu);
}

/// Least estimated cycles of a call, beside which calling costs little.
static constexpr double leastCallCycles = 1000;

/// A channel tile that fits, with the estimated cycles of all tiles.
struct ChannelTileCandidate {
  int64_t channels;
  double cycles;
};

/// True if a ring of `pixels` pixels of `channels` floats takes at most three quarters of the
/// first-level cache.
static bool ringStays(int64_t pixels, int64_t channels, const CpuModel &cpu) {
  return pixels * channels * int64_t(sizeof(float)) <= int64_t(cpu.l1Bytes) * 3 / 4;
}

static SmallVector<ChannelTileCandidate>
fittingChannelTiles(const ConvKernel &kernel, const ConvSpec &spec, int64_t ringPixels,
                    const CpuModel &cpu, int64_t consumerWeights = 0) {
  // More weights of the consumer than these would be waited for.
  constexpr int64_t floatBytes = sizeof(float), mostConsumerBytes = 128 * 1024;
  int64_t channels = spec.output.shape[3], lanes = floatLanes(cpu);
  double most = 1.02 * leastCycles(kernel, spec, cpu);
  SmallVector<ChannelTileCandidate> fitting;
  for (int64_t channelTile = lanes; channelTile < channels; channelTile += lanes) {
    bool fits = ringStays(ringPixels, channelTile, cpu) &&
                channelTile * spec.k() * floatBytes <= int64_t(cpu.l2Bytes) / 4 &&
                channelTile * consumerWeights * floatBytes <=
                    std::min(int64_t(cpu.l2Bytes) / 4, mostConsumerBytes);
    if (channels % channelTile != 0 || !fits)
      continue;
    Tiling tiling = chooseChannelTileTiling(kernel, spec, channelTile, cpu);
    double callCycles = kernel.cycles(tileChannels(spec, channelTile), tiling, cpu);
    double cycles = callCycles * double(channels / channelTile);
    if (callCycles >= leastCallCycles && cycles < most)
      fitting.push_back({channelTile, cycles});
  }
  return fitting;
}

int64_t chooseChannelTile(const ConvKernel &kernel, const ConvSpec &spec, int64_t ringPixels,
                          const CpuModel &cpu, int64_t consumerWeights) {
  SmallVector<ChannelTileCandidate> fitting =
      fittingChannelTiles(kernel, spec, ringPixels, cpu, consumerWeights);
  auto *best = llvm::min_element(
      fitting, [](const ChannelTileCandidate &lhs, const ChannelTileCandidate &rhs) {
        return lhs.cycles < rhs.cycles;
      });
  return best == fitting.end() ? 0 : best->channels;
}

int64_t chooseRowChannelTile(const ConvKernel &kernel, const ConvSpec &spec, int64_t ringPixels,
                             const CpuModel &cpu) {
  int64_t best = 0;
  if (ringStays(ringPixels, spec.output.shape[3], cpu))
    return best;
  for (const ChannelTileCandidate &channelTile : fittingChannelTiles(kernel, spec, ringPixels, cpu))
    if (!best ||
        channelTile.channels * ringPixels * int64_t(sizeof(float)) <= int64_t(cpu.l1Bytes) / 2)
      best = channelTile.channels;
  return best;
}

/// Returns the lanes of a vector of the widest elements that `op` reads or writes, those of floats
/// at most.
static int64_t elementLanes(Operation *op, const CpuModel &cpu) {
  int64_t widest = sizeof(float);
  for (Value value : llvm::concat<const Value>(op->getOperands(), op->getResults()))
    widest = std::max(widest, elementBytesOf(value));
  return floatLanes(cpu) * int64_t(sizeof(float)) / widest;
}

SmallVector<KernelCandidate> kernelCandidates(Operation *op, const CpuModel &cpu) {
  SmallVector<KernelCandidate> candidates;
  for (const Kernel &kernel : kernelTable()) {
    if (!kernel.supports(op, cpu))
      continue;
    if (kernel.conv && isSplitReduction(op) && !kernel.conv->addsKTiles)
      continue;
    if (!kernel.conv) {
      candidates.push_back(
          {kernelAttr(op->getContext(), kernel.name, {.lanes = elementLanes(op, cpu)})});
      continue;
    }
    Call call = callOf(op, *kernel.conv, cpu);
    for (const Tiling &tiling : call.tilings)
      candidates.push_back({kernelAttr(op->getContext(), kernel.name, tiling),
                            kernel.conv->cycles(call.spec, tiling, cpu)});
  }
  return candidates;
}

KernelAttr chooseKernel(Operation *op, const CpuModel &cpu) {
  SmallVector<KernelCandidate> candidates = kernelCandidates(op, cpu);
  auto *best =
      llvm::min_element(candidates, [](const KernelCandidate &lhs, const KernelCandidate &rhs) {
        return lhs.cycles < rhs.cycles;
      });
  return best == candidates.end() ? nullptr : best->kernel;
}

const ConvKernel &chooseConvKernel(Conv2dOp conv, const CpuModel &cpu) {
  return *findKernel(chooseKernel(conv, cpu).getName())->conv;
}

} // namespace mnc
