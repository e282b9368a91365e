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
  LogicalResult fuse(const GroupPlan &group) {
    for (size_t next = 1; next < group.layers.size(); ++next) {
      Operation *producer = opOf(group.layers[next - 1]), *consumer = opOf(group.layers[next]);
      GroupOp before = groupOf(producer);
      if (!isReadWithin(group, next) || singleOp(groupOf(consumer)) != consumer)
        return consumer->emitError("does not alone read the result of the layer before it in its "
                                   "group of the plan");
      if (group.mode != GroupMode::SplitReduction && !rowWindowOf(consumer))
        return consumer->emitError("cannot be computed by rows of the layer before it");
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
    fused.setRows(group.rows);
    // Kernels are asked about layouts, which the verifiers take care of.
    if (failed(verify(fused)))
      return failure();
    for (const LayerPlan &layer : group.layers)
      if (failed(writeKernel(layer)))
        return failure();
    if (!group.reason.empty())
      fused->setAttr(reasonAttr, StringAttr::get(fused.getContext(), group.reason));
    return success();
  }

  /// True if layer `next` of `group` reads the result of the one before as its input, and only
  /// layers of the group read it. How they may is up to the verifier.
  bool isReadWithin(const GroupPlan &group, size_t next) const {
    Value result = groupOf(opOf(group.layers[next - 1])).getResult(0);
    return opOf(group.layers[next])->getOperand(0) == result &&
           llvm::all_of(result.getUsers(), [&](Operation *user) {
             return llvm::any_of(group.layers,
                                 [&](const LayerPlan &layer) { return opOf(layer) == user; });
           });
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
    op->setAttr(kernelAttrName, kernel);
    return failure(failed(assignedKernel(op, cpu)));
  }

  LogicalResult writePrefetch(const LayerPlan &layer) {
    Operation *op = opOf(layer);
    if (layer.prefetchConsumer)
      op->setAttr(prefetchConsumerAttr, UnitAttr::get(op->getContext()));
    if (!layer.prefetch)
      return success();
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
    StringRef node = nodeTextOf(op);
    std::string name = node.empty() ? "weights" : node.str(), unique = name;
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
