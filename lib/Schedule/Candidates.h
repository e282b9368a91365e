// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The ways to compute several layers as one group. All are pure: they read the graph and return
// plans without kernels.

#ifndef MNC_LIB_SCHEDULE_CANDIDATES_H
#define MNC_LIB_SCHEDULE_CANDIDATES_H

#include "Geometry.h"

#include <optional>

namespace mnc {

/// True if an operation is not a layer of a group of several yet.
using IsFree = llvm::function_ref<bool(mlir::Operation *)>;

/// Returns the group of a dense convolution, the pool that is its only consumer, and the dense
/// layer `last` of one pixel that waits for its weights: it computes channel tiles, and `last`
/// accumulates K tiles. Nothing if that does not pay.
std::optional<GroupPlan> splitReduction(const Network &network, mlir::Operation *last,
                                        IsFree isFree);

/// Returns the group of a dense convolution and the depthwise one, `consumer`, that is its only
/// consumer, by channel tiles. Nothing if that does not pay.
std::optional<GroupPlan> channelTiles(const Network &network, Conv2dOp consumer, IsFree isFree);

/// Returns the longest chain of convolutions that begins with `conv`, between which row rings may
/// lie.
llvm::SmallVector<Conv2dOp> chainFrom(Conv2dOp conv, IsFree isFree);

/// Returns the groups that a chain is cut into: those of several layers are streamed.
std::vector<GroupPlan> cutChain(const Network &network, llvm::ArrayRef<Conv2dOp> chain);

/// Stores the rings of `group` that depthwise convolutions read in channel blocks, and tiles the
/// channels of rows that the first-level cache cannot hold.
void blockRings(const Network &network, GroupPlan &group);

/// Pads the pixels of the results between the layers of `group`.
void padIntermediates(const Network &network, GroupPlan &group);

/// Has convolutions that compute much prefetch the weights of a later layer that computes little
/// with each of its own, and would wait for them. `plan` has its groups in order, and kernels.
void prefetchWeights(const Network &network, Plan &plan);

} // namespace mnc

#endif // MNC_LIB_SCHEDULE_CANDIDATES_H
