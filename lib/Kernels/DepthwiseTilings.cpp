// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Tilings and costs of depthwise convolutions.

#include "TilingCosts.h"

namespace mnc {

/// True if the rows under a window do not stay in the second-level cache.
static bool windowLeavesCache(const ConvSpec &spec, const CpuModel &cpu) {
  return spec.input.strides[1] * spec.windowRows() * int64_t(sizeof(float)) > int64_t(cpu.l2Bytes);
}

/// The part of the registers that a filter takes at most; the rest of a larger one is loaded.
/// Source: 5x5 filters of V3 on Zen 4, 20 of 32 registers.
static constexpr double mostFilter = 0.625;

/// Returns the pixels whose sums find registers beside `taps` taps of the filter, a bias, a bound
/// and scratch values.
/// - In-order CPUs: compilers load all columns of a row first.
/// - Without a fused multiply-add, each sum has a product beside it.
static int64_t depthwisePixels(const ConvSpec &spec, int64_t taps, const CpuModel &cpu) {
  int64_t registers = cpu.vectorRegisters,
          filter = std::min(taps, int64_t(mostFilter * double(registers)));
  auto fits = [&](int64_t pixels) {
    int64_t scratch = cpu.inOrder ? spec.windowColumns(pixels) : scratchRegisters(cpu);
    return filter + 2 + scratch + pixels * (cpu.hasFma ? 1 : 2) <= registers;
  };
  // As many sums keep two multipliers busy.
  int64_t pixels = cpu.hasFma ? 2 : 1, mostPixels = 2 * cpu.fmaLatency;
  while (pixels < mostPixels && fits(pixels + 1))
    ++pixels;
  return pixels;
}

llvm::SmallVector<Tiling> depthwiseTilings(const ConvSpec &spec, const CpuModel &cpu) {
  // The sums of fewer pixels wait for each other.
  double fewPixels = cpu.fmaLatency + cpu.fmasPerCycle;
  int64_t width = spec.output.shape[2], most = depthwisePixels(spec, spec.k(), cpu);
  Tiling tiling;
  tiling.lanes = floatLanes(cpu);
  if (double(most) < fewPixels && spec.kernel[0] > 1 && spec.kernel[1] > 1) {
    tiling.filterRows = 1;
    most = depthwisePixels(spec, spec.kernel[1], cpu);
  }
  bool windowLeaves = windowLeavesCache(spec, cpu);
  llvm::SmallVector<Tiling> fitting;
  for (tiling.pixels = std::min(width, most); tiling.pixels >= 1; --tiling.pixels) {
    // A row of one or two tiles is too short to load the filter for.
    tiling.outer = orderOf(width <= 2 * tiling.pixels || windowLeaves);
    fitting.push_back(tiling);
  }
  llvm::stable_sort(fitting, [&](const Tiling &lhs, const Tiling &rhs) {
    return width % lhs.pixels == 0 && width % rhs.pixels != 0;
  });
  return fitting;
}

double depthwiseCycles(const ConvSpec &spec, const Tiling &tiling, const CpuModel &cpu) {
  auto tile = [&](int64_t pixels) {
    int64_t filterLoads = tiling.filterRows ? spec.k() : 0;
    double loads = (spec.kernel[0] * spec.windowColumns(pixels) + filterLoads) / cpu.loadsPerCycle;
    return std::max(pixels * spec.k() / cpu.fmasPerCycle, loads) + cpu.fmaLatency;
  };
  double row = coverCycles(spec.output.shape[2], tiling.pixels, tile);
  return row * double(rowsOf(spec)) *
         widthOf(splitIntoVectors(spec.output.shape[3], tiling.lanes), tiling.lanes, cpu);
}

} // namespace mnc
