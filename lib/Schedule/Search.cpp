// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds the plan of a network: of all ways to cut its chains into groups, and of all ways to
// compute a group, those that cost least together.

#include "Candidates.h"
#include "Estimate.h"
#include "Groups.h"
#include "KernelCache.h"

#include "mnc/Kernels/KernelTable.h"
#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/LiveRanges.h"

#include <cmath>
#include <map>

using namespace mlir;

namespace mnc {

namespace {

/// A group with its kernels and its cost; without layers if there is none.
struct Choice {
  GroupPlan group;
  double cycles = std::numeric_limits<double>::infinity();
};

class Search {
public:
  Search(func::FuncOp graph, const SearchOptions &options, const CpuModel &cpu)
      : network(graph, cpu), options(options), kernels(network, options.cacheBlocks) {
    llvm::DenseSet<Operation *> seen;
    for (Operation *op : network.ops)
      if (!seen.contains(op)) {
        SmallVector<Operation *> &chain = chains.emplace_back();
        for (Operation *next = op; next; next = nextInChain(next))
          chain.push_back(next);
        seen.insert(chain.begin(), chain.end());
      }
  }

  /// Fails with an error unless all operations are alone in their groups and have kernels that
  /// compute them, or none.
  LogicalResult check() {
    for (Operation *op : network.ops) {
      if (singleOp(groupOf(op)) != op)
        return groupOf(op).emitOpError("holds several operations before the search for a plan");
      if (kernelOf(op) && failed(assignedKernel(op, network.cpu)))
        return failure();
    }
    return success();
  }

  /// Returns the plan of the least cost of those whose groups have results of at most `bytes`, as
  /// far as that can be.
  FailureOr<Plan> run(int64_t bytes) {
    mostBytes = bytes;
    plan = {};
    plan.prefetches = options.cacheBlocks;
    for (Chain chain : chains)
      if (failed(cut(chain)))
        return failure();
    llvm::sort(plan.groups, [](const GroupPlan &lhs, const GroupPlan &rhs) {
      return lhs.layers.back().number < rhs.layers.back().number;
    });
    if (options.cacheBlocks)
      prefetchWeights(network, plan);
    estimateLayers(network, plan);
    return std::move(plan);
  }

  /// Returns the bytes of the largest result of a group; 0 if there is none.
  int64_t largestResult(const Plan &found) const {
    int64_t largest = 0;
    for (const GroupPlan &group : found.groups)
      largest = std::max(largest, bytesOf(network.opOf(group.layers.back())->getResult(0)));
    return largest;
  }

private:
  /// Groups of more layers are not tried.
  static constexpr size_t mostLayers = 9;

  /// Cuts a chain where that costs least, by dynamic programming over its cuts.
  LogicalResult cut(Chain chain) {
    /// The best groups of the first layers of the chain: their cost, and the last of them.
    struct Best {
      double cycles = 0;
      const Choice *last = nullptr;
    };
    std::vector<Best> best(chain.size() + 1);
    for (size_t end = 1; end <= chain.size(); ++end) {
      best[end].cycles = std::numeric_limits<double>::infinity();
      for (size_t layers = 1; layers <= std::min(end, mostLayers); ++layers) {
        FailureOr<const Choice *> choice = cheapest(chain.slice(end - layers, layers));
        if (failed(choice))
          return failure();
        double cycles = best[end - layers].cycles + (*choice)->cycles + tooLarge(chain[end - 1]);
        // Of equal cost, the shorter group.
        if (cycles < best[end].cycles)
          best[end] = {cycles, *choice};
      }
    }
    for (size_t end = chain.size(); end > 0; end -= plan.groups.back().layers.size()) {
      plan.groups.push_back(best[end].last->group);
      if (GroupPlan &group = plan.groups.back(); group.layers.size() == 1)
        group.reason = reasonAlone(chain, end - 1);
    }
    return success();
  }

  /// Returns what a result of more than `mostBytes` costs: more than any time.
  double tooLarge(Operation *op) const {
    constexpr double cyclesPerByte = 1e6;
    int64_t bytes = bytesOf(op->getResult(0));
    return bytes > mostBytes ? cyclesPerByte * double(bytes) : 0;
  }

  /// Returns the cheapest way to compute `chain` as one group; one of infinite cost if there is
  /// none. Fails with an error at a layer that no kernel computes.
  FailureOr<const Choice *> cheapest(Chain chain) {
    auto [found, isNew] = choices.try_emplace(numbersOf(chain));
    Choice &best = found->second;
    if (!isNew)
      return &best;
    for (GroupPlan &group : candidates(network, chain, options)) {
      if (failed(kernels.chooseAll(group)))
        continue;
      double cycles = 0;
      for (const Cost &cost : estimate(network, group, Prefetched()))
        cycles += cost.cycles(network.cpu);
      if (cycles < best.cycles)
        best = {std::move(group), cycles};
    }
    if (chain.size() == 1 && best.group.layers.empty())
      return chain.front()->emitOpError("is computed by no kernel");
    if (chain.size() > 1 && !best.group.layers.empty())
      best.group.reason = reasonOf(chain, best);
    return &best;
  }

  double costAlone(Chain chain) const {
    double cycles = 0;
    for (Operation *op : chain)
      cycles += choices.at(numbersOf(op)).cycles;
    return cycles;
  }

