// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Kernels/Tilings.h"

#include "llvm/ADT/STLExtras.h"
#include <algorithm>

namespace mnc {

int64_t floatLanes(const CpuModel &cpu) { return cpu.vectorBits / 32; }

namespace {

/// Tiles that cover `count` in steps of `step`: how many are whole, and the size of the last one
/// where it is smaller.
struct Cover {
  int64_t whole, tail;
  Cover(int64_t count, int64_t step) : whole(count / step), tail(count % step) {}
};

/// Pixels of a register tile that a CPU's prefetchers follow at the same time.
constexpr int64_t prefetchStreams = 9;

/// Cycles in which a register tile begins and ends and few products are computed.
constexpr double tileCycles = 10;

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

/// Returns the registers for values of the input between load and last use, and for products that
/// have not been added yet.
int64_t scratchRegisters(const CpuModel &cpu) {
  return (cpu.inOrder ? 4 : 1) + (cpu.hasFma ? 0 : 1);
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

/// True if the rows under a window do not stay in the second-level cache.
bool windowLeavesCache(const ConvSpec &spec, const CpuModel &cpu) {
  return spec.input.strides[1] * spec.windowRows() * 4 > int64_t(cpu.l2Bytes);
}

/// Returns the rows of all images of the result.
int64_t rowsOf(const ConvSpec &spec) { return spec.output.shape[0] * spec.output.shape[1]; }

LoopOrder orderOf(bool channelsOuter) {
  return channelsOuter ? LoopOrder::Channels : LoopOrder::Pixels;
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
  // The larger tile has fewer loop steps and epilogues.
  llvm::stable_sort(fitting, [](const Tiling &lhs, const Tiling &rhs) {
    return lhs.pixels * lhs.vectors > rhs.pixels * rhs.vectors;
  });
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
  Cover pixels(spec.output.shape[2], tiling.pixels);
  llvm::SmallVector<VectorSpan> all = splitIntoVectors(spec.outputChannelsPerGroup(), tiling.lanes);
  Cover channels(int64_t(all.size()), tiling.vectors);
  auto tile = [&](int64_t pixels, int64_t vectors) {
    // A single tile of pixels comes back to its weights when all others have been read.
    bool isOnlyTile = rowsOf(spec) * spec.output.shape[2] <= tiling.pixels;
    int64_t reread = isOnlyTile ? paddedSize(all) : vectors * tiling.lanes;
    bool weightsStay = spec.k() * reread * int64_t(sizeof(float)) <= int64_t(cpu.l1Bytes) / 2;
    double factors = !spec.scalesInput  ? 0
                     : tiling.tileK > 1 ? double(pixels) / tiling.tileK
                                        : vectors;
    return spec.k() * stepCycles(pixels, vectors, tiling, factors, weightsStay, cpu) + tileCycles +
           pixels * vectors * (tiling.splitK - 1);
  };
  auto allChannels = [&](int64_t pixels) {
    double cycles = channels.whole * tile(pixels, tiling.vectors);
    return channels.tail ? cycles + tile(pixels, channels.tail) : cycles;
  };
  double row = pixels.whole * allChannels(tiling.pixels);
  row += pixels.tail ? allChannels(pixels.tail) : 0;
  return row * double(rowsOf(spec) * spec.groups);
}

/// Most pixels of a depthwise tile.
static constexpr int64_t mostPixels = 8;

/// Returns the pixels whose sums find registers beside `taps` taps of the filter, a bias, a bound
/// and scratch values.
/// - In-order CPUs: compilers load all columns of a row first.
/// - A large filter is in registers only in part.
/// - Without a fused multiply-add, each sum has a product beside it.
static int64_t depthwisePixels(const ConvSpec &spec, int64_t taps, const CpuModel &cpu) {
  int64_t registers = cpu.vectorRegisters, filter = std::min(taps, registers * 5 / 8);
  auto fits = [&](int64_t pixels) {
    int64_t scratch = cpu.inOrder ? spec.windowColumns(pixels) : scratchRegisters(cpu);
    return filter + 2 + scratch + pixels * (cpu.hasFma ? 1 : 2) <= registers;
  };
  int64_t pixels = cpu.hasFma ? 2 : 1;
  while (pixels < mostPixels && fits(pixels + 1))
    ++pixels;
  return pixels;
}

llvm::SmallVector<Tiling> depthwiseTilings(const ConvSpec &spec, const CpuModel &cpu) {
  // The sums of fewer pixels wait for each other.
  constexpr int64_t fewPixels = 6;
  int64_t width = spec.output.shape[2], most = depthwisePixels(spec, spec.k(), cpu);
  Tiling tiling;
  tiling.lanes = floatLanes(cpu);
  if (most < fewPixels && spec.kernel[0] > 1 && spec.kernel[1] > 1) {
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
  Cover cover(spec.output.shape[2], tiling.pixels);
  double row = cover.whole * tile(tiling.pixels) + (cover.tail ? tile(cover.tail) : 0);
  size_t vectors = splitIntoVectors(spec.output.shape[3], tiling.lanes).size();
  return row * double(rowsOf(spec) * int64_t(vectors));
}

} // namespace mnc
