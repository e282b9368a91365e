// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Chooses the kernel of an operation and its tiling: the cheapest, in estimated cycles, of all that
// support it.

#ifndef MNC_SCHEDULE_KERNELCHOICE_H
#define MNC_SCHEDULE_KERNELCHOICE_H

#include "mnc/Kernels/KernelTable.h"

namespace mnc {

/// Returns the estimated cycles of the whole layer by the best tiling of a kernel; infinity if it
/// has none.
double leastCycles(const ConvKernel &kernel, const ConvSpec &spec, const CpuModel &cpu);

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
  /// `ConvKernel::winogradTile`.
  int64_t winogradTile = 0;
  bool operator==(const SumOrder &) const = default;
};

/// Returns the order in which the kernel of a name adds up with a tiling.
SumOrder sumOrderOf(llvm::StringRef kernel, const Tiling &tiling);

/// Returns the order for `op`, that of the kernel it has or of the cheapest one for its shape
/// alone: however the layers around it are computed, its bits are the same.
SumOrder sumOrderOf(mlir::Operation *op, const CpuModel &cpu);

/// Returns the contract of the kernel that `chooseKernel` gives a convolution.
const ConvKernel &chooseConvKernel(const LayerGeometry &layer, const CpuModel &cpu);

} // namespace mnc

#endif // MNC_SCHEDULE_KERNELCHOICE_H
