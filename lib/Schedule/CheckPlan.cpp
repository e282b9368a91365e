// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Checks plans that may come from anywhere, before anything of them is written into a graph.

#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/KernelChoice.h"
#include "mnc/Schedule/Plan.h"

using namespace mlir;

namespace mnc {

/// The plan is for the CPU of the graph's module, and for the graph.
static LogicalResult checkPurpose(const Plan &plan, func::FuncOp graph) {
  auto cpu = graph->getParentOfType<ModuleOp>()->getAttrOfType<CpuAttr>(cpuAttrName);
  auto refuse = [&](StringRef what, StringRef found, StringRef wanted) {
    return graph.emitError("the plan is for the ")
           << what << " '" << found << "', wanted '" << wanted << "'";
  };
  if (plan.triple != cpu.getTriple())
    return refuse("target", plan.triple, cpu.getTriple());
  if (plan.cpu != cpu.getName())
    return refuse("CPU", plan.cpu, cpu.getName());
  std::string own = fingerprint(graph);
  if (plan.graph != own)
    return graph.emitError("the plan is for another network, or for other sizes: its graph is ")
           << plan.graph << ", wanted " << own;
  return success();
}

/// The mode of a group suits how many layers and whether channel tiles it has.
static LogicalResult checkMode(const GroupPlan &group, func::FuncOp graph) {
  if (group.layers.empty())
    return graph.emitError("the plan has a group without layers");
  bool isWhole = group.mode == GroupMode::Whole;
  bool isTiled = group.mode == GroupMode::ChannelTiles || group.mode == GroupMode::SplitReduction;
  if (isWhole == (group.layers.size() == 1) && isTiled == (group.channelTile > 0))
    return success();
  return graph.emitError("the plan has a group of mode '")
         << stringifyGroupMode(group.mode) << "' of " << group.layers.size()
         << " layers and channel tiles of " << group.channelTile << ", which do not go together";
}

/// The operation is the one that the plan means, and computes the same bits as without it.
static LogicalResult checkLayer(const LayerPlan &layer, Operation *op, const CpuModel &cpu) {
  if (nameOf(op) != layer.op || nodeTextOf(op) != layer.node)
    return op->emitError("is layer ")
           << layer.number << ", which the plan calls '" << layer.node << "' (" << layer.op << ")";
  if (isa<Conv2dOp>(op) && sumOrderOf(layer.kernel, layer.tiling) != sumOrderOf(op, cpu))
    return op->emitError("its plan: the kernel '")
           << layer.kernel << "' adds up its products in another order than the cheapest kernel "
           << "for its shape, which would change bits";
  return success();
}

LogicalResult checkPlan(const Plan &plan, func::FuncOp graph, const CpuModel &cpu) {
  if (failed(checkPurpose(plan, graph)))
    return failure();
  SmallVector<Operation *> ops = opsInExecutionOrder(graph);
  auto wantNumber = [&](int64_t number) -> LogicalResult {
    if (number >= 0 && number < int64_t(ops.size()))
      return success();
    return graph.emitError("the plan has layer ")
           << number << ", wanted 0 to " << int64_t(ops.size()) - 1;
  };
  std::vector<bool> found(ops.size());
  for (const GroupPlan &group : plan.groups) {
    if (failed(checkMode(group, graph)))
      return failure();
    for (const LayerPlan &layer : group.layers) {
      if (failed(wantNumber(layer.number)) ||
          (layer.prefetch && failed(wantNumber(layer.prefetch->layer))) ||
          failed(checkLayer(layer, ops[layer.number], cpu)))
        return failure();
      if (found[layer.number])
        return ops[layer.number]->emitError("is in two groups of the plan");
      found[layer.number] = true;
    }
  }
  auto missing = llvm::find(found, false);
  if (missing != found.end())
    return ops[missing - found.begin()]->emitError("is in no group of the plan");
  return success();
}

} // namespace mnc
