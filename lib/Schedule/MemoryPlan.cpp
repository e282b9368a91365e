// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Schedule/MemoryPlan.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <numeric>

namespace mnc {

static bool liveTogether(const LiveRange &a, const LiveRange &b) {
  return a.first <= b.last && b.first <= a.last;
}

MemoryPlan planMemory(llvm::ArrayRef<LiveRange> buffers) {
  std::vector<size_t> order(buffers.size());
  std::iota(order.begin(), order.end(), 0);
  llvm::stable_sort(order, [&](size_t a, size_t b) { return buffers[a].bytes > buffers[b].bytes; });
  MemoryPlan plan;
  plan.offsets.assign(buffers.size(), 0);
  std::vector<size_t> placed;
  for (size_t index : order) {
    // The spans that are taken during this live range, from low to high.
    std::vector<std::pair<int64_t, int64_t>> taken;
    for (size_t other : placed)
      if (liveTogether(buffers[index], buffers[other]))
        taken.push_back({plan.offsets[other], plan.offsets[other] + buffers[other].bytes});
    llvm::sort(taken);
    int64_t offset = 0;
    for (auto [begin, end] : taken) {
      if (offset + buffers[index].bytes <= begin)
        break;
      offset = std::max(offset, int64_t(llvm::alignTo(end, bufferAlignment)));
    }
    plan.offsets[index] = offset;
    plan.bytes = std::max(plan.bytes, offset + buffers[index].bytes);
    placed.push_back(index);
  }
  plan.bytes = llvm::alignTo(plan.bytes, bufferAlignment);
  return plan;
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
      if (liveTogether(buffers[i], buffers[j]) && begin < plan.offsets[j] + buffers[j].bytes &&
          plan.offsets[j] < end)
        return fail("buffers " + llvm::Twine(j) + " and " + llvm::Twine(i) + " overlap");
  }
  return llvm::Error::success();
}

} // namespace mnc
