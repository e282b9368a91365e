// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Estimate.h"
#include "Groups.h"

#include "mnc/Kernels/KernelTable.h"
#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;

namespace mnc {

namespace {

/// The calls of a layer's kernel.
struct Calls {
  /// A row of what one of them computes, or all of it.
  ConvSpec spec;
  /// Channel tiles or K tiles, steps along the rows, and rows of all steps.
  int64_t tiles = 1, steps = 1, rows = 1;
};

/// A group, its geometries, and what its layers share.
class GroupEstimate {
public:
  GroupEstimate(const Network &network, const GroupPlan &group, const Prefetched &prefetched)
      : network(network), cpu(network.cpu), group(group), prefetched(prefetched) {
    for (size_t index = 0; index < group.layers.size(); ++index)
      geometries.push_back(geometryOf(network, group, index));
    held = heldBytes();
  }

  Cost of(size_t index) const;

private:
  /// True if a layer of the group computes `value`. Groups may be fused already.
  bool isInside(Value value) const {
    Operation *op = value.getDefiningOp();
    if (auto producer = dyn_cast_or_null<GroupOp>(op))
      op = computeOps(producer).back();
    return llvm::any_of(geometries, [&](const LayerGeometry &layer) { return layer.op == op; });
  }
  bool isLast(size_t index) const { return index + 1 == group.layers.size(); }

  Calls callsOf(const LayerGeometry &layer) const;
  double prefetchCycles(size_t index, const Calls &calls) const;
  double heldBytes() const;
  double passingBytes(Operation *op) const;
  void addWeights(size_t index, const Calls &calls, Cost &cost) const;

