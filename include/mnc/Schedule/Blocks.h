// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How a convolution is cut into blocks: pure functions of its shape and a CPU.

#ifndef MNC_SCHEDULE_BLOCKS_H
#define MNC_SCHEDULE_BLOCKS_H

#include "mnc/CPU/CpuTable.h"
#include "mnc/Kernels/Convolution.h"

namespace mnc {

/// Register block and loop order of `buildDenseConv`: the block with the least
/// estimated cycles over the whole layer that fits into the registers.
/// Channels go outermost where the weights outweigh the map.
ConvBlocks chooseDenseBlocks(const ConvSpec &spec, const CpuRow &cpu);

/// Pixels per step and loop order of `buildDepthwiseConv`.
ConvBlocks chooseDepthwiseBlocks(const ConvSpec &spec, const CpuRow &cpu);

/// Floats of the CPU's vector.
int64_t floatLanes(const CpuRow &cpu);

} // namespace mnc

#endif // MNC_SCHEDULE_BLOCKS_H
