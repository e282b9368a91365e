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

/// Returns one call of a convolution: a channel tile, a row of a streamed one, or all of it.
Call callOf(const LayerGeometry &layer, const ConvKernel &kernel, const CpuModel &cpu) {
  bool isStreamed = layer.spec.input.ringRows || layer.spec.output.ringRows;
  ConvSpec spec = isStreamed ? rowOf(layer.spec)
                             : flattenSpatial(layer.spec, epilogueOf(cast<Conv2dOp>(layer.op)));
  return layer.channelTile ? channelTileCall(kernel, spec, layer.channelTile, cpu)
                           : wholeCall(kernel, spec, cpu);
}

} // namespace

double leastCycles(const ConvKernel &kernel, const ConvSpec &spec, const CpuModel &cpu) {
  double least = std::numeric_limits<double>::infinity();
  for (const Tiling &tiling : kernel.tilings(spec, cpu))
    least = std::min(least, kernel.cycles(spec, tiling, cpu));
  return least;
}

/// Returns the lanes of a vector of the widest elements that `op` reads or writes, those of floats
/// at most.
static int64_t elementLanes(Operation *op, const CpuModel &cpu) {
  int64_t widest = sizeof(float);
  for (Value value : llvm::concat<const Value>(op->getOperands(), op->getResults()))
    widest = std::max(widest, elementBytesOf(value));
  return floatLanes(cpu) * int64_t(sizeof(float)) / widest;
}

LayerGeometry geometryAlone(Operation *op) {
  LayerGeometry layer{op};
  if (auto conv = dyn_cast<Conv2dOp>(op))
    layer.spec = convSpecOf(conv);
  return layer;
}

/// True if a call computes a part of the layer.
static bool isSlice(const LayerGeometry &layer) {
  return layer.spec.input.ringRows || layer.spec.output.ringRows || layer.channelTile ||
         layer.addsKTiles;
}

/// True if a kernel computes `op` that computes no slices.
static bool hasWholeKernel(Operation *op, const CpuModel &cpu) {
  return !op->hasAttr(directAttr) && llvm::any_of(kernelTable(), [&](const Kernel &kernel) {
    return kernel.conv && kernel.conv->scratchFloats && kernel.supports(op, cpu);
  });
}

SmallVector<KernelCandidate> kernelCandidates(const LayerGeometry &layer, const CpuModel &cpu) {
  Operation *op = layer.op;
  SmallVector<KernelCandidate> candidates;
  for (const Kernel &kernel : kernelTable()) {
    if (!kernel.supports(op, cpu))
      continue;
    if (kernel.conv && layer.addsKTiles && !kernel.conv->addsKTiles)
      continue;
    if (kernel.conv && kernel.conv->scratchFloats && (isSlice(layer) || op->hasAttr(directAttr)))
      continue;
    if (!kernel.conv) {
      candidates.push_back(
          {kernelAttr(op->getContext(), kernel.name, {.lanes = elementLanes(op, cpu)})});
      continue;
    }
    Call call = callOf(layer, *kernel.conv, cpu);
    for (const Tiling &tiling : call.tilings)
      candidates.push_back({kernelAttr(op->getContext(), kernel.name, tiling),
                            kernel.conv->cycles(call.spec, tiling, cpu)});
  }
  return candidates;
}

/// Returns the first candidate of the least cycles; null if there is none.
static KernelAttr cheapest(ArrayRef<KernelCandidate> candidates) {
  const auto *best =
      llvm::min_element(candidates, [](const KernelCandidate &lhs, const KernelCandidate &rhs) {
        return lhs.cycles < rhs.cycles;
      });
  return best == candidates.end() ? nullptr : best->kernel;
}

SumOrder sumOrderOf(StringRef kernel, const Tiling &tiling) {
  const Kernel *row = findKernel(kernel);
  if (!row || !row->conv)
    return {};
  bool alongLanes = row->conv->vectorsAlongK;
  return {alongLanes ? tiling.lanes : tiling.splitK, alongLanes, row->conv->winogradTile};
}

static SumOrder sumOrderOf(KernelAttr kernel) {
  return sumOrderOf(kernel.getName(), tilingOf(kernel));
}

SumOrder sumOrderOf(Operation *op, const CpuModel &cpu) {
  if (KernelAttr kernel = kernelOf(op))
    return sumOrderOf(kernel);
  LayerGeometry alone = geometryAlone(op);
  for (Layout *layout : {&alone.spec.input, &alone.spec.output})
    *layout = denseLayout(layout->shape);
  KernelAttr kernel = cheapest(kernelCandidates(alone, cpu));
  return kernel ? sumOrderOf(kernel) : SumOrder();
}

KernelAttr chooseKernel(const LayerGeometry &layer, const CpuModel &cpu) {
  SmallVector<KernelCandidate> candidates = kernelCandidates(layer, cpu);
  auto isOneOrder = [&] {
    return llvm::all_of(candidates, [&](const KernelCandidate &candidate) {
      return sumOrderOf(candidate.kernel) == sumOrderOf(candidates.front().kernel);
    });
  };
  bool isWithoutSome = isSlice(layer) && hasWholeKernel(layer.op, cpu);
  if (isa<Conv2dOp>(layer.op) && (isWithoutSome || !isOneOrder())) {
    SumOrder order = sumOrderOf(layer.op, cpu);
    llvm::erase_if(candidates, [&](const KernelCandidate &candidate) {
      return sumOrderOf(candidate.kernel) != order;
    });
  }
  return cheapest(candidates);
}

const ConvKernel &chooseConvKernel(const LayerGeometry &layer, const CpuModel &cpu) {
  return *findKernel(chooseKernel(layer, cpu).getName())->conv;
}

} // namespace mnc