  const Network &network;
  const CpuModel &cpu;
  const GroupPlan &group;
  const Prefetched &prefetched;
  std::vector<LayerGeometry> geometries;
  /// Bytes of the weights and the rings of the group, or of a channel tile of it: what its steps
  /// come back to.
  double held;
};

} // namespace

//--- compute -----------------------------------------------------------------

Calls GroupEstimate::callsOf(const LayerGeometry &layer) const {
  Calls calls{layer.spec};
  if (group.mode == GroupMode::Rows || group.mode == GroupMode::ChannelTiles) {
    ArrayRef<int64_t> shape = calls.spec.output.shape;
    calls.rows = shape[0] * shape[1];
    calls.steps = llvm::divideCeil(calls.rows, group.rows);
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
double GroupEstimate::prefetchCycles(size_t index, const Calls &calls) const {
  if (!group.layers[index].prefetchConsumer)
    return 0;
  const Tiling &tiling = group.layers[index].tiling;
  ArrayRef<int64_t> shape = calls.spec.output.shape;
  int64_t tiles = llvm::divideCeil(shape[2], tiling.pixels) *
                  llvm::divideCeil(shape[3], tiling.vectors * tiling.lanes);
  return callCycles * double(calls.tiles * calls.rows * tiles);
}

//--- traffic -----------------------------------------------------------------

double GroupEstimate::heldBytes() const {
  double bytes = 0;
  for (auto [index, layer] : llvm::enumerate(geometries)) {
    auto conv = dyn_cast<Conv2dOp>(layer.op);
    double tiles = group.channelTile && !layer.addsKTiles
                       ? double(shapeOf(layer.op->getResult(0)).back() / group.channelTile)
                       : 1;
    if (conv)
      bytes += double(bytesOf(conv.getFilter())) / tiles;
    if (!isLast(index) && (conv || group.mode == GroupMode::Rows))
      bytes += double(layer.spec.output.bufferElements) * sizeof(float);
  }
  return bytes;
}

/// Returns the bytes that `layer` reads from, or writes to, a ring that the first-level cache does
/// not hold.
static double ringTraffic(const Layout &ring, const LayerGeometry &layer, const CpuModel &cpu) {
  if (!ring.ringRows)
    return 0;
  int64_t channels = ring.channelTile ? ring.channelTile : ring.shape[3];
  double tile = layer.channelTile ? double(layer.channelTile) / double(channels) : 1;
  double ringBytes = double(ring.bufferElements) * sizeof(float) * tile;
  double beyond = std::max(0.0, 1 - cpu.l1Bytes * keptShare / ringBytes);
  bool isRead = &ring == &layer.spec.input;
  double rows = isRead ? double(shapeOf(layer.op->getResult(0))[1] * rowWindowOf(layer.op)->span())
                       : double(ring.shape[1]);
  return beyond * rows * double(ring.shape[0] * ring.shape[2] * ring.shape[3]) * sizeof(float);
}

/// Returns how many runs of values, each apart from the others, a row of the result of `op` reads.
/// Where each value has the place of one that is read, rows follow each other.
static double streamsPerRow(Operation *op) {
  if (isa<TransposeOp>(op))
    return double(shapeOf(op->getResult(0)).back());
  return isReadRowByRow(op->getOpOperand(0)) ? 0 : 1;
}

/// Returns the bytes that a layer reads from outside its group, without the weights of a
/// convolution.
double GroupEstimate::passingBytes(Operation *op) const {
  auto conv = dyn_cast<Conv2dOp>(op);
  double bytes = 0;
  for (Value operand : op->getOperands())
    if ((!conv || operand != conv.getFilter()) && !isInside(operand))
      bytes += double(bytesOf(operand));
  return bytes;
}

/// Returns the packed bytes of the weights of `layer`, a convolution: more than those of its filter
/// in Winograd's form.
static double packedBytes(const LayerPlan &layer, Operation *op) {
  double filter = double(bytesOf(op->getOperand(1)));
  const Kernel *row = findKernel(layer.kernel);
  if (!row || !row->conv || !row->conv->winogradTile)
    return filter;
  ArrayRef<int64_t> shape = shapeOf(op->getOperand(1));
  double side = double(row->conv->winogradTile) + double(shape[2]) - 1;
  return filter * side * side / double(shape[2] * shape[3]);
}

Cost GroupEstimate::of(size_t index) const {
  const LayerGeometry &layer = geometries[index];
  Operation *op = layer.op;
  auto conv = dyn_cast<Conv2dOp>(op);
  bool isFirst = index == 0;
  Cost cost;
  std::optional<double> own = network.ownCycles[group.layers[index].number];
  if (!own)
    return cost;
  cost.compute = *own;
  cost.calls = 1;
  double reads = passingBytes(op);
  double writes = isLast(index) ? double(bytesOf(op->getResult(0))) : 0;
  if (conv) {
    Calls calls = callsOf(layer);
    const ConvKernel &kernel = *findKernel(group.layers[index].kernel)->conv;
    cost.calls = double(calls.tiles * calls.steps);
    cost.compute += double(calls.tiles * calls.rows) *
                    kernel.cycles(calls.spec, group.layers[index].tiling, cpu);
    cost.compute += prefetchCycles(index, calls);
    if (isFirst && group.channelTile)
      reads += double(bytesOf(conv.getInput())) * double(calls.tiles - 1);
    addWeights(index, calls, cost);
  } else if (ArrayRef<int64_t> shape = shapeOf(op->getResult(0)); group.mode == GroupMode::Rows) {
    cost.calls = double(shape[0] * shape[1]);
  } else if (group.channelTile) {
    cost.calls = double(shape.back() / group.channelTile);
  }
  // From beyond the second-level cache, a kernel that computes much with each value is ahead of its
  // loads; one that does not waits for them.
  bool waits = !conv || hasDepthwiseKernel(conv);
  double passing = reads + writes + held;
  Traffic input = Traffic::of(reads, passing, cpu), output = Traffic::of(writes, passing, cpu);
  Traffic beyond{0, input.l3, input.memory};
  (waits ? cost.exposed : cost.hidden) += beyond;
  // Row by row, prefetchers begin anew with each row of an input that is materialised.
  if (waits && isFirst && group.mode == GroupMode::Rows)
    cost.exposed += beyond * streamsPerRow(op);
  cost.hidden.l2 += input.l2 + output.l2;
  for (const Layout *ring : {&layer.spec.input, &layer.spec.output})
    cost.hidden.l2 += ringTraffic(*ring, layer, cpu);
  // Lines that are written come first, and others go to make room.
  cost.exposed += {0, 2 * output.l3, 2 * output.memory};
  return cost;
}

/// Adds the streams of the weights of layer `index`, a convolution, and of what it prefetches.
void GroupEstimate::addWeights(size_t index, const Calls &calls, Cost &cost) const {
  constexpr double floatBytes = sizeof(float);
  const LayerGeometry &layer = geometries[index];
  double all = double(network.weightBytes);
  double weights = packedBytes(group.layers[index], layer.op);
  double early = floatBytes * double(prefetched.lookup(group.layers[index].number));
  // The last layer of a split reduction reads what the first has prefetched.
  if (layer.addsKTiles)
    cost.hidden += Traffic::of(weights / double(calls.tiles), weights / double(calls.tiles), cpu) *
                   double(calls.tiles);
  else
    cost.hidden += Traffic::of(weights - early, all, cpu);
  cost.hidden.l3 += early;
  cost.hidden += Traffic::of(weights * double(calls.steps - 1), held, cpu);
  double ahead = 0;
  if (group.mode == GroupMode::SplitReduction && index == 0)
    ahead = double(bytesOf(geometries.back().op->getOperand(1)));
  if (const std::optional<PrefetchPlan> &prefetch = group.layers[index].prefetch)
    ahead = floatBytes * double(prefetch->count);
  cost.hidden += Traffic::of(ahead, all, cpu);
}

std::vector<Cost> estimate(const Network &network, const GroupPlan &group,
                           const Prefetched &prefetched) {
  GroupEstimate estimates(network, group, prefetched);
  std::vector<Cost> costs;
  for (size_t index = 0; index < group.layers.size(); ++index)
    costs.push_back(estimates.of(index));
  return costs;
}

void estimateLayers(const Network &network, Plan &plan) {
  Prefetched prefetched;
  for (const GroupPlan &group : plan.groups)
    for (const LayerPlan &layer : group.layers)
      if (layer.prefetch)
        prefetched[layer.prefetch->layer] = layer.prefetch->count;
  for (GroupPlan &group : plan.groups)
    for (auto [layer, cost] : llvm::zip(group.layers, estimate(network, group, prefetched))) {
      layer.cycles = cost.cycles(network.cpu);
      layer.limit = cost.limit(network.cpu).str();
    }
}

} // namespace mnc
