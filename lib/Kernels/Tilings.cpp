// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Tilings and costs of dense convolutions.

#include "TilingCosts.h"

#include <climits>

namespace mnc {

int64_t floatLanes(const CpuModel &cpu) { return cpu.vectorBits / (CHAR_BIT * sizeof(float)); }

namespace {

/// Cycles of a load that hides behind multiply-adds, as far as it is seen. Fitted to bench/data.
constexpr double seenLoads = 0.025;

/// The part of the time of a second stream that is lost beside a slower one, if both are as fast.
/// Fitted to bench/data.
constexpr double crowding = 0.1;

/// A register tile of `pixels` x `vectors`, and what its kernel does at each step along K.
struct TileStep {
  int64_t pixels, vectors;
  /// Whole vectors' worth of work of the vectors: less where one is half a vector.
  double width;
  /// Vectors that are multiplied with factors of the input.
  double factors = 0;
  /// The weights stay in the first-level cache.
  bool weightsStay = false;
  /// Tiles of the same row beside this one.
  double others = 0;
};

/// Estimates the cycles of one step along K, of `steps`, of a register tile.
///
/// A load of the input serves `tileK` steps, and so does a load of the factors of the input. Loads
/// mostly hide behind the multiply-adds, less so loads of weights that do not stay in the
/// first-level cache. Sums that wait for each other hide behind those of other tiles, as far as the
/// CPU sees ahead. With `cpu.inOrder`, each load takes a cycle of its own, as llvm-mca has it for
/// cortex-a55 within a tenth, for tiles from 7x2 to 5x4.
double stepCycles(const TileStep &tile, double steps, const Tiling &tiling, const CpuModel &cpu) {
  double vectors = double(tile.vectors), pixels = double(tile.pixels);
  double multiplies = (pixels * tile.width + tile.factors) / cpu.fmasPerCycle;
  double inputs = (pixels + (tile.factors > 0 ? 1 : 0)) / double(tiling.tileK);
  double weights =
      tile.weightsStay ? 0 : tile.width * double(floatLanes(cpu)) * sizeof(float) / cpu.l2PerCycle;
  if (cpu.inOrder)
    return std::max(multiplies + inputs + vectors, weights);
  double loads = (inputs * tile.width / vectors + tile.width) / cpu.loadsPerCycle;
  double visible = seenLoads * (inputs / 2 + vectors);
  double instructions = steps * (pixels * vectors + vectors + (vectors > 1 ? inputs : 0));
  double tilesAtOnce = std::clamp(cpu.window / instructions, 1.0, tile.others + 1);
  double latency = double(cpu.fmaLatency) / double(tiling.splitK) / tilesAtOnce;
  double slowest = std::max({multiplies, loads, latency, weights});
  // Streams that are nearly as fast as the slowest get in its way.
  double crowded = crowding * (weights * weights + loads * loads / 2) / slowest;
  return slowest + crowded + visible;
}

/// Returns the registers of a dense tile: its sums, the weights of a step, and the input. An input
/// that is used by lanes stays for several steps, and compilers load the weights of the next step
/// beside those of the present one.
int64_t denseRegisters(int64_t pixels, int64_t vectors, const CpuModel &cpu) {
  int64_t input = cpu.multipliesByLane ? pixels + loadsAhead : scratchRegisters(cpu);
  return pixels * vectors + vectors + input;
}

/// True if each weight is better read once: weights are more than the values of the input, and more
/// than half of the first-level cache.
bool weightsOutweighActivation(const ConvSpec &spec, const CpuModel &cpu) {
  llvm::ArrayRef<int64_t> input = spec.input.shape;
  int64_t weightFloats = spec.k() * spec.output.shape[3];
  return weightFloats > input[0] * input[1] * input[2] * input[3] &&
         weightFloats * int64_t(sizeof(float)) > int64_t(cpu.l1Bytes) / 2;
}

} // namespace

llvm::SmallVector<Tiling> denseTilings(const ConvSpec &spec, const CpuModel &cpu) {
  int64_t lanes = floatLanes(cpu), registers = cpu.vectorRegisters;
  int64_t width = spec.output.shape[2], channels = spec.outputChannelsPerGroup();
  int64_t mostVectors = int64_t(splitIntoVectors(channels, lanes).size());
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
    for (tiling.splitK = 2; tiling.splitK <= enough; tiling.splitK *= 2) {
      int64_t sums = tiling.pixels * tiling.vectors;
      int64_t registers =
          sums * (tiling.splitK - 1) + denseRegisters(tiling.pixels, tiling.vectors, cpu);
      bool fits = registers <= int64_t(cpu.vectorRegisters);
      // Padding of the input changes no order of sums.
      bool keepsOrder = spec.kernel[1] == 1 || spec.inputChannelsPerGroup() % tiling.splitK == 0;
      if (sums < enough && fits && keepsOrder && spec.contiguousK() >= tiling.splitK)
        fitting.push_back(tiling);
    }
  return fitting;
}

double denseCycles(const ConvSpec &spec, const Tiling &tiling, const CpuModel &cpu) {
  llvm::SmallVector<VectorSpan> all = splitIntoVectors(spec.outputChannelsPerGroup(), tiling.lanes);
  // A single tile of pixels comes back to its weights when all others have been read.
  bool isOnlyTile = rowsOf(spec) * spec.output.shape[2] <= tiling.pixels;
  auto tile = [&](int64_t pixels, llvm::ArrayRef<VectorSpan> spans) {
    TileStep step{pixels, int64_t(spans.size()), widthOf(spans, tiling.lanes, cpu)};
    step.others = double(llvm::divideCeil(spec.output.shape[2], tiling.pixels) *
                         llvm::divideCeil(all.size(), tiling.vectors)) -
                  1;
    if (spec.scalesInput)
      step.factors = tiling.tileK > 1 ? double(pixels) / double(tiling.tileK) : step.width;
    int64_t reread = isOnlyTile ? paddedSize(all) : int64_t(spans.size()) * tiling.lanes;
    step.weightsStay = spec.k() * reread * int64_t(sizeof(float)) <= int64_t(cpu.l1Bytes) / 2;
    return double(spec.k()) * stepCycles(step, double(spec.k()), tiling, cpu) + tileCycles +
           double(pixels * step.vectors * (tiling.splitK - 1));
  };
  double row = coverCycles(spec.output.shape[2], tiling.pixels, [&](int64_t pixels) {
    int64_t whole = std::max<int64_t>(0, (int64_t(all.size()) - 1) / tiling.vectors);
    llvm::ArrayRef<VectorSpan> spans = all;
    return double(whole) * tile(pixels, spans.take_front(tiling.vectors)) +
           tile(pixels, spans.drop_front(whole * tiling.vectors));
  });
  return row * double(rowsOf(spec) * spec.groups);
}

} // namespace mnc
