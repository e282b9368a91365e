// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Tilings and costs of dense convolutions.

#include "TilingCosts.h"

namespace mnc {

int64_t floatLanes(const CpuModel &cpu) { return cpu.vectorBits / 32; }

namespace {

/// Pixels of a register tile that a CPU's prefetchers follow at the same time.
constexpr int64_t prefetchStreams = 9;

/// Cycles that a vector of weights takes from the second-level cache.
constexpr double weightCycles = 1.6;

/// Estimates the cycles of one step along K of a register tile of `pixels` x `vectors`.
///
/// A load of the input serves `tileK` steps, and so does a load of the factors of the input, which
/// are multiplied with `factors` vectors a step. Loads mostly hide behind the multiply-adds, less
/// so
/// - loads of weights, unless `weightsStay` in the first-level cache;
/// - loads of pixels that no prefetcher follows.
/// With `cpu.inOrder`, each load takes a cycle of its own, as llvm-mca has it for cortex-a55 within
/// a tenth, for tiles from 7x2 to 5x4.
double stepCycles(int64_t pixels, int64_t vectors, const Tiling &tiling, double factors,
                  bool weightsStay, const CpuModel &cpu) {
  double multiplies = (pixels * vectors + factors) / cpu.fmasPerCycle;
  double inputs = double(pixels + (factors > 0)) / tiling.tileK;
  double weights = weightsStay ? 0 : weightCycles * vectors;
  if (cpu.inOrder)
    return std::max(multiplies + inputs + vectors, weights);
  double loads = (inputs + vectors) / cpu.loadsPerCycle;
  double visible =
      0.025 * inputs + 0.05 * vectors + 0.05 * std::max<int64_t>(0, pixels - prefetchStreams);
  double latency = double(cpu.fmaLatency) / tiling.splitK;
  return std::max({multiplies, loads, latency, weights}) + visible;
}

/// Returns the registers of a dense tile: its sums, the weights of a step, and the input. An input
/// that is used by lanes stays for several steps, and compilers load the weights of the next step
/// beside those of the present one.
int64_t denseRegisters(int64_t pixels, int64_t vectors, const CpuModel &cpu) {
  constexpr int64_t weightsAhead = 4;
  int64_t input = cpu.multipliesByLane ? pixels + weightsAhead : scratchRegisters(cpu);
  return pixels * vectors + vectors + input;
}

/// True if each weight is better read once: weights are more than the values of the input, and more
/// than half of the first-level cache.
bool weightsOutweighActivation(const ConvSpec &spec, const CpuModel &cpu) {
  llvm::ArrayRef<int64_t> input = spec.input.shape;
  int64_t weightFloats = spec.k() * spec.output.shape[3];
  return weightFloats > input[0] * input[1] * input[2] * input[3] &&
         weightFloats * 4 > int64_t(cpu.l1Bytes) / 2;
}

} // namespace

llvm::SmallVector<Tiling> denseTilings(const ConvSpec &spec, const CpuModel &cpu) {
  int64_t lanes = floatLanes(cpu), registers = cpu.vectorRegisters;
  int64_t width = spec.output.shape[2], channels = spec.outputChannelsPerGroup();
  int64_t mostVectors = std::min<int64_t>(splitIntoVectors(channels, lanes).size(), 8);
  Tiling tiling;
  tiling.lanes = lanes;
  tiling.outer = orderOf(weightsOutweighActivation(spec, cpu));
  tiling.tileK = cpu.multipliesByLane ? lanes : 1;
  llvm::SmallVector<Tiling> fitting;
  for (tiling.vectors = 1; tiling.vectors <= mostVectors; ++tiling.vectors)
    for (tiling.pixels = 1; tiling.pixels <= std::min(width, registers); ++tiling.pixels)
      if (denseRegisters(tiling.pixels, tiling.vectors, cpu) <= registers)
        fitting.push_back(tiling);
  sortLargestFirst(fitting);
  return fitting;
}

llvm::SmallVector<Tiling> splitKTilings(const ConvSpec &spec, const CpuModel &cpu) {
  int64_t enough = int64_t(cpu.fmasPerCycle * cpu.fmaLatency);
  llvm::SmallVector<Tiling> fitting;
  for (Tiling tiling : denseTilings(spec, cpu))
    for (tiling.splitK = 2; tiling.splitK <= 4; tiling.splitK *= 2) {
      int64_t sums = tiling.pixels * tiling.vectors;
      int64_t registers =
          sums * (tiling.splitK - 1) + denseRegisters(tiling.pixels, tiling.vectors, cpu);
      bool fits = registers <= int64_t(cpu.vectorRegisters);
      if (sums < enough && fits && spec.contiguousK() >= tiling.splitK)
        fitting.push_back(tiling);
    }
  return fitting;
}

double denseCycles(const ConvSpec &spec, const Tiling &tiling, const CpuModel &cpu) {
  llvm::SmallVector<VectorSpan> all = splitIntoVectors(spec.outputChannelsPerGroup(), tiling.lanes);
  // A single tile of pixels comes back to its weights when all others have been read.
  bool isOnlyTile = rowsOf(spec) * spec.output.shape[2] <= tiling.pixels;
  auto tile = [&](int64_t pixels, int64_t vectors) {
    int64_t reread = isOnlyTile ? paddedSize(all) : vectors * tiling.lanes;
    bool weightsStay = spec.k() * reread * int64_t(sizeof(float)) <= int64_t(cpu.l1Bytes) / 2;
    double factors = !spec.scalesInput  ? 0
                     : tiling.tileK > 1 ? double(pixels) / tiling.tileK
                                        : vectors;
    return spec.k() * stepCycles(pixels, vectors, tiling, factors, weightsStay, cpu) + tileCycles +
           pixels * vectors * (tiling.splitK - 1);
  };
  double row = coverCycles(spec.output.shape[2], tiling.pixels, [&](int64_t pixels) {
    return coverCycles(all.size(), tiling.vectors,
                       [&](int64_t vectors) { return tile(pixels, vectors); });
  });
  return row * double(rowsOf(spec) * spec.groups);
}

} // namespace mnc
