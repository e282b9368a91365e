// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the layers of a plan cost.

#ifndef MNC_LIB_SCHEDULE_ESTIMATE_H
#define MNC_LIB_SCHEDULE_ESTIMATE_H

#include "Geometry.h"
#include "mnc/Schedule/Cost.h"

namespace mnc {

/// Floats of the weights of layers that others prefetch, by the numbers of the layers.
using Prefetched = llvm::DenseMap<int64_t, int64_t>;

/// Returns the costs of the layers of `group`, which has its kernels.
std::vector<Cost> estimate(const Network &network, const GroupPlan &group,
                           const Prefetched &prefetched);

/// Stores the estimates of all layers of `plan`.
void estimateLayers(const Network &network, Plan &plan);

} // namespace mnc

#endif // MNC_LIB_SCHEDULE_ESTIMATE_H
