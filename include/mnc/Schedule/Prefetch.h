// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which weights are asked for by layers before the one that reads them: pure functions
// of sizes.

#ifndef MNC_SCHEDULE_PREFETCH_H
#define MNC_SCHEDULE_PREFETCH_H

#include "mnc/CPU/CpuTable.h"

namespace mnc {

/// A dense convolution, with its weights in floats.
struct LayerCost {
  /// Multiply-adds that each weight is read for.
  int64_t pixels;
  int64_t weights;
};

/// Whether a layer takes its time from memory: it computes hardly anything with each
/// weight, and the second-level cache does not keep them from run to run.
bool isMemoryBound(const LayerCost &layer, const CpuModel &cpu);

/// Whether `asking` computes long enough for all weights of `waiting` to come meanwhile.
bool canHideLoads(const LayerCost &prefetcher, const LayerCost &consumer);

/// How many weights of `waiting` a layer before it can ask for while it computes, the first
/// ones of all; 0 if it waits itself. A float takes a core about as long, from memory, as
/// eight multiply-adds by vectors; and what is asked for has to stay in the last-level
/// cache until it is read.
int64_t prefetchableWeights(const LayerCost &prefetcher, const LayerCost &consumer);

} // namespace mnc

#endif // MNC_SCHEDULE_PREFETCH_H
