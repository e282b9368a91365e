// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Kernels/Blocks.h"

#include "llvm/ADT/STLExtras.h"
#include <algorithm>

namespace mnc {

/// Cycles from a multiply-add to one that needs its result, on the CPUs of
/// the table; two (256-bit) start in each cycle, and two loads.
static constexpr double fmaLatency = 4, fmasPerCycle = 2, loadsPerCycle = 2;

int64_t floatLanes(const CpuRow &cpu) { return cpu.vectorBits / 32; }

namespace {

/// Sizes of the blocks that cover `count` in steps of `step`, with how often
/// each occurs.
struct Cover {
  int64_t whole, tail;
  Cover(int64_t count, int64_t step) : whole(count / step), tail(count % step) {}
};

/// The rows of a block that a CPU's prefetchers follow at the same time.
constexpr int64_t followedRows = 9;

/// Cycles in which a block begins and ends and few products are computed.
constexpr double blockCycles = 10;

/// Cycles that a vector of weights takes from the second-level cache.
constexpr double weightCycles = 1.6;

/// Cycles for one tap of a block of `rows` pixels x `vectors` vectors, where an
/// input's load serves `taps` taps. Loads mostly hide behind the
/// multiplications: those of weights less, since a block's weights come from the
/// second-level cache, and those of rows that no prefetcher follows. Where
/// instructions start in order each load takes a cycle of its own, as llvm-mca
/// has it for cortex-a55 within a tenth, for blocks from 7x2 to 5x4.
double tapCycles(int64_t rows, int64_t vectors, int64_t taps, bool weightsStay, bool inOrder) {
  double multiplies = rows * vectors / fmasPerCycle;
  double inputs = double(rows) / taps;
  double weights = weightsStay ? 0 : weightCycles * vectors;
  if (inOrder)
    return std::max(multiplies + inputs + vectors, weights);
  double loads = (inputs + vectors) / loadsPerCycle;
  double visible = 0.025 * inputs + 0.05 * vectors + 0.05 * std::max<int64_t>(0, rows - followedRows);
  return std::max({multiplies, loads, fmaLatency, weights}) + visible;
}

/// Registers for values of the input between load and last use, and for
/// products that have not been added yet.
int64_t passingRegisters(const CpuRow &cpu) { return (cpu.inOrder ? 4 : 1) + (cpu.hasFma ? 0 : 1); }

/// Registers of a dense block: its sums, the weights of a tap, and the input. An
/// input that is used by lanes stays for several taps, and compilers load the
/// weights of the next tap beside those of the present one.
int64_t denseRegisters(int64_t rows, int64_t vectors, const CpuRow &cpu) {
  constexpr int64_t weightsAhead = 4;
  int64_t input = cpu.multipliesByLane ? rows + weightsAhead : passingRegisters(cpu);
  return rows * vectors + vectors + input;
}

/// Whether the weights are so many that each is better read once: more than the
/// values of the map, and more than what stays in the first-level cache.
bool weightsOutweighMap(const ConvSpec &spec, const CpuRow &cpu) {
  llvm::ArrayRef<int64_t> map = spec.input.shape;
  int64_t weightFloats = spec.taps() * spec.output.shape[3];
  return weightFloats > map[0] * map[1] * map[2] * map[3] &&
         weightFloats * 4 > int64_t(cpu.l1Bytes) / 2;
}

/// Whether the rows under a window do not stay in the second-level cache.
bool windowLeavesCache(const ConvSpec &spec, const CpuRow &cpu) {
  return spec.input.strides[1] * spec.rowSpan() * 4 > int64_t(cpu.l2Bytes);
}

} // namespace

llvm::SmallVector<ConvBlocks> denseBlocks(const ConvSpec &spec, const CpuRow &cpu) {
  int64_t lanes = floatLanes(cpu), registers = cpu.vectorRegisters;
  int64_t pixels = spec.output.shape[2], channels = spec.outputChannelsPerGroup();
  int64_t mostVectors = std::min<int64_t>(coverVectors(channels, lanes).size(), 8);
  bool channelsOutermost = weightsOutweighMap(spec, cpu);
  llvm::SmallVector<ConvBlocks> fitting;
  for (int64_t vectors = 1; vectors <= mostVectors; ++vectors)
    for (int64_t rows = 1; rows <= std::min(pixels, registers); ++rows)
      if (denseRegisters(rows, vectors, cpu) <= registers)
        fitting.push_back(
            {rows, vectors, lanes, channelsOutermost, cpu.multipliesByLane ? lanes : 1});
  // The larger block has fewer loop steps and epilogues.
  llvm::stable_sort(fitting, [](const ConvBlocks &lhs, const ConvBlocks &rhs) {
    return lhs.rows * lhs.vectors > rhs.rows * rhs.vectors;
  });
  return fitting;
}

double denseCycles(const ConvSpec &spec, const ConvBlocks &blocks, const CpuRow &cpu) {
  Cover pixels(spec.output.shape[2], blocks.rows);
  int64_t vectors = coverVectors(spec.outputChannelsPerGroup(), blocks.lanes).size();
  Cover channels(vectors, blocks.vectors);
  auto block = [&](int64_t rows, int64_t vectors) {
    int64_t weightBytes = spec.taps() * vectors * blocks.lanes * int64_t(sizeof(float));
    bool weightsStay = weightBytes <= int64_t(cpu.l1Bytes) / 2;
    double perTap = tapCycles(rows, vectors, blocks.taps, weightsStay, cpu.inOrder);
    return spec.taps() * perTap + blockCycles;
  };
  auto row = [&](int64_t rows) {
    double cycles = channels.whole * block(rows, blocks.vectors);
    return channels.tail ? cycles + block(rows, channels.tail) : cycles;
  };
  double cycles = pixels.whole * row(blocks.rows);
  return pixels.tail ? cycles + row(pixels.tail) : cycles;
}

/// Most pixels of a depthwise block.
static constexpr int64_t mostPixels = 8;

/// Pixels whose sums find registers beside `taps` taps of the filter, a bias, a bound and
/// what passes: where instructions start in order, compilers load all columns of a row
/// first. A large filter is in registers only in part. Without a fused multiply-add,
/// each sum has a product beside it.
static int64_t depthwisePixels(const ConvSpec &spec, int64_t taps, const CpuRow &cpu) {
  int64_t registers = cpu.vectorRegisters, filter = std::min(taps, registers * 5 / 8);
  auto fits = [&](int64_t rows) {
    int64_t passing = cpu.inOrder ? spec.columnSpan(rows) : passingRegisters(cpu);
    return filter + 2 + passing + rows * (cpu.hasFma ? 1 : 2) <= registers;
  };
  int64_t rows = cpu.hasFma ? 2 : 1;
  while (rows < mostPixels && fits(rows + 1))
    ++rows;
  return rows;
}

llvm::SmallVector<ConvBlocks> depthwiseBlocks(const ConvSpec &spec, const CpuRow &cpu) {
  int64_t pixels = spec.output.shape[2], most = depthwisePixels(spec, spec.taps(), cpu), taps = 1;
  // Sums of few pixels wait for each other.
  constexpr int64_t fewPixels = 6;
  if (most < fewPixels && spec.kernel[0] > 1 && spec.kernel[1] > 1) {
    taps = spec.kernel[1];
    most = depthwisePixels(spec, taps, cpu);
  }
  bool windowLeaves = windowLeavesCache(spec, cpu);
  llvm::SmallVector<ConvBlocks> fitting;
  for (int64_t rows = std::min(pixels, most); rows >= 1; --rows)
    // A row of one or two blocks is too short to load the filter for.
    fitting.push_back({rows, 1, floatLanes(cpu), pixels <= 2 * rows || windowLeaves, taps});
  llvm::stable_sort(fitting, [&](const ConvBlocks &lhs, const ConvBlocks &rhs) {
    return pixels % lhs.rows == 0 && pixels % rhs.rows != 0;
  });
  return fitting;
}

double depthwiseCycles(const ConvSpec &spec, const ConvBlocks &blocks, const CpuRow &) {
  auto block = [&](int64_t rows) {
    int64_t taps = blocks.taps > 1 ? spec.taps() : 0;
    double loads = (spec.kernel[0] * spec.columnSpan(rows) + taps) / loadsPerCycle;
    return std::max(rows * spec.taps() / fmasPerCycle, loads) + fmaLatency;
  };
  Cover cover(spec.output.shape[2], blocks.rows);
  return cover.whole * block(blocks.rows) + (cover.tail ? block(cover.tail) : 0);
}

} // namespace mnc
