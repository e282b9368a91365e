// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Schedule/MemoryPlan.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <numeric>
#include <random>

namespace mnc {

static bool liveTogether(const LiveRange &a, const LiveRange &b) {
  return a.first <= b.last && b.first <= a.last;
}

/// Returns how many bytes after buffer `lower` buffer `upper` begins at least, where it begins
/// after it and both are live.
static int64_t distance(llvm::ArrayRef<LiveRange> buffers, size_t lower, size_t upper) {
  for (const Overlap &overlap : buffers[lower].overlaps)
    if (overlap.other == upper)
      return std::min(overlap.lead, buffers[lower].bytes);
  return buffers[lower].bytes;
}

namespace {

/// Places buffers one after the other.
class Placement {
public:
  explicit Placement(llvm::ArrayRef<LiveRange> buffers)
      : buffers(buffers), conflicts(buffers.size()) {
    for (size_t i = 0; i < buffers.size(); ++i)
      for (size_t j = 0; j < buffers.size(); ++j)
        if (i != j && liveTogether(buffers[i], buffers[j]))
          conflicts[i].push_back({j, distance(buffers, i, j), distance(buffers, j, i)});
  }

  /// Places each buffer at the lowest offset that those before it leave.
  MemoryPlan place(llvm::ArrayRef<size_t> order) const {
    MemoryPlan plan;
    plan.offsets.assign(buffers.size(), -1);
    for (size_t index : order) {
      plan.offsets[index] = lowest(index, plan.offsets);
      plan.bytes = std::max(plan.bytes, plan.offsets[index] + buffers[index].bytes);
    }
    plan.bytes = llvm::alignTo(plan.bytes, bufferAlignment);
    return plan;
  }

  /// Places the buffers in `order`, and then in other ones as long as that may take fewer bytes:
  /// the buffer that ends highest changes its turn with one that is in its way.
  MemoryPlan improve(std::vector<size_t> order) const {
    MemoryPlan best = place(order);
    std::minstd_rand random;
    for (size_t round = 0; round < 2 * buffers.size(); ++round) {
      std::vector<size_t> turns(order.size());
      for (auto [turn, index] : llvm::enumerate(order))
        turns[index] = turn;
      size_t top = highest(best);
      llvm::SmallVector<size_t> earlier;
      for (const Conflict &conflict : conflicts[top])
        if (turns[conflict.other] < turns[top])
          earlier.push_back(turns[conflict.other]);
      if (earlier.empty())
        break;
      size_t other = earlier[random() % earlier.size()];
      std::swap(order[turns[top]], order[other]);
      if (MemoryPlan plan = place(order); plan.bytes <= best.bytes)
        best = std::move(plan);
      else
        std::swap(order[turns[top]], order[other]);
    }
    return best;
  }

private:
  /// Another buffer that is live at the same time, and how many bytes one of the two begins at
  /// least after the other: the other one, and this one.
  struct Conflict {
    size_t other;
    int64_t below, above;
  };

  int64_t lowest(size_t index, llvm::ArrayRef<int64_t> offsets) const {
    // Between which offsets it would overlap another, from low to high.
    llvm::SmallVector<std::pair<int64_t, int64_t>> taken;
    for (const Conflict &conflict : conflicts[index])
      if (int64_t other = offsets[conflict.other]; other >= 0)
        taken.push_back({other - conflict.below, other + conflict.above});
    llvm::sort(taken);
    int64_t offset = 0;
    for (auto [below, above] : taken) {
      if (offset <= below)
        break;
      if (above > offset)
        offset = llvm::alignTo(above, bufferAlignment);
    }
    return offset;
  }

  size_t highest(const MemoryPlan &plan) const {
    size_t top = 0;
    for (size_t index = 1; index < buffers.size(); ++index)
      if (plan.offsets[index] + buffers[index].bytes > plan.offsets[top] + buffers[top].bytes)
        top = index;
    return top;
  }

  llvm::ArrayRef<LiveRange> buffers;
  std::vector<llvm::SmallVector<Conflict, 8>> conflicts;
};

} // namespace

namespace {

/// Orders buffers so that those that may overlap follow each other, the lower ones first.
class ChainOrder {
public:
  ChainOrder(llvm::ArrayRef<LiveRange> buffers, llvm::ArrayRef<size_t> order)
      : below(buffers.size()), beside(buffers.size()), taken(buffers.size()) {
    for (size_t index : order)
      for (auto [other, lead] : buffers[index].overlaps) {
        (lead > 0 ? below : beside)[other].push_back(index);
        beside[index].push_back(other);
      }
    for (size_t index : order)
      take(index);
  }

  std::vector<size_t> result;

private:
  void take(size_t index) {
    if (taken[index])
      return;
    taken[index] = true;
    for (size_t other : below[index])
      take(other);
    result.push_back(index);
    for (size_t other : beside[index])
      take(other);
  }

  std::vector<llvm::SmallVector<size_t, 2>> below, beside;
  std::vector<bool> taken;
};

} // namespace

MemoryPlan planMemory(llvm::ArrayRef<LiveRange> buffers) {
  std::vector<size_t> order(buffers.size());
  std::iota(order.begin(), order.end(), 0);
  llvm::stable_sort(order, [&](size_t a, size_t b) { return buffers[a].bytes > buffers[b].bytes; });
  Placement placement(buffers);
  MemoryPlan bySize = placement.improve(order);
  MemoryPlan chained = placement.improve(ChainOrder(buffers, order).result);
  return chained.bytes < bySize.bytes ? chained : bySize;
}

llvm::Error checkPlan(llvm::ArrayRef<LiveRange> buffers, const MemoryPlan &plan) {
  auto fail = [](const llvm::Twine &message) {
    return llvm::createStringError("memory plan: " + message);
  };
  if (plan.offsets.size() != buffers.size())
    return fail("not every buffer has an offset");
  for (size_t i = 0; i < buffers.size(); ++i) {
    int64_t begin = plan.offsets[i], end = begin + buffers[i].bytes;
    if (begin < 0 || end > plan.bytes || begin % bufferAlignment != 0)
      return fail("buffer " + llvm::Twine(i) + " is misaligned or outside the workspace");
    for (size_t j = 0; j < i; ++j)
      if (liveTogether(buffers[i], buffers[j]) &&
          plan.offsets[j] - begin < distance(buffers, i, j) &&
          begin - plan.offsets[j] < distance(buffers, j, i))
        return fail("buffers " + llvm::Twine(j) + " and " + llvm::Twine(i) + " overlap");
  }
  return llvm::Error::success();
}

} // namespace mnc
