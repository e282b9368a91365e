// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Chooses the kernel of an operation and its tiling: the cheapest, in estimated cycles, of all that
// support it.

#ifndef MNC_SCHEDULE_KERNELCHOICE_H
#define MNC_SCHEDULE_KERNELCHOICE_H

#include "mnc/Kernels/KernelTable.h"

namespace mnc {

/// Returns the tiling of the least estimated cycles for the whole layer; of equal ones the first.
Tiling chooseTiling(const ConvKernel &kernel, const ConvSpec &spec, const CpuModel &cpu);

/// Returns the estimated cycles of the whole layer with that tiling.
double leastCycles(const ConvKernel &kernel, const ConvSpec &spec, const CpuModel &cpu);

/// Returns the tiling of the least estimated cycles for one channel tile of `channels` output
/// channels, a multiple of the lanes. Only tilings whose register tiles divide the channel tile are
/// considered. A dense convolution gets channels as its outermost loop, a depthwise one pixels.
Tiling chooseChannelTileTiling(const ConvKernel &kernel, const ConvSpec &spec, int64_t channels,
                               const CpuModel &cpu);

/// Returns the channel tile of a dense convolution without groups, in output channels, whose
/// consumer takes it through a ring of `ringPixels` pixels; `spec` is what a call computes of all
/// channels. A tile fits if it
/// - divides the output channels, is less than all of them, and is a multiple of the lanes;
/// - costs at most 2 % more estimated cycles, over all tiles, than the untiled layer;
/// - takes at least 1000 cycles a call, so that calling does not count;
/// - has a ring of at most three quarters of the first-level cache;
/// - has weights of at most a quarter of the second-level cache;
/// - finds `consumerWeights` weights of the consumer for each of its channels: together at most a
///   quarter of the second-level cache, and at most 128 KiB.
/// Of those that fit, the one of the least cycles; 0 if none fits.
int64_t chooseChannelTile(const ConvKernel &kernel, const ConvSpec &spec, int64_t ringPixels,
                          const CpuModel &cpu, int64_t consumerWeights = 0);

/// Returns the channel tile where rows are the outer loop, so that each tile is begun anew for each
/// row: of the tiles that fit as in `chooseChannelTile`, the largest whose ring takes at most half
/// of the first-level cache, or the smallest if no ring does. 0 if none fits, or if the ring of all
/// channels stays in three quarters of that cache.
int64_t chooseRowChannelTile(const ConvKernel &kernel, const ConvSpec &spec, int64_t ringPixels,
                             const CpuModel &cpu);

/// A kernel with its tiling, and the estimated cycles of one call of it: a row of a streamed
/// convolution, a channel tile, or a whole layer. 0 cycles where there is no tiling to choose.
struct KernelCandidate {
  KernelAttr kernel;
  double cycles = 0;
};

/// An operation, and what a call of its kernel computes.
struct LayerGeometry {
  mlir::Operation *op;
  /// Of a convolution: its geometry, as laid out in buffers.
  ConvSpec spec = {};
  /// Output channels that a call computes; 0 if all.
  int64_t channelTile = 0;
  /// It accumulates K tiles (`isSplitReduction`).
  bool addsKTiles = false;
};

/// Returns the geometry of an operation whose group is all of it.
LayerGeometry geometryAlone(mlir::Operation *op);

/// Returns all kernels that support `layer`, each with each of its tilings, in the order of the
/// table; empty if no kernel supports it.
llvm::SmallVector<KernelCandidate> kernelCandidates(const LayerGeometry &layer,
                                                    const CpuModel &cpu);

/// Returns the first candidate of the least cycles among those of `kernelCandidates` that add up in
/// the order of `sumOrderOf`; null if there is none.
KernelAttr chooseKernel(const LayerGeometry &layer, const CpuModel &cpu);

/// The order in which the products of an output value are added up, which decides its last bits.
struct SumOrder {
  /// Sums along K, each of every so many products: those of `Tiling::splitK`, or the lanes of a
  /// kernel with vectors along K.
  int64_t sums = 1;
  bool alongLanes = false;
  bool operator==(const SumOrder &) const = default;
};

/// Returns the order in which a kernel adds up.
SumOrder sumOrderOf(KernelAttr kernel);

/// Returns the order for `op`, that of the kernel it has or of the cheapest one for its shape
/// alone: however the layers around it are computed, its bits are the same.
SumOrder sumOrderOf(mlir::Operation *op, const CpuModel &cpu);

/// Returns the contract of the kernel that `chooseKernel` gives a convolution.
const ConvKernel &chooseConvKernel(const LayerGeometry &layer, const CpuModel &cpu);

} // namespace mnc

#endif // MNC_SCHEDULE_KERNELCHOICE_H
