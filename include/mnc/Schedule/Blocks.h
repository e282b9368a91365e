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

/// The same for `channels` output channels at a time, a multiple of the lanes:
/// each panel begins with a block.
ConvBlocks choosePanelBlocks(const ConvSpec &spec, int64_t channels, const CpuRow &cpu);

/// How many output channels of a dense convolution, without groups, to compute
/// before its depthwise reader takes them, through a ring of `ringPixels` pixels: a
/// part of all that costs hardly more cycles, whose ring stays in the first-level
/// cache and whose weights in the second. 0 if there is none.
int64_t choosePanel(const ConvSpec &spec, int64_t ringPixels, const CpuRow &cpu);

/// Pixels per step and loop order of `buildDepthwiseConv`.
ConvBlocks chooseDepthwiseBlocks(const ConvSpec &spec, const CpuRow &cpu);

/// Floats of the CPU's vector.
int64_t floatLanes(const CpuRow &cpu);

} // namespace mnc

#endif // MNC_SCHEDULE_BLOCKS_H
