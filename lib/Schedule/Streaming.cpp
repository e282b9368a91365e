// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Schedule/Streaming.h"

#include <algorithm>

namespace mnc {

static int64_t heldBytes(const ChainFootprint &chain) {
  return chain.weightBytes + chain.ringBytes;
}

/// True if weights and rings stay in three quarters of the second-level cache. The rest is for what
/// passes by: rows of the chain's input and result.
static bool staysInCache(const ChainFootprint &chain, const CpuModel &cpu) {
  return heldBytes(chain) <= int64_t(cpu.l2Bytes) * 3 / 4;
}

static std::string sizeText(int64_t bytes) {
  return std::to_string((bytes + 1023) / 1024) + " KiB";
}

std::string materialisedReason(const ChainFootprint &chain, const CpuModel &cpu) {
  std::string held = sizeText(heldBytes(chain)) + " of weights and rings";
  std::string inner = sizeText(chain.innerBytes) + " of activations between the layers";
  if (!staysInCache(chain, cpu))
    return held + " do not stay in three quarters of the second-level cache";
  if (chain.innerBytes <= int64_t(cpu.l1Bytes))
    return inner + " stay in the first-level cache";
  if (chain.innerBytes <= chain.weightBytes)
    return sizeText(chain.weightBytes) + " of weights outweigh " + inner;
  return "";
}

std::string streamingReason(const ChainFootprint &chain) {
  return sizeText(heldBytes(chain)) + " of weights and rings stay in the second-level cache, " +
         sizeText(chain.innerBytes) + " of activations between the layers never exist";
}

std::string tilingReason(int64_t betweenBytes) {
  return "input and output stay in the second-level cache, " + sizeText(betweenBytes) +
         " of activations between the layers never exist";
}

std::string splitReductionReason(int64_t weightBytes) {
  return sizeText(weightBytes) + " of weights for one pixel are read while the others compute";
}

bool profitableToStream(const ChainFootprint &chain, const CpuModel &cpu) {
  return materialisedReason(chain, cpu).empty();
}

ChainFootprint costOf(llvm::ArrayRef<ChainLayer> chain) {
  ChainFootprint footprint;
  for (const ChainLayer &step : chain)
    footprint.weightBytes += step.weightBytes;
  for (const ChainLayer &step : chain.drop_back()) {
    footprint.innerBytes += step.fullBytes;
    footprint.ringBytes += step.ringBytes;
  }
  return footprint;
}

/// True if each dense convolution that follows a dense one computes the input of a depthwise one.
static bool canBeJoined(llvm::ArrayRef<ChainLayer> part) {
  for (size_t layer = 1; layer < part.size(); ++layer) {
    bool bothDense = !part[layer - 1].isDepthwise && !part[layer].isDepthwise;
    if (bothDense && (layer + 1 == part.size() || !part[layer + 1].isDepthwise))
      return false;
  }
  return true;
}

/// Returns the bytes that are waited for after a slice that ends in `last`, weighted as
/// `partitionChain` says.
static int64_t materialisationCost(const ChainLayer &last, const ChainLayer &next,
                                   const CpuModel &cpu) {
  if (last.fullBytes <= int64_t(cpu.l1Bytes))
    return 0;
  if (next.isDepthwise)
    return 4 * last.fullBytes;
  if (last.fullBytes > std::min(int64_t(cpu.l2Bytes) / 2, 16 * int64_t(cpu.l1Bytes)))
    return 2 * last.fullBytes;
  return last.isDepthwise ? last.fullBytes : 0;
}

std::vector<size_t> partitionChain(llvm::ArrayRef<ChainLayer> chain, const CpuModel &cpu) {
  /// The best partition of the first layers of the chain: its cost, and the layers of its last
  /// slice.
  struct Best {
    int64_t cost = 0;
    size_t layers = 0;
  };
  std::vector<Best> best(chain.size() + 1);
  for (size_t end = 1; end <= chain.size(); ++end) {
    int64_t after = end < chain.size() ? materialisationCost(chain[end - 1], chain[end], cpu) : 0;
    best[end] = {best[end - 1].cost + after, 1};
    for (size_t layers = 2; layers <= end; ++layers) {
      llvm::ArrayRef<ChainLayer> part = chain.slice(end - layers, layers);
      ChainFootprint footprint = costOf(part);
      // A longer slice holds more.
      if (!staysInCache(footprint, cpu))
        break;
      if (!canBeJoined(part) || !profitableToStream(footprint, cpu))
        continue;
      int64_t beyondHalf = std::max<int64_t>(0, heldBytes(footprint) - int64_t(cpu.l2Bytes) / 2);
      int64_t cost = best[end - layers].cost + 2 * beyondHalf + after;
      // Of partitions of equal cost, the one with the shorter last slice.
      if (cost < best[end].cost)
        best[end] = {cost, layers};
    }
  }
  std::vector<size_t> parts;
  for (size_t end = chain.size(); end > 0; end -= best[end].layers)
    parts.insert(parts.begin(), best[end].layers);
  return parts;
}

bool profitableToTile(const PairFootprint &pair, const CpuModel &cpu) {
  int64_t l2Bytes = cpu.l2Bytes, rest = pair.weightBytes > pair.inputBytes ? l2Bytes : l2Bytes / 2;
  return pair.betweenBytes > int64_t(cpu.l1Bytes) && pair.inputBytes <= l2Bytes &&
         pair.outputBytes <= rest;
}

bool tilesReadLess(const PairFootprint &pair, int64_t rows, int64_t channelTiles) {
  return 2 * pair.inputBytes * channelTiles <= 3 * pair.weightBytes * rows;
}

int64_t rowsPerStep(int64_t height, int64_t stride, int64_t span, int64_t ringRowBytes,
                    const CpuModel &cpu) {
  int64_t ringRows = int64_t(cpu.l1Bytes) * 3 / 4 / ringRowBytes;
  int64_t most = std::clamp<int64_t>((ringRows - span) / stride + 1, 1, height);
  int64_t steps = (height + most - 1) / most;
  return (height + steps - 1) / steps;
}

} // namespace mnc
