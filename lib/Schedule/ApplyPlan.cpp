// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Writes a plan into a graph: the only code that gives groups and layers the attributes of a
// schedule.

#include "Geometry.h"
#include "Groups.h"

#include "mnc/Kernels/KernelTable.h"
#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/Plan.h"

#include "mlir/IR/Verifier.h"

using namespace mlir;

namespace mnc {

namespace {

class PlanWriter {
public:
  PlanWriter(func::FuncOp graph, const Plan &plan, const CpuModel &cpu)
      : graph(graph), plan(plan), cpu(cpu), ops(opsInExecutionOrder(graph)) {}

  LogicalResult write() {
    if (failed(checkLayers()))
      return failure();
    if (!plan.prefetches)
      graph->setAttr(noPrefetchAttr, UnitAttr::get(graph.getContext()));
    for (const GroupPlan &group : plan.groups)
      if (failed(fuse(group)))
        return failure();
    for (const GroupPlan &group : plan.groups)
      for (const LayerPlan &layer : group.layers)
        if (failed(writePrefetch(layer)))
          return failure();
    return success();
  }

private:
  /// Each operation is a layer of one group, and is the one that the plan means.
  LogicalResult checkLayers() {
    std::vector<bool> found(ops.size());
    for (const GroupPlan &group : plan.groups) {
      if (group.layers.empty())
        return graph.emitError("the plan has a group without layers");
      if (failed(checkMode(group)))
        return failure();
      for (const LayerPlan &layer : group.layers) {
        if (layer.number < 0 || layer.number >= int64_t(ops.size()))
          return graph.emitError("the plan has layer ")
                 << layer.number << ", wanted 0 to " << int64_t(ops.size()) - 1;
        Operation *op = ops[layer.number];
        StringAttr node = nodeNameOf(op->getLoc());
        if (nameOf(op) != layer.op || (node ? node.getValue() : "") != layer.node)
          return op->emitError("is layer ") << layer.number << ", which the plan calls '"
                                            << layer.node << "' (" << layer.op << ")";
        if (found[layer.number])
          return op->emitError("is in two groups of the plan");
        found[layer.number] = true;
      }
    }
    auto missing = llvm::find(found, false);
    if (missing != found.end())
      return ops[missing - found.begin()]->emitError("is in no group of the plan");
    return success();
  }

  /// The mode of a group suits how many layers and whether channel tiles it has.
  LogicalResult checkMode(const GroupPlan &group) {
    bool isWhole = group.mode == GroupMode::Whole;
    bool isTiled = group.mode == GroupMode::ChannelTiles || group.mode == GroupMode::SplitReduction;
    if (isWhole == (group.layers.size() == 1) && isTiled == (group.channelTile > 0))
      return success();
    return graph.emitError("the plan has a group of mode '")
           << nameOf(group.mode) << "' of " << group.layers.size()
           << " layers and channel tiles of " << group.channelTile << ", which do not go together";
  }

  LogicalResult fuse(const GroupPlan &group) {
    for (size_t next = 1; next < group.layers.size(); ++next) {
      Operation *producer = opOf(group.layers[next - 1]), *consumer = opOf(group.layers[next]);
      GroupOp before = groupOf(producer);
      if (!isOnlyConsumer(consumer, before) || singleOp(groupOf(consumer)) != consumer)
        return consumer->emitError("does not alone read the result of the layer before it in its "
                                   "group of the plan");
      if (group.mode != GroupMode::SplitReduction && !isa<Conv2dOp>(consumer))
        return consumer->emitError("cannot be computed by rows with others");
      FailureOr<BufferAttr> between =
          bufferIn(producer, borderBetween(group.mode, consumer), group.layers[next - 1].buffer);
      if (failed(between))
        return failure();
      fuseInto(before, consumer, *between);
    }
    Operation *last = opOf(group.layers.back());
    GroupOp fused = groupOf(last);
    if (failed(writeResult(fused, group.layers.back())))
      return failure();
    if (group.channelTile)
      fused.setChannelTile(group.channelTile);
    // Kernels are asked about layouts, which the verifiers take care of.
    if (failed(verify(fused)))
      return failure();
    for (const LayerPlan &layer : group.layers)
      if (failed(writeKernel(layer)))
        return failure();
    if (!group.reason.empty())
      setReason(fused, group.reason);
    return success();
  }