  /// Returns how a group is computed and what it costs, beside its layers one after the other.
  std::string reasonOf(Chain chain, const Choice &choice) const {
    const GroupPlan &group = choice.group;
    std::string text = group.mode == GroupMode::Rows
                           ? "row by row"
                           : "by tiles of " + std::to_string(group.channelTile) + " channels";
    text += ": " + kilocycles(choice.cycles) + " kilocycles";
    // An earlier layer may prefetch for the last one, too: that is weighed when plans are compared.
    if (group.mode != GroupMode::SplitReduction)
      text += ", " + kilocycles(costAlone(chain)) + " layer by layer";
    return text;
  }

  static std::string kilocycles(double cycles) { return std::to_string(llround(cycles / 1000)); }

  /// Returns the reason of a layer that is computed alone: the group with others that would lose
  /// least. Empty if there is none.
  std::string reasonAlone(Chain chain, size_t layer) const {
    double least = std::numeric_limits<double>::infinity();
    std::string reason;
    for (size_t first = layer < mostLayers ? 0 : layer + 1 - mostLayers; first <= layer; ++first)
      for (size_t end = std::max(layer + 1, first + 2);
           end <= std::min(chain.size(), first + mostLayers); ++end) {
        Chain slice = chain.slice(first, end - first);
        const Choice &choice = choices.at(numbersOf(slice));
        double lost = choice.cycles - costAlone(slice);
        if (lost >= least)
          continue;
        least = lost;
        reason = "alone, not with " + std::to_string(slice.size() - 1) +
                 (slice.size() > 2 ? " others " : " other ") + reasonOf(slice, choice);
      }
    return reason;
  }

  /// The numbers of the first and the last layer.
  std::pair<int64_t, int64_t> numbersOf(Chain chain) const {
    return {network.numbers.lookup(chain.front()), network.numbers.lookup(chain.back())};
  }

  Network network;
  const SearchOptions &options;
  KernelCache kernels;
  Plan plan;
  int64_t mostBytes = 0;
  /// All layers, each chain as long as can be.
  std::vector<SmallVector<Operation *>> chains;
  /// The choices so far, by `numbersOf`.
  std::map<std::pair<int64_t, int64_t>, Choice> choices;
};

} // namespace

/// Returns the bytes of the workspace of `graph` with `plan`.
static FailureOr<int64_t> workspaceOf(func::FuncOp graph, const Plan &plan, const CpuModel &cpu) {
  OwningOpRef<func::FuncOp> copy = graph.clone();
  if (failed(applyPlan(*copy, plan, cpu)))
    return failure();
  FailureOr<std::vector<LiveBuffer>> buffers = liveBuffers(*copy);
  if (failed(buffers))
    return failure();
  return planMemory(rangesOf(*buffers)).bytes;
}

static double cyclesOf(const Plan &plan) {
  double cycles = 0;
  for (const GroupPlan &group : plan.groups)
    for (const LayerPlan &layer : group.layers)
      cycles += layer.cycles;
  return cycles;
}

namespace {
struct Sized {
  Plan plan;
  double cycles;
  int64_t bytes;
};
} // namespace

FailureOr<Plan> search(func::FuncOp graph, const SearchOptions &options, const CpuModel &cpu) {
  Search search(graph, options, cpu);
  if (failed(search.check()))
    return failure();
  std::vector<Sized> plans;
  // The largest result that a plan holds is what the next one does without.
  constexpr size_t mostPlans = 12;
  int64_t mostBytes = options.leastResults ? 0 : std::numeric_limits<int64_t>::max();
  while (plans.size() < mostPlans) {
    FailureOr<Plan> plan = search.run(mostBytes);
    if (failed(plan))
      return failure();
    FailureOr<int64_t> bytes = workspaceOf(graph, *plan, cpu);
    if (failed(bytes))
      return failure();
    int64_t largest = search.largestResult(*plan);
    double cycles = cyclesOf(*plan);
    plans.push_back({std::move(*plan), cycles, *bytes});
    if (largest > mostBytes || largest == 0)
      break;
    mostBytes = largest - 1;
  }
  auto least = llvm::min_element(
      plans, [](const Sized &lhs, const Sized &rhs) { return lhs.bytes < rhs.bytes; });
  if (least->bytes > options.mostWorkspaceBytes)
    return graph.emitError("no plan has a workspace of at most ")
           << options.mostWorkspaceBytes << " bytes: the least is " << least->bytes;
  llvm::erase_if(plans, [&](const Sized &plan) { return plan.bytes > options.mostWorkspaceBytes; });
  double fastest = llvm::min_element(plans, [](const Sized &lhs, const Sized &rhs) {
                     return lhs.cycles < rhs.cycles;
                   })->cycles;
  // Estimates are not as good as to tell plans apart that take nearly the same time.
  constexpr double sameTime = 1.003;
  llvm::erase_if(plans, [&](const Sized &plan) { return plan.cycles > sameTime * fastest; });
  Plan &found = llvm::min_element(plans, [](const Sized &lhs, const Sized &rhs) {
                  return lhs.bytes < rhs.bytes;
                })->plan;
  auto target = graph->getParentOfType<ModuleOp>()->getAttrOfType<CpuAttr>(cpuAttrName);
  found.graph = fingerprint(graph);
  found.triple = target.getTriple().str();
  found.cpu = target.getName().str();
  return std::move(found);
}

} // namespace mnc
