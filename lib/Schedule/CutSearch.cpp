// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "CutSearch.h"

#include "Estimate.h"
#include "Groups.h"

#include "mnc/Kernels/KernelTable.h"

#include <cmath>
#include <ratio>

using namespace mlir;

namespace mnc {

/// Groups of more layers are not tried. A bound of the search's time, and of what a function of C++
/// takes (120 lines).
static constexpr size_t mostLayers = 12;

CutSearch::CutSearch(func::FuncOp graph, const SearchOptions &options, const CpuModel &cpu)
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

LogicalResult CutSearch::check() {
  for (Operation *op : network.ops) {
    if (singleOp(groupOf(op)) != op)
      return groupOf(op).emitOpError("holds several operations before the search for a plan");
    if (kernelOf(op) && failed(assignedKernel(op, network.cpu)))
      return failure();
  }
  return network.countCycles();
}

LayerSet CutSearch::inner() const {
  LayerSet layers;
  for (Chain chain : chains)
    for (Operation *op : chain.drop_back())
      layers.insert(numberOf(op));
  return layers;
}

FailureOr<Plan> CutSearch::run(const LayerSet &avoided) {
  Plan plan;
  plan.prefetches = options.cacheBlocks;
  plan.winograd = options.winograd;
  for (Chain chain : chains)
    if (failed(cut(chain, avoided, plan.groups)))
      return failure();
  llvm::sort(plan.groups, [](const GroupPlan &lhs, const GroupPlan &rhs) {
    return lhs.layers.back().number < rhs.layers.back().number;
  });
  if (options.cacheBlocks)
    prefetchWeights(network, plan);
  estimateLayers(network, plan);
  return plan;
}

/// Cuts a chain where that costs least, by dynamic programming over its cuts, and adds its groups
/// to `groups`.
LogicalResult CutSearch::cut(Chain chain, const LayerSet &avoided, std::vector<GroupPlan> &groups) {
  /// The best groups of the first layers of the chain, and the last of them. What is to be avoided
  /// counts more than any time.
  struct Best {
    std::pair<int64_t, double> cost = {};
    const Choice *last = nullptr;
  };
  constexpr int64_t mostBytes = std::numeric_limits<int64_t>::max();
  std::vector<Best> best(chain.size() + 1);
  for (size_t end = 1; end <= chain.size(); ++end) {
    best[end].cost.first = mostBytes;
    Operation *last = chain[end - 1];
    int64_t avoidedBytes = avoided.contains(numberOf(last)) ? bytesOf(last->getResult(0)) : 0;
    for (size_t layers = 1; layers <= std::min(end, mostLayers); ++layers) {
      FailureOr<const Choice *> choice = cheapest(chain.slice(end - layers, layers));
      if (failed(choice))
        return failure();
      if ((*choice)->group.layers.empty())
        continue;
      std::pair cost = best[end - layers].cost;
      cost.first += avoidedBytes;
      cost.second += (*choice)->cycles;
      // Of equal cost, the shorter group.
      if (cost < best[end].cost)
        best[end] = {cost, *choice};
    }
  }
  for (size_t end = chain.size(); end > 0; end -= groups.back().layers.size()) {
    groups.push_back(best[end].last->group);
    if (GroupPlan &group = groups.back(); group.layers.size() == 1)
      group.reason = reasonAlone(chain, end - 1);
  }
  return success();
}

/// Returns the cheapest way to compute `chain` as one group; one of infinite cost if there is
/// none. Fails with an error at a layer that no kernel computes.
FailureOr<const CutSearch::Choice *> CutSearch::cheapest(Chain chain) {
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

double CutSearch::costAlone(Chain chain) const {
  double cycles = 0;
  for (Operation *op : chain)
    cycles += choices.at(numbersOf(op)).cycles;
  return cycles;
}

static std::string kilocycles(double cycles) {
  return std::to_string(llround(cycles / std::kilo::num));
}

/// Returns how a group is computed and what it costs, beside its layers one after the other.
std::string CutSearch::reasonOf(Chain chain, const Choice &choice) const {
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

/// Returns the reason of a layer that is computed alone: the group with others that would lose
/// least. Empty if there is none.
std::string CutSearch::reasonAlone(Chain chain, size_t layer) const {
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

} // namespace mnc
