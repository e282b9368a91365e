// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Weights that are prefetched while an earlier layer computes: pure functions of sizes.

#ifndef MNC_SCHEDULE_PREFETCH_H
#define MNC_SCHEDULE_PREFETCH_H

#include "mnc/CPU/CpuTable.h"

namespace mnc {

/// The cost of a dense layer.
struct LayerCost {
  /// `pixels`: multiply-adds that each weight is read for. `weights`: floats.
  int64_t pixels;
  int64_t weights;
};

/// True if the time of a layer is that of its loads: memory delivers weights more slowly than they
/// are multiplied with all pixels, and they are more than the second-level cache, which thus does
/// not keep them from run to run.
bool isMemoryBound(const LayerCost &layer, const CpuModel &cpu);

/// Returns how many weights of `consumer`, the first ones, to prefetch while `prefetcher` computes;
/// 0 if that one waits for its own. The least of
/// - all weights of `consumer`;
/// - what memory delivers to a core meanwhile;
/// - what stays in the last-level cache until it is read.
int64_t prefetchableWeights(const LayerCost &prefetcher, const LayerCost &consumer,
                            const CpuModel &cpu);

} // namespace mnc

#endif // MNC_SCHEDULE_PREFETCH_H
