// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Searches for a plan, or takes one, and applies it.

#include "Estimate.h"

#include "mnc/Kernels/ModuleTarget.h"
#include "mnc/Schedule/Passes.h"
#include "mnc/Schedule/Plan.h"

using namespace mlir;

namespace mnc {
#define GEN_PASS_DEF_SCHEDULEGROUPS
#include "mnc/Schedule/Passes.h.inc"

namespace {

struct ScheduleGroupsPass : impl::ScheduleGroupsBase<ScheduleGroupsPass> {
  using Base::Base;
  ScheduleGroupsPass(const SearchOptions &options, Plan *plan, bool isGiven)
      : Base({.stream = options.stream,
              .cacheBlocks = options.cacheBlocks,
              .winograd = options.winograd,
              .mostWorkspaceBytes = options.mostWorkspaceBytes,
              .leastResults = options.leastResults,
              .rows = options.rows}),
        plan(plan), isGiven(isGiven) {}
  ScheduleGroupsPass(const ScheduleGroupsPass &other)
      : Base(other), plan(other.plan), isGiven(other.isGiven) {}

  void runOnOperation() override {
    FailureOr<CpuModel> row = cpuModelOf(getOperation());
    if (failed(row) || failed(schedule(*row)))
      signalPassFailure();
  }

  LogicalResult schedule(const CpuModel &cpu) {
    func::FuncOp graph = getOperation();
    if (explain)
      explainKernels(Network(graph, cpu));
    bool takesPlan = plan && isGiven;
    if (!(takesPlan ? plan->winograd : winograd))
      graph.walk([](Conv2dOp op) { op->setAttr(directAttr, UnitAttr::get(op.getContext())); });
    if (takesPlan) {
      Network network(graph, cpu);
      if (failed(network.countCycles()) || failed(checkPlan(*plan, graph, cpu)) ||
          failed(applyPlan(graph, *plan, cpu)))
        return failure();
      estimateLayers(network, *plan);
      return success();
    }
    FailureOr<Plan> found =
        search(graph, {stream, cacheBlocks, winograd, mostWorkspaceBytes, leastResults, rows}, cpu);
    if (failed(found) || failed(applyPlan(graph, *found, cpu)))
      return failure();
    if (plan)
      *plan = std::move(*found);
    return success();
  }

  static void explainKernels(const Network &network) {
    for (Operation *op : network.ops)
      for (const KernelCandidate &candidate : kernelCandidates(geometryAlone(op), network.cpu))
        op->emitRemark("candidate ")
            << candidate.kernel << ", " << int64_t(candidate.cycles) << " cycles";
  }

  /// Where the plan comes from or goes to; null for nowhere.
  Plan *plan = nullptr;
  bool isGiven = false;
};

} // namespace

std::unique_ptr<Pass> createScheduleGroups(const SearchOptions &options, Plan *plan, bool isGiven) {
  return std::make_unique<ScheduleGroupsPass>(options, plan, isGiven);
}

} // namespace mnc
