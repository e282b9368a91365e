// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How convolutions may be cut into blocks, and what each way costs: pure
// functions of a shape and a CPU.

#ifndef MNC_KERNELS_TILINGS_H
#define MNC_KERNELS_TILINGS_H

#include "mnc/CPU/CpuTable.h"
#include "mnc/Kernels/Convolution.h"

namespace mnc {

/// The register blocks of `buildDenseConv` that fit into the registers and the
/// work, the larger ones first. Channels go outermost where the weights outweigh
/// the map.
llvm::SmallVector<Tiling> denseTilings(const ConvSpec &spec, const CpuModel &cpu);

/// Estimated cycles of `buildDenseConv` over the whole layer.
double denseCycles(const ConvSpec &spec, const Tiling &tiling, const CpuModel &cpu);

/// Pixels per step of `buildDepthwiseConv`: those that leave no shorter step at
/// the end of a row first, then the larger ones.
llvm::SmallVector<Tiling> depthwiseTilings(const ConvSpec &spec, const CpuModel &cpu);

/// Estimated cycles of `buildDepthwiseConv` over a row of one vector of channels.
double depthwiseCycles(const ConvSpec &spec, const Tiling &tiling, const CpuModel &cpu);

/// Floats of the CPU's vector.
int64_t floatLanes(const CpuModel &cpu);

} // namespace mnc

#endif // MNC_KERNELS_TILINGS_H
