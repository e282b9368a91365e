// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the layers of a plan cost.

#ifndef MNC_LIB_SCHEDULE_ESTIMATE_H
#define MNC_LIB_SCHEDULE_ESTIMATE_H

#include "Geometry.h"
#include "mnc/Schedule/Cost.h"

namespace mnc {

/// Returns the cost of layer `index` of `group`, which has its kernels; another layer has
/// prefetched `prefetched` floats of its weights.
Cost estimate(const Network &network, const GroupPlan &group, size_t index, int64_t prefetched);

/// Stores the estimates of all layers of `plan`.
void estimateLayers(const Network &network, Plan &plan);

} // namespace mnc

#endif // MNC_LIB_SCHEDULE_ESTIMATE_H
