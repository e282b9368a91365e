// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The ways to compute several layers as one group. All are pure: they read the graph and return
// plans without kernels.

#ifndef MNC_LIB_SCHEDULE_CANDIDATES_H
#define MNC_LIB_SCHEDULE_CANDIDATES_H

#include "Geometry.h"

namespace mnc {

/// Layers of which each reads the one before as its input.
using Chain = llvm::ArrayRef<mlir::Operation *>;

/// Returns the operation that may be computed in a group with `op`, as the next one: the only one
/// that reads its result as its input, or in any way but row by row; null if there is none.
mlir::Operation *nextInChain(mlir::Operation *op);

/// Returns the plans of `chain` as one group: all of a single layer, rows of several, and channel
/// tiles of several sizes. Empty if the layers cannot be a group.
std::vector<GroupPlan> candidates(const Network &network, Chain chain,
                                  const SearchOptions &options);

/// Adds the groups of a chain of layers that is streamed row by row: with rows of all channels in
/// the rings, and by channel tiles of two sizes.
void addRows(const Network &network, Chain chain, const SearchOptions &options,
             std::vector<GroupPlan> &groups);

/// Adds the groups of a dense convolution and its depthwise consumer that compute channel tiles.
void addChannelTiles(const Network &network, Chain chain, std::vector<GroupPlan> &groups);

/// Adds the groups of a dense convolution, the pool over it and a dense layer of one pixel that
/// accumulates K tiles.
void addSplitReductions(const Network &network, Chain chain, std::vector<GroupPlan> &groups);

/// Returns the sizes of channel tiles of `conv`: multiples of the lanes that divide its output
/// channels, and of the register tile of a kernel that it has.
llvm::SmallVector<int64_t> channelTileSizes(Conv2dOp conv, const CpuModel &cpu);

/// Widens the rings of `group`, which is computed row by row, whose rows later layers read again.
void widenRings(const Network &network, GroupPlan &group);

/// Stores the rings of `group` that depthwise convolutions read in channel blocks, and computes the
/// rows of those that take more than `mostRingBytes` by channel tiles that take less.
void blockRings(const Network &network, GroupPlan &group, double mostRingBytes);

/// Returns the most rows of its input that one row of a layer with `window` is the first to need.
int64_t rowsPerCall(const WindowDim &window);

/// Pads the pixels of the results between the layers of `group`.
void padIntermediates(const Network &network, GroupPlan &group);

/// Has the dense layer before the last one, if that is a depthwise one that reads its rows,
/// prefetch for it.
void prefetchForConsumer(const Network &network, GroupPlan &group);

/// Has convolutions that compute much prefetch the weights of a later layer that computes little
/// with each of its own, and would wait for them. `plan` has its groups in order, and kernels.
void prefetchWeights(const Network &network, Plan &plan);

} // namespace mnc

#endif // MNC_LIB_SCHEDULE_CANDIDATES_H
