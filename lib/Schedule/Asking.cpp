// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Schedule/Asking.h"

#include <algorithm>

namespace mnc {

/// Multiply-adds with a weight below which memory is slower than the multipliers.
static constexpr int64_t fewPixels = 4;

bool waitsForWeights(const LayerFacts &layer, const CpuRow &cpu) {
  return layer.pixels <= fewPixels && layer.weights * int64_t(sizeof(float)) > int64_t(cpu.l2Bytes);
}

int64_t weightsToAskFor(const LayerFacts &asking, const LayerFacts &waiting) {
  constexpr int64_t productsPerWeight = 8, mostWeights = 2 << 20;
  if (asking.pixels <= fewPixels)
    return 0;
  int64_t inTime = asking.pixels * asking.weights / productsPerWeight;
  return std::min({waiting.weights, inTime, mostWeights});
}

} // namespace mnc
