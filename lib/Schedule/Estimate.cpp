// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Estimate.h"
#include "Groups.h"

#include "mnc/Kernels/KernelTable.h"
#include "mnc/Kernels/Tilings.h"
#include "mnc/Kernels/ValueLayout.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace mnc {

//--- compute -----------------------------------------------------------------

/// Returns the operations on a vector that a function takes.
static double operationsOf(Attribute fn) {
  return llvm::TypeSwitch<Attribute, double>(fn)
      .Case<BiasAttr>([](auto) { return 0.0; })
      .Case<ResidualAttr, ScaleAttr, AbsAttr, FloorAttr, CeilAttr, RoundAttr>(
          [](auto) { return 1.0; })
      .Case<ClampAttr>([](auto) { return 0.5; })
      .Case<PReluAttr, LeakyReluAttr, SignAttr>([](auto) { return 2.0; })
      .Case<HardSigmoidAttr, HardSwishAttr>([](auto) { return 3.0; })
      .Case<SqrtAttr>([](auto) { return 10.0; })
      .Case<SwishAttr, SigmoidAttr, TanhAttr, ExpAttr, EluAttr>([](auto) { return 20.0; })
      .Default([](auto) { return 40.0; });
}

static double vectorsOf(Value value, const CpuModel &cpu) {
  return double(elementsOf(value)) / double(floatLanes(cpu));
}

/// Returns the cycles of the steps after the sums.
static double epilogueCycles(Operation *op, const CpuModel &cpu) {
  auto steps = dyn_cast<EpilogueOpInterface>(op);
  double operations = 0;
  if (steps && steps.getEpilogueSteps())
    for (Attribute fn : steps.getEpilogueSteps())
      operations += operationsOf(fn);
  return vectorsOf(op->getResult(0), cpu) * operations / cpu.fmasPerCycle;
}

/// Returns the cycles of an operation that is no convolution.
static double plainCycles(Operation *op, const CpuModel &cpu) {
  // Of a value that is moved alone, of a window that begins, and of each of its values.
  constexpr double scalarCycles = 0.5, windowCycles = 12, tapCycles = 3, softmaxOperations = 40;
  double vectors = vectorsOf(op->getResult(0), cpu), loads = 0;
  for (Value operand : op->getOperands())
    loads += vectorsOf(operand, cpu);
  double moved = loads / cpu.loadsPerCycle + vectors / cpu.storesPerCycle;
  if (auto pool = dyn_cast<AvgPool2dOp>(op))
    return vectors * (windowCycles + tapCycles * double(llvm::product_of(pool.getWindow())));
  if (auto pool = dyn_cast<MaxPool2dOp>(op))
    return vectors * (windowCycles + tapCycles * double(llvm::product_of(pool.getWindow())));
  if (isa<SoftmaxOp>(op))
    return vectors * softmaxOperations / cpu.fmasPerCycle;
  if (auto pointwise = dyn_cast<PointwiseOp>(op))
    return moved + vectors * operationsOf(pointwise.getFn()) / cpu.fmasPerCycle;
  if (auto matmul = dyn_cast<MatmulOp>(op))
    return vectors * double(shapeOf(matmul.getLhs()).back()) / cpu.fmasPerCycle;
  bool isMoved =
      isa<AddOp, SubOp, MulOp, DivOp, MaxOp, MinOp, CopyOp, PadOp, ConcatOp, SliceOp>(op);
  return isMoved ? moved : scalarCycles * double(elementsOf(op->getResult(0)));
}

namespace {
/// The calls of a layer's kernel.
struct Calls {
  /// A row of what one of them computes, or all of it.
  ConvSpec spec;
  /// Channel tiles or K tiles, steps along the rows, and rows of all steps.
  int64_t tiles = 1, steps = 1, rows = 1;
};
} // namespace

/// Returns how many rows of the last layer a step of a group of channel tiles computes.
static int64_t rowsPerStep(const Network &network, const GroupPlan &group) {
  ConvSpec last = geometryOf(network, group, group.layers.size() - 1).spec;
  return std::max<int64_t>(1, (last.input.ringRows - last.windowRows()) / last.stride[0] + 1);
}

