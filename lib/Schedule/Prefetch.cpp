// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Schedule/Prefetch.h"

#include "mnc/Kernels/Tilings.h"
#include "mnc/Schedule/Cost.h"

#include <algorithm>

namespace mnc {

static double productsPerCycle(const CpuModel &cpu) {
  return double(floatLanes(cpu)) * cpu.fmasPerCycle;
}

static double weightsPerCycle(const CpuModel &cpu) { return cpu.memoryPerCycle / sizeof(float); }

/// True if memory takes longer to deliver a weight than the core to multiply with it.
static bool waitsForMemory(const LayerCost &layer, const CpuModel &cpu) {
  return double(layer.pixels) * weightsPerCycle(cpu) < productsPerCycle(cpu);
}

bool isMemoryBound(const LayerCost &layer, const CpuModel &cpu) {
  return waitsForMemory(layer, cpu) &&
         layer.weights * int64_t(sizeof(float)) > int64_t(cpu.l2Bytes);
}

int64_t prefetchableWeights(const LayerCost &prefetcher, const LayerCost &consumer,
                            const CpuModel &cpu) {
  if (waitsForMemory(prefetcher, cpu))
    return 0;
  double cycles = double(prefetcher.pixels * prefetcher.weights) / productsPerCycle(cpu);
  double kept = cpu.l3Bytes * keptShare / sizeof(float);
  return std::min(consumer.weights, int64_t(std::min(cycles * weightsPerCycle(cpu), kept)));
}

} // namespace mnc
