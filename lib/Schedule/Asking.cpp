// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Schedule/Asking.h"

#include <algorithm>

namespace mnc {

/// Multiply-adds with a weight below which memory is slower than the multipliers.
static constexpr int64_t fewPixels = 4;

bool waitsForWeights(const LayerFacts &layer, const CpuRow &cpu) {
  return layer.pixels <= fewPixels && layer.weights * int64_t(sizeof(float)) > int64_t(cpu.l2Bytes);
}

/// How many weights come from memory while `asking` is computed.
static int64_t weightsInTime(const LayerFacts &asking) {
  constexpr int64_t productsPerWeight = 8;
  return asking.pixels > fewPixels ? asking.pixels * asking.weights / productsPerWeight : 0;
}

bool coversWeights(const LayerFacts &asking, const LayerFacts &waiting) {
  return weightsInTime(asking) >= waiting.weights;
}

int64_t weightsToAskFor(const LayerFacts &asking, const LayerFacts &waiting) {
  constexpr int64_t mostWeights = 2 << 20;
  return std::min({waiting.weights, weightsInTime(asking), mostWeights});
}

} // namespace mnc
