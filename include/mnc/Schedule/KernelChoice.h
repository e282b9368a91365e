// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which kernel computes an operation, and in which blocks: the first row of the
// table that can, and its block of the least estimate.

#ifndef MNC_SCHEDULE_KERNELCHOICE_H
#define MNC_SCHEDULE_KERNELCHOICE_H

#include "mnc/Kernels/KernelTable.h"

namespace mnc {

/// The block of the least estimate; of equal ones the first.
Tiling chooseTiling(const ConvKernel &kernel, const ConvSpec &spec, const CpuModel &cpu);

/// The same for `channels` output channels at a time, a multiple of the lanes:
/// each panel begins with a block, and channels go outermost in a dense convolution.
Tiling chooseChannelTileTiling(const ConvKernel &kernel, const ConvSpec &spec, int64_t channels,
                               const CpuModel &cpu);

/// How many output channels of a dense convolution, without groups, to compute
/// before its reader takes them, through a ring of `ringPixels` pixels: a
/// part of all that costs hardly more cycles, has so many in a row that calls do not
/// count, whose ring stays in the first-level cache and whose weights in the second, as
/// do those that the reader has for them, `readerWeights` for each: 128 KiB at most. 0 if
/// there is none.
int64_t chooseChannelTile(const ConvKernel &kernel, const ConvSpec &spec, int64_t ringPixels,
                          const CpuModel &cpu, int64_t readerWeights = 0);

/// The same where rows are the outer loop: a larger one, since each is begun anew for each
/// row, in half of that cache if it can be. 0 too if all channels need no panels.
int64_t chooseRowChannelTile(const ConvKernel &kernel, const ConvSpec &spec, int64_t ringPixels,
                             const CpuModel &cpu);

/// A kernel with its blocks, and the estimated cycles of one run of it (a row of
/// a streamed convolution, a panel, all of another); 0 where there is nothing to choose.
struct KernelCandidate {
  KernelAttr kernel;
  double cycles = 0;
};

/// All blocks of the kernel for `op`, which has buffers, as the table orders
/// them; none if no kernel computes it.
llvm::SmallVector<KernelCandidate> kernelCandidates(mlir::Operation *op, const CpuModel &cpu);

/// The best of `kernelCandidates`; null if there is none.
KernelAttr chooseKernel(mlir::Operation *op, const CpuModel &cpu);

} // namespace mnc

#endif // MNC_SCHEDULE_KERNELCHOICE_H
