// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Schedule/Streaming.h"

#include <algorithm>

namespace mnc {

static int64_t heldBytes(const ChainFacts &chain) { return chain.weightBytes + chain.ringBytes; }

/// What passes by, rows of the chain's input and result, needs the rest of the cache.
static bool staysInCache(const ChainFacts &chain, const CpuRow &cpu) {
  return heldBytes(chain) <= int64_t(cpu.l2Bytes) * 3 / 4;
}

static std::string sizeText(int64_t bytes) { return std::to_string((bytes + 1023) / 1024) + " KiB"; }

std::string whyWhole(const ChainFacts &chain, const CpuRow &cpu) {
  std::string held = sizeText(heldBytes(chain)) + " of weights and rings";
  std::string inner = sizeText(chain.innerBytes) + " of maps between the layers";
  if (!staysInCache(chain, cpu))
    return held + " do not stay in three quarters of the second-level cache";
  if (chain.innerBytes <= int64_t(cpu.l1Bytes))
    return inner + " stay in the first-level cache";
  if (chain.innerBytes <= chain.weightBytes)
    return sizeText(chain.weightBytes) + " of weights outweigh " + inner;
  return "";
}

std::string whyStreamed(const ChainFacts &chain) {
  return sizeText(heldBytes(chain)) + " of weights and rings stay in the second-level cache, " +
         sizeText(chain.innerBytes) + " of maps between the layers never exist";
}

std::string whyPanels(int64_t betweenBytes) {
  return "input and output stay in the second-level cache, " + sizeText(betweenBytes) +
         " of map between the layers never exist";
}

bool worthStreaming(const ChainFacts &chain, const CpuRow &cpu) {
  return whyWhole(chain, cpu).empty();
}

ChainFacts factsOf(llvm::ArrayRef<ChainLink> chain) {
  ChainFacts facts;
  for (const ChainLink &link : chain)
    facts.weightBytes += link.weightBytes;
  for (const ChainLink &link : chain.drop_back()) {
    facts.innerBytes += link.mapBytes;
    facts.ringBytes += link.ringBytes;
  }
  return facts;
}

/// Whether layers `first` to `last` can and should be one part.
static bool isPart(llvm::ArrayRef<ChainLink> chain, size_t first, size_t last, const CpuRow &cpu) {
  for (size_t layer = first; layer < last; ++layer) {
    bool bothDense = !chain[layer].isDepthwise && !chain[layer + 1].isDepthwise;
    if (bothDense && (layer + 2 > last || !chain[layer + 2].isDepthwise))
      return false;
  }
  return first == last || worthStreaming(factsOf(chain.slice(first, last - first + 1)), cpu);
}

/// Bytes that are waited for, each as often as it hurts.
static int64_t partCost(llvm::ArrayRef<ChainLink> part, const ChainLink *next, const CpuRow &cpu) {
  int64_t half = cpu.l2Bytes / 2, held = part.size() > 1 ? heldBytes(factsOf(part)) : 0;
  int64_t cost = 2 * std::max<int64_t>(0, held - half);
  const ChainLink &link = part.back();
  if (!next || link.mapBytes <= int64_t(cpu.l1Bytes))
    return cost;
  int64_t weight = next->isDepthwise ? 4 : link.mapBytes > half ? 2 : link.isDepthwise ? 1 : 0;
  return cost + weight * link.mapBytes;
}

std::vector<size_t> cutChain(llvm::ArrayRef<ChainLink> chain, const CpuRow &cpu) {
  /// The best parts of the layers before one: their cost, how many layers the last has.
  struct Best {
    int64_t cost = 0;
    size_t layers = 0;
  };
  std::vector<Best> best(chain.size() + 1);
  for (size_t end = 1; end <= chain.size(); ++end)
    // The shortest part first: a longer one has to be better.
    for (size_t layers = 1; layers <= end; ++layers) {
      size_t first = end - layers;
      if (!isPart(chain, first, end - 1, cpu))
        continue;
      int64_t cost = best[first].cost + partCost(chain.slice(first, layers),
                                                 end < chain.size() ? &chain[end] : nullptr, cpu);
      if (layers == 1 || cost < best[end].cost)
        best[end] = {cost, layers};
    }
  std::vector<size_t> parts;
  for (size_t end = chain.size(); end > 0; end -= best[end].layers)
    parts.insert(parts.begin(), best[end].layers);
  return parts;
}

bool worthPanels(const PairFacts &pair, const CpuRow &cpu) {
  int64_t l2Bytes = cpu.l2Bytes, rest = pair.weightBytes > pair.inputBytes ? l2Bytes : l2Bytes / 2;
  return pair.betweenBytes > int64_t(cpu.l1Bytes) && pair.inputBytes <= l2Bytes &&
         pair.outputBytes <= rest;
}

int64_t panelRows(int64_t height, int64_t stride, int64_t span, int64_t ringRowBytes,
                  const CpuRow &cpu) {
  int64_t ringRows = int64_t(cpu.l1Bytes) * 3 / 4 / ringRowBytes;
  int64_t most = std::clamp<int64_t>((ringRows - span) / stride + 1, 1, height);
  int64_t steps = (height + most - 1) / most;
  return (height + steps - 1) / steps;
}

} // namespace mnc