  /// Gives the result of a group its padding; the rest of its buffer is there.
  LogicalResult writeResult(GroupOp group, const LayerPlan &layer) {
    auto result = cast<OpResult>(group.getResult(0));
    BufferAttr buffer = bufferOf(result);
    if (!buffer)
      return success();
    FailureOr<BufferAttr> padded = bufferIn(opOf(layer), buffer, layer.buffer);
    if (failed(padded))
      return failure();
    setBufferAttr(result, *padded);
    return success();
  }

  LogicalResult writeKernel(const LayerPlan &layer) {
    Operation *op = opOf(layer);
    auto emitError = [&] { return op->emitError("its plan: "); };
    const Tiling &tiling = layer.tiling;
    auto kernel = KernelAttr::getChecked(emitError, op->getContext(), StringRef(layer.kernel),
                                         tiling.pixels, tiling.vectors, tiling.lanes, tiling.outer,
                                         tiling.tileK, tiling.filterRows, tiling.splitK);
    if (!kernel)
      return failure();
    if (isa<Conv2dOp>(op) && sumOrderOf(kernel) != sumOrderOf(op, cpu))
      return op->emitError("its plan: ")
             << kernel << " adds up its products in another order than the cheapest kernel for its "
             << "shape, which would change bits";
    op->setAttr(kernelAttrName, kernel);
    return failure(failed(assignedKernel(op, cpu)));
  }

  LogicalResult writePrefetch(const LayerPlan &layer) {
    if (!layer.prefetch)
      return success();
    Operation *op = opOf(layer);
    if (layer.prefetch->layer < 0 || layer.prefetch->layer >= int64_t(ops.size()))
      return op->emitError("prefetches the weights of layer ")
             << layer.prefetch->layer << ", wanted 0 to " << int64_t(ops.size()) - 1;
    auto emitError = [&] { return op->emitError("its plan: "); };
    auto prefetch = PrefetchAttr::getChecked(emitError, op->getContext(),
                                             weightsIdOf(ops[layer.prefetch->layer]).getValue(),
                                             layer.prefetch->count);
    if (!prefetch)
      return failure();
    op->setAttr(prefetchAttr, prefetch);
    return success();
  }

  /// Returns the id of an operation's weights. A new one is that of the node, with a number where
  /// the id exists already.
  StringAttr weightsIdOf(Operation *op) {
    if (auto id = op->getAttrOfType<StringAttr>(weightsIdAttr))
      return id;
    StringAttr node = nodeNameOf(op->getLoc());
    std::string name = node ? node.str() : "weights", unique = name;
    auto isTaken = [&](StringRef id) {
      return llvm::any_of(ops, [&](Operation *other) {
        auto taken = other->getAttrOfType<StringAttr>(weightsIdAttr);
        return taken && taken.getValue() == id;
      });
    };
    for (int suffix = 2; isTaken(unique); ++suffix)
      unique = name + "_" + std::to_string(suffix);
    auto id = StringAttr::get(op->getContext(), unique);
    op->setAttr(weightsIdAttr, id);
    return id;
  }

  Operation *opOf(const LayerPlan &layer) const { return ops[layer.number]; }

  func::FuncOp graph;
  const Plan &plan;
  const CpuModel &cpu;
  /// By their numbers.
  SmallVector<Operation *> ops;
};

} // namespace

LogicalResult applyPlan(func::FuncOp graph, const Plan &plan, const CpuModel &cpu) {
  return PlanWriter(graph, plan, cpu).write();
}

} // namespace mnc
