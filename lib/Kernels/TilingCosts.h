// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the tilings of all kernels for convolutions have in common, and their costs.

#ifndef MNC_LIB_KERNELS_TILINGCOSTS_H
#define MNC_LIB_KERNELS_TILINGCOSTS_H

#include "mnc/Kernels/Tilings.h"
#include "llvm/ADT/STLExtras.h"

namespace mnc {

/// Cycles in which a register tile begins and ends and few products are computed. Fitted to
/// bench/data.
inline constexpr double tileCycles = 10;

/// Vectors that are loaded before they are used, where a CPU or a compiler does not wait. Source:
/// the code that compilers make for cortex-a55.
inline constexpr int64_t loadsAhead = 4;

/// Returns the rows of all images of the result.
inline int64_t rowsOf(const ConvSpec &spec) { return spec.output.shape[0] * spec.output.shape[1]; }

/// Returns the cycles of tiles of `step` that cover `count`, the last of which may be smaller, by
/// the cost of a tile of a size.
inline double coverCycles(int64_t count, int64_t step, llvm::function_ref<double(int64_t)> cost) {
  return double(count / step) * cost(step) + (count % step ? cost(count % step) : 0);
}

/// Returns the whole vectors' worth of work of `spans`: less where one is half a vector.
inline double widthOf(llvm::ArrayRef<VectorSpan> spans, int64_t lanes, const CpuModel &cpu) {
  double halves = 0;
  for (VectorSpan span : spans)
    halves += cpu.splitsVectors && 2 * span.width <= lanes ? 1 : 2;
  return halves / 2;
}

/// Puts larger register tiles first: they have fewer loop steps and epilogues.
inline void sortLargestFirst(llvm::SmallVectorImpl<Tiling> &tilings) {
  llvm::stable_sort(tilings, [](const Tiling &lhs, const Tiling &rhs) {
    return lhs.pixels * lhs.vectors > rhs.pixels * rhs.vectors;
  });
}

/// Returns the registers for values of the input between load and last use, and for products that
/// have not been added yet.
inline int64_t scratchRegisters(const CpuModel &cpu) {
  return (cpu.inOrder ? loadsAhead : 1) + (cpu.hasFma ? 0 : 1);
}

inline LoopOrder orderOf(bool channelsOuter) {
  return channelsOuter ? LoopOrder::Channels : LoopOrder::Pixels;
}

} // namespace mnc

#endif // MNC_LIB_KERNELS_TILINGCOSTS_H
