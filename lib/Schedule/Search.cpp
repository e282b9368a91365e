// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds the plan of a network.

#include "Candidates.h"
#include "Groups.h"

#include "mnc/Kernels/KernelTable.h"
#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;

namespace mnc {

namespace {

class Search {
public:
  Search(func::FuncOp graph, const SearchOptions &options, const CpuModel &cpu)
      : network(graph, cpu), options(options) {}

  FailureOr<Plan> run() {
    for (Operation *op : network.ops)
      if (singleOp(groupOf(op)) != op)
        return groupOf(op).emitOpError("holds several operations before the search for a plan");
    auto module = network.graph->getParentOfType<ModuleOp>();
    auto cpu = module->getAttrOfType<CpuAttr>(cpuAttrName);
    plan.graph = fingerprint(network.graph);
    plan.triple = cpu.getTriple().str();
    plan.cpu = cpu.getName().str();
    plan.prefetches = options.cacheBlocks;
    formGroups();
    for (GroupPlan &group : plan.groups) {
      if (options.cacheBlocks) {
        blockRings(network, group);
        padIntermediates(network, group);
      }
      for (size_t layer = 0; layer < group.layers.size(); ++layer)
        if (failed(chooseKernelOf(group, layer)))
          return failure();
    }
    llvm::sort(plan.groups, [](const GroupPlan &lhs, const GroupPlan &rhs) {
      return lhs.layers.back().number < rhs.layers.back().number;
    });
    if (options.cacheBlocks)
      prefetchWeights(network, plan);
    return std::move(plan);
  }

private:
  void formGroups() {
    auto isFree = [&](Operation *op) { return !taken.contains(op); };
    if (options.stream && options.cacheBlocks) {
      for (Operation *op : network.ops)
        take(splitReduction(network, op, isFree));
      for (Operation *op : network.ops)
        if (auto conv = dyn_cast<Conv2dOp>(op))
          take(channelTiles(network, conv, isFree));
    }
    if (options.stream)
      for (Operation *op : network.ops)
        if (auto conv = dyn_cast<Conv2dOp>(op); conv && isFree(op))
          for (GroupPlan &group : cutChain(network, chainFrom(conv, isFree)))
            take(std::move(group));
    for (Operation *op : network.ops)
      if (isFree(op))
        take(GroupPlan{.layers = {layerOf(network, op)},
                       .reason =
                           options.stream ? "materialised: only convolutions are joined" : ""});
  }

  void take(std::optional<GroupPlan> group) {
    if (!group)
      return;
    for (const LayerPlan &layer : group->layers)
      taken.insert(network.opOf(layer));
    plan.groups.push_back(std::move(*group));
  }

  /// A kernel that was chosen before stays.
  LogicalResult chooseKernelOf(GroupPlan &group, size_t index) {
    LayerPlan &layer = group.layers[index];
    LayerGeometry geometry = geometryOf(network, group, index);
    KernelAttr kernel = kernelOf(geometry.op);
    if (kernel && failed(assignedKernel(geometry.op, network.cpu)))
      return failure();
    if (!kernel) {
      kernel = chooseKernel(geometry, network.cpu);
      if (!kernel)
        return geometry.op->emitOpError("is computed by no kernel");
      if (!options.cacheBlocks)
        kernel = inPlainOrder(geometry, kernel);
    }
    layer.kernel = kernel.getName().str();
    layer.tiling = tilingOf(kernel);
    return success();
  }

  /// Returns `kernel` with the loop order for a CPU whose caches hold everything.
  KernelAttr inPlainOrder(const LayerGeometry &layer, KernelAttr kernel) const {
    CpuModel cpu = network.cpu;
    cpu.l1Bytes = cpu.l2Bytes = std::numeric_limits<unsigned>::max();
    Tiling wanted = tilingOf(kernel);
    for (const KernelCandidate &candidate : kernelCandidates(layer, cpu)) {
      Tiling tiling = tilingOf(candidate.kernel);
      wanted.outer = tiling.outer;
      if (candidate.kernel.getName() == kernel.getName() && tiling == wanted)
        return candidate.kernel;
    }
    llvm_unreachable("caches decide nothing but the order");
  }

  Network network;
  const SearchOptions &options;
  Plan plan;
  /// Layers of the groups so far.
  llvm::DenseSet<Operation *> taken;
};

} // namespace

FailureOr<Plan> search(func::FuncOp graph, const SearchOptions &options, const CpuModel &cpu) {
  return Search(graph, options, cpu).run();
}

} // namespace mnc
