// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds the plan of a network: the fastest one that fits into the workspace, and of those that take
// nearly the same time, the one with the smallest workspace.

#include "CutSearch.h"
#include "Groups.h"

#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/LiveRanges.h"

using namespace mlir;

namespace mnc {

namespace {

/// What a plan needs.
struct Needs {
  double cycles = 0;
  int64_t workspaceBytes = 0;
  /// The layers whose results exist where most bytes do at the same time, the largest first.
  SmallVector<int64_t> mostAlive = {};
};

} // namespace

/// Returns the buffers that exist where most bytes do at the same time, the largest first.
static SmallVector<const LiveBuffer *> mostAliveOf(ArrayRef<LiveBuffer> buffers) {
  // Bytes that a buffer shares with one over which it may lie.
  auto sharedBytes = [&](const LiveRange &range) {
    int64_t most = 0;
    for (const Overlap &overlap : range.overlaps) {
      int64_t other = buffers[overlap.other].range.bytes;
      int64_t both = std::max(range.bytes, std::max<int64_t>(overlap.lead, 0) + other);
      most = std::max(most, range.bytes + other - both);
    }
    return most;
  };
  auto aliveAt = [&](int64_t step) {
    SmallVector<const LiveBuffer *> alive;
    for (const LiveBuffer &buffer : buffers)
      if (buffer.range.first <= step && step <= buffer.range.last)
        alive.push_back(&buffer);
    return alive;
  };
  auto bytesAt = [&](int64_t step, ArrayRef<const LiveBuffer *> alive) {
    int64_t bytes = 0;
    for (const LiveBuffer *buffer : alive)
      bytes += buffer->range.bytes - (buffer->range.first == step ? sharedBytes(buffer->range) : 0);
    return bytes;
  };
  int64_t mostBytes = 0;
  SmallVector<const LiveBuffer *> most;
  // Where one begins, there are more than before.
  for (const LiveBuffer &buffer : buffers) {
    SmallVector<const LiveBuffer *> alive = aliveAt(buffer.range.first);
    if (int64_t bytes = bytesAt(buffer.range.first, alive); bytes > mostBytes) {
      mostBytes = bytes;
      most = std::move(alive);
    }
  }
  llvm::stable_sort(most, [](const LiveBuffer *lhs, const LiveBuffer *rhs) {
    return lhs->range.bytes > rhs->range.bytes;
  });
  return most;
}

/// Finds out what `plan` of `graph` needs.
static FailureOr<Needs> needsOf(func::FuncOp graph, const Plan &plan, const CpuModel &cpu) {
  Needs needs;
  for (const GroupPlan &group : plan.groups)
    for (const LayerPlan &layer : group.layers)
      needs.cycles += layer.cycles;
  OwningOpRef<func::FuncOp> copy = graph.clone();
  llvm::DenseMap<Operation *, int64_t> numbers;
  for (auto [number, op] : llvm::enumerate(opsInExecutionOrder(*copy)))
    numbers[op] = number;
  if (failed(applyPlan(*copy, plan, cpu)))
    return failure();
  FailureOr<std::vector<LiveBuffer>> buffers = liveBuffers(*copy);
  if (failed(buffers))
    return failure();
  needs.workspaceBytes = planMemory(rangesOf(*buffers)).bytes;
  for (const LiveBuffer *buffer : mostAliveOf(*buffers))
    if (auto group = dyn_cast<GroupOp>(buffer->owner.getOwner()))
      needs.mostAlive.push_back(numbers.lookup(computeOps(group).back()));
  return needs;
}

namespace {
struct Candidate {
  Plan plan;
  Needs needs;
};
} // namespace

/// Returns plans from the fastest one on, each without one more result of where most bytes exist at
/// the same time.
static FailureOr<std::vector<Candidate>> plansOf(func::FuncOp graph, const SearchOptions &options,
                                                 const CpuModel &cpu) {
  CutSearch cuts(graph, options, cpu);
  if (failed(cuts.check()))
    return failure();
  LayerSet inner = cuts.inner(), avoided = options.leastResults ? inner : LayerSet();
  std::vector<Candidate> plans;
  // A bound of the search's time.
  constexpr size_t mostPlans = 24;
  while (plans.size() < mostPlans) {
    FailureOr<Plan> plan = cuts.run(avoided);
    if (failed(plan))
      return failure();
    FailureOr<Needs> needs = needsOf(graph, *plan, cpu);
    if (failed(needs))
      return failure();
    plans.push_back({std::move(*plan), std::move(*needs)});
    ArrayRef<int64_t> alive = plans.back().needs.mostAlive;
    const auto *next = llvm::find_if(
        alive, [&](int64_t layer) { return inner.contains(layer) && !avoided.contains(layer); });
    if (next == alive.end())
      break;
    avoided.insert(*next);
  }
  return plans;
}

FailureOr<Plan> search(func::FuncOp graph, const SearchOptions &options, const CpuModel &cpu) {
  FailureOr<std::vector<Candidate>> plans = plansOf(graph, options, cpu);
  if (failed(plans))
    return failure();
  auto bytesOf = [](const Candidate &plan) { return plan.needs.workspaceBytes; };
  auto cyclesOf = [](const Candidate &plan) { return plan.needs.cycles; };
  auto least = [&](auto measure) {
    return *llvm::min_element(*plans, [&](const Candidate &lhs, const Candidate &rhs) {
      return measure(lhs) < measure(rhs);
    });
  };
  if (int64_t bytes = bytesOf(least(bytesOf)); bytes > options.mostWorkspaceBytes)
    return graph.emitError("no plan has a workspace of at most ")
           << options.mostWorkspaceBytes << " bytes: the least is " << bytes;
  llvm::erase_if(*plans,
                 [&](const Candidate &plan) { return bytesOf(plan) > options.mostWorkspaceBytes; });
  // Estimates are not as good as to tell plans apart that take nearly the same time: the median
  // layer is 2 to 9 % off (docs/Performance.md).
  constexpr double sameTime = 1.01;
  double fastest = cyclesOf(least(cyclesOf));
  llvm::erase_if(*plans,
                 [&](const Candidate &plan) { return cyclesOf(plan) > sameTime * fastest; });
  Plan found = least(bytesOf).plan;
  auto target = graph->getParentOfType<ModuleOp>()->getAttrOfType<CpuAttr>(cpuAttrName);
  found.graph = fingerprint(graph);
  found.triple = target.getTriple().str();
  found.cpu = target.getName().str();
  return found;
}

} // namespace mnc
