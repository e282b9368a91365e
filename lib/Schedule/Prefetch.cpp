// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Schedule/Prefetch.h"

#include <algorithm>

namespace mnc {

/// Multiply-adds with each weight, at most, where memory is slower than the multipliers.
static constexpr int64_t fewPixels = 4;

bool isMemoryBound(const LayerCost &layer, const CpuModel &cpu) {
  return layer.pixels <= fewPixels && layer.weights * int64_t(sizeof(float)) > int64_t(cpu.l2Bytes);
}

/// Returns how many weights come from memory while `prefetcher` computes.
static int64_t weightsLoadedDuring(const LayerCost &prefetcher) {
  constexpr int64_t productsPerWeight = 8;
  return prefetcher.pixels > fewPixels ? prefetcher.pixels * prefetcher.weights / productsPerWeight
                                       : 0;
}

int64_t prefetchableWeights(const LayerCost &prefetcher, const LayerCost &consumer) {
  constexpr int64_t mostWeights = 2 << 20;
  return std::min({consumer.weights, weightsLoadedDuring(prefetcher), mostWeights});
}

} // namespace mnc
