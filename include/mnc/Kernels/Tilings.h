// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Tilings of convolutions, and their estimated cost: pure functions of a shape and a CPU.

#ifndef MNC_KERNELS_TILINGS_H
#define MNC_KERNELS_TILINGS_H

#include "mnc/CPU/CpuTable.h"
#include "mnc/Kernels/Convolution.h"

namespace mnc {

/// Returns the tilings of `buildDenseConv` that fit into the registers and the layer, the larger
/// register tiles first. Channels are the outermost loop where the weights outweigh the input.
llvm::SmallVector<Tiling> denseTilings(const ConvSpec &spec, const CpuModel &cpu);

/// Returns the tilings of `buildDenseConv` with several accumulators for each sum: for register
/// tiles of so few sums that each waits for the one before.
llvm::SmallVector<Tiling> splitKTilings(const ConvSpec &spec, const CpuModel &cpu);

/// Returns the estimated cycles of `buildDenseConv`.
double denseCycles(const ConvSpec &spec, const Tiling &tiling, const CpuModel &cpu);

/// Returns the tilings of `buildDepthwiseConv`: those whose pixels divide a row first, then the
/// larger ones.
llvm::SmallVector<Tiling> depthwiseTilings(const ConvSpec &spec, const CpuModel &cpu);

/// Returns the estimated cycles of `buildDepthwiseConv`.
double depthwiseCycles(const ConvSpec &spec, const Tiling &tiling, const CpuModel &cpu);

/// Returns the tilings of `buildDotConv`, the larger register tiles first.
llvm::SmallVector<Tiling> dotTilings(const ConvSpec &spec, const CpuModel &cpu);

/// Returns the estimated cycles of `buildDotConv`.
double dotCycles(const ConvSpec &spec, const Tiling &tiling, const CpuModel &cpu);

/// True if `buildWinogradConv` computes `spec`.
bool supportsWinograd(int64_t m, const ConvSpec &spec);

/// Returns the tilings of the products of `buildWinogradConv`, as `denseTilings` does.
llvm::SmallVector<Tiling> winogradTilings(int64_t m, const ConvSpec &spec, const CpuModel &cpu);

/// Returns the estimated cycles of `buildWinogradConv`.
double winogradCycles(int64_t m, const ConvSpec &spec, const Tiling &tiling, const CpuModel &cpu);

/// Returns the floats of the CPU's vector.
int64_t floatLanes(const CpuModel &cpu);

} // namespace mnc

#endif // MNC_KERNELS_TILINGS_H