static Calls callsOf(const Network &network, const GroupPlan &group, const LayerGeometry &layer) {
  Calls calls{layer.spec};
  Layout &out = calls.spec.output;
  if (group.mode == GroupMode::Rows || group.mode == GroupMode::ChannelTiles) {
    int64_t rows = group.mode == GroupMode::Rows ? 1 : rowsPerStep(network, group);
    calls.rows = out.shape[0] * out.shape[1];
    calls.steps = llvm::divideCeil(calls.rows, rows);
    calls.spec = rowOf(calls.spec);
  } else if (!layer.addsKTiles) {
    calls.spec = flattenSpatial(calls.spec, epilogueOf(cast<Conv2dOp>(layer.op)));
  }
  if (layer.channelTile) {
    calls.tiles = layer.spec.output.shape[3] / layer.channelTile;
    calls.spec = tileChannels(calls.spec, layer.channelTile);
  }
  if (layer.addsKTiles) {
    calls.tiles = layer.spec.input.shape[3] / group.channelTile;
    calls.spec = tileInputChannels(calls.spec, group.channelTile);
  }
  return calls;
}

/// Returns the cycles in which a dense layer prefetches what the last layer of its group, a
/// depthwise one, will store and load: for each register tile, it finds out where that is.
static double prefetchCycles(const Network &network, const GroupPlan &group, size_t index,
                             const Calls &calls) {
  constexpr double tileCycles = 30;
  auto last = dyn_cast<Conv2dOp>(network.opOf(group.layers.back()));
  if (group.mode == GroupMode::SplitReduction || index + 2 != group.layers.size() || !last ||
      !hasDepthwiseKernel(last) || calls.spec.groups != 1)
    return 0;
  const Tiling &tiling = group.layers[index].tiling;
  ArrayRef<int64_t> shape = calls.spec.output.shape;
  int64_t tiles = llvm::divideCeil(shape[2], tiling.pixels) *
                  llvm::divideCeil(shape[3], tiling.vectors * tiling.lanes);
  return tileCycles * double(calls.tiles * calls.rows * tiles);
}

//--- traffic -----------------------------------------------------------------

/// Returns the bytes of the weights and the rings of a group, or of a channel tile of it: what its
/// steps come back to.
static double heldBytes(const Network &network, const GroupPlan &group) {
  double held = 0;
  for (size_t index = 0; index < group.layers.size(); ++index) {
    LayerGeometry layer = geometryOf(network, group, index);
    auto conv = dyn_cast<Conv2dOp>(layer.op);
    if (!conv)
      continue;
    double tiles = group.channelTile && !layer.addsKTiles
                       ? double(layer.spec.output.shape[3] / group.channelTile)
                       : 1;
    held += double(bytesOf(conv.getFilter())) / tiles;
    if (index + 1 < group.layers.size())
      held += double(layer.spec.output.bufferElements) * sizeof(float);
  }
  return held;
}

/// Returns the bytes that `layer` reads from, or writes to, a ring that the first-level cache does
/// not hold.
static double ringTraffic(const Layout &ring, const LayerGeometry &layer, const CpuModel &cpu) {
  if (!ring.ringRows)
    return 0;
  int64_t channels = ring.channelTile ? ring.channelTile : ring.shape[3];
  double tile = layer.channelTile ? double(layer.channelTile) / double(channels) : 1;
  double ringBytes = double(ring.bufferElements) * sizeof(float) * tile;
  // The rest of the cache is for what passes by.
  double beyond = std::max(0.0, 1 - cpu.l1Bytes * 0.75 / ringBytes);
  bool isRead = &ring == &layer.spec.input;
  double rows =
      isRead ? double(layer.spec.output.shape[1] * layer.spec.windowRows()) : double(ring.shape[1]);
  return beyond * rows * double(ring.shape[0] * ring.shape[2] * ring.shape[3]) * sizeof(float);
}

/// Returns the traffic of an input that is waited for: what lies in the second-level cache in part.
static Traffic waitedFor(const Traffic &input) {
  return {0.7 * input.l2, 1.5 * input.l3, 1.5 * input.memory};
}

/// Returns the bytes that a layer alone reads: its input, unless that comes through a ring, and
/// operands of the epilogue.
static double passingBytes(Operation *op, bool isFirst) {
  auto conv = dyn_cast<Conv2dOp>(op);
  double bytes = 0;
  for (OpOperand &operand : op->getOpOperands())
    if (operand.getOperandNumber() == 0 ? isFirst : !conv || operand.get() != conv.getFilter())
      bytes += double(bytesOf(operand.get()));
  return bytes;
}

Cost estimate(const Network &network, const GroupPlan &group, size_t index, int64_t prefetched) {
  constexpr double floatBytes = sizeof(float);
  const CpuModel &cpu = network.cpu;
  LayerGeometry layer = geometryOf(network, group, index);
  Operation *op = layer.op;
  auto conv = dyn_cast<Conv2dOp>(op);
  bool isFirst = index == 0, isLast = index + 1 == group.layers.size();
  double held = heldBytes(network, group), all = double(network.weightBytes);
  Cost cost;
  cost.compute = epilogueCycles(op, cpu);
  double reads = passingBytes(op, isFirst), steps = 1;
  double writes = isLast ? double(bytesOf(op->getResult(0))) : 0;
  if (conv) {
    Calls calls = callsOf(network, group, layer);
    const ConvKernel &kernel = *findKernel(group.layers[index].kernel)->conv;
    cost.calls = double(calls.tiles * calls.steps);
    cost.compute += double(calls.tiles * calls.rows) *
                    kernel.cycles(calls.spec, group.layers[index].tiling, cpu);
    cost.compute += prefetchCycles(network, group, index, calls);
    steps = double(calls.steps);
    if (isFirst && group.channelTile)
      reads += double(bytesOf(conv.getInput())) * double(calls.tiles - 1);
  } else {
    cost.compute += plainCycles(op, cpu);
  }
  // A kernel that computes much with each value is ahead of its loads; one that does not waits for
  // most of them.
  bool waits = !conv || hasDepthwiseKernel(conv);
  double passing = reads + writes + held;
  Traffic input = Traffic::of(reads, passing, cpu), output = Traffic::of(writes, passing, cpu);
  // Row by row, prefetchers begin anew with each row of an input that is materialised.
  constexpr double anew = 2;
  if (waits && isFirst && group.mode == GroupMode::Rows)
    input = input * anew;
  input.l2 += isFirst ? 0 : ringTraffic(layer.spec.input, layer, cpu);
  output.l2 += isLast ? 0 : ringTraffic(layer.spec.output, layer, cpu);
  if (waits)
    cost.exposed += waitedFor({input.l2 + output.l2, input.l3, input.memory});
  else
    cost.hidden += {input.l2 + output.l2, input.l3, input.memory};
  // Lines that are written come first, and others go to make room.
  cost.exposed += {0, 2 * output.l3, 2 * output.memory};
  if (!conv)
    return cost;
  double weights = double(bytesOf(conv.getFilter()));
  // The last layer of a split reduction reads what the first has prefetched.
  if (layer.addsKTiles) {
    double tiles = double(layer.spec.input.shape[3]) / double(group.channelTile);
    cost.hidden += Traffic::of(weights / tiles, weights / tiles, cpu) * tiles;
  } else {
    cost.hidden += Traffic::of(weights - floatBytes * double(prefetched), all, cpu);
  }
  cost.hidden.l3 += floatBytes * double(prefetched);
  cost.hidden += Traffic::of(weights * (steps - 1), held, cpu);
  double ahead = 0;
  if (group.mode == GroupMode::SplitReduction && isFirst)
    ahead = double(bytesOf(network.opOf(group.layers.back())->getOperand(1)));
  if (const std::optional<PrefetchPlan> &prefetch = group.layers[index].prefetch)
    ahead = floatBytes * double(prefetch->count);
  cost.ahead = Traffic::of(ahead, all, cpu);
  return cost;
}

void estimateLayers(const Network &network, Plan &plan) {
  llvm::DenseMap<int64_t, int64_t> prefetched;
  for (const GroupPlan &group : plan.groups)
    for (const LayerPlan &layer : group.layers)
      if (layer.prefetch)
        prefetched[layer.prefetch->layer] = layer.prefetch->count;
  for (GroupPlan &group : plan.groups)
    for (auto [index, layer] : llvm::enumerate(group.layers)) {
      Cost cost = estimate(network, group, index, prefetched.lookup(layer.number));
      layer.cycles = cost.cycles(network.cpu);
      layer.limit = cost.limit(network.cpu).str();
    }
}

} // namespace mnc
