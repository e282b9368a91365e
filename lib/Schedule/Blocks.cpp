// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Schedule/Blocks.h"

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

/// Cycles for one tap of a block of `rows` pixels x `vectors` vectors. Loads
/// mostly hide behind the multiplications: those of weights less, since a
/// block's weights come from the second-level cache, and those of rows that no
/// prefetcher follows.
double tapCycles(int64_t rows, int64_t vectors, bool weightsStay) {
  double multiplies = rows * vectors / fmasPerCycle;
  double loads = (rows + vectors) / loadsPerCycle;
  double visible = 0.025 * rows + 0.05 * vectors + 0.05 * std::max<int64_t>(0, rows - followedRows);
  double weights = weightsStay ? 0 : weightCycles * vectors;
  return std::max({multiplies, loads, fmaLatency, weights}) + visible;
}

double denseCycles(const ConvSpec &spec, const ConvBlocks &blocks, const CpuRow &cpu) {
  Cover pixels(spec.output.shape[2], blocks.rows);
  int64_t vectors = coverVectors(spec.outputChannelsPerGroup(), blocks.lanes).size();
  Cover channels(vectors, blocks.vectors);
  auto block = [&](int64_t rows, int64_t vectors) {
    int64_t weightBytes = spec.taps() * vectors * blocks.lanes * int64_t(sizeof(float));
    bool weightsStay = weightBytes <= int64_t(cpu.l1Bytes) / 2;
    return spec.taps() * tapCycles(rows, vectors, weightsStay) + blockCycles;
  };
  auto row = [&](int64_t rows) {
    double cycles = channels.whole * block(rows, blocks.vectors);
    return channels.tail ? cycles + block(rows, channels.tail) : cycles;
  };
  double cycles = pixels.whole * row(blocks.rows);
  return pixels.tail ? cycles + row(pixels.tail) : cycles;
}

/// Registers for values of the input between load and last use, and for
/// products that have not been added yet.
int64_t passingRegisters(const CpuRow &cpu) { return (cpu.inOrder ? 4 : 1) + (cpu.hasFma ? 0 : 1); }

/// The block with the least cycles; of `whole` ones, all blocks of channels are
/// equal.
ConvBlocks bestBlocks(const ConvSpec &spec, const CpuRow &cpu, bool whole) {
  int64_t lanes = floatLanes(cpu), registers = cpu.vectorRegisters;
  int64_t pixels = spec.output.shape[2], channels = spec.outputChannelsPerGroup();
  int64_t mostVectors = coverVectors(channels, lanes).size();
  ConvBlocks best;
  double bestCycles = -1;
  for (int64_t vectors = 1; vectors <= std::min<int64_t>(mostVectors, 8); ++vectors) {
    if (whole && mostVectors % vectors != 0)
      continue;
    for (int64_t rows = 1; rows <= std::min<int64_t>(pixels, registers); ++rows) {
      if (rows * vectors + vectors + passingRegisters(cpu) > registers)
        break;
      ConvBlocks blocks{rows, vectors, lanes, false};
      double cycles = denseCycles(spec, blocks, cpu);
      // Equal cycles: the larger block has fewer loop steps and epilogues.
      bool better = bestCycles < 0 || cycles < bestCycles ||
                    (cycles == bestCycles && rows * vectors > best.rows * best.vectors);
      if (better) {
        best = blocks;
        bestCycles = cycles;
      }
    }
  }
  return best;
}

} // namespace

ConvBlocks choosePanelBlocks(const ConvSpec &spec, int64_t channels, const CpuRow &cpu) {
  ConvBlocks blocks = bestBlocks(onePanel(spec, channels), cpu, /*whole=*/true);
  blocks.channelsOutermost = true;
  return blocks;
}

int64_t choosePanel(const ConvSpec &spec, int64_t ringPixels, const CpuRow &cpu) {
  constexpr int64_t floatBytes = sizeof(float);
  int64_t channels = spec.output.shape[3], lanes = floatLanes(cpu);
  double bestCycles = 1.02 * denseCycles(spec, bestBlocks(spec, cpu, /*whole=*/false), cpu);
  int64_t best = 0;
  for (int64_t panel = lanes; panel < channels; panel += lanes) {
    bool fits = panel * ringPixels * floatBytes <= int64_t(cpu.l1Bytes) * 3 / 4 &&
                panel * spec.taps() * floatBytes <= int64_t(cpu.l2Bytes) / 4;
    if (channels % panel != 0 || !fits)
      continue;
    ConvSpec part = onePanel(spec, panel);
    double cycles = denseCycles(part, choosePanelBlocks(spec, panel, cpu), cpu) * double(channels / panel);
    if (cycles < bestCycles) {
      best = panel;
      bestCycles = cycles;
    }
  }
  return best;
}

ConvBlocks chooseDenseBlocks(const ConvSpec &spec, const CpuRow &cpu) {
  ConvBlocks best = bestBlocks(spec, cpu, /*whole=*/false);
  int64_t weightFloats = spec.taps() * spec.output.shape[3];
  int64_t mapFloats = spec.input.shape[0] * spec.input.shape[1] * spec.input.shape[2] *
                      spec.input.shape[3];
  best.channelsOutermost = weightFloats > mapFloats && weightFloats * 4 > int64_t(cpu.l1Bytes) / 2;
  return best;
}

ConvBlocks chooseDepthwiseBlocks(const ConvSpec &spec, const CpuRow &cpu) {
  int64_t pixels = spec.output.shape[2], taps = spec.taps();
  // The filter stays in registers beside the sums, a bias, a bound and what
  // passes; a large one only in part. Without a fused multiply-add, each sum has
  // a product beside it.
  int64_t registers = cpu.vectorRegisters, filter = std::min(taps, registers * 5 / 8);
  int64_t room = registers - filter - 2 - passingRegisters(cpu);
  int64_t mostRows = cpu.hasFma ? std::max<int64_t>(2, room) : std::max<int64_t>(1, room / 2);
  auto cycles = [&](int64_t rows) {
    int64_t columns = (rows - 1) * spec.stride[1] + (spec.kernel[1] - 1) * spec.dilation[1] + 1;
    double loads = spec.kernel[0] * columns / loadsPerCycle;
    return std::max(rows * taps / fmasPerCycle, loads) + fmaLatency;
  };
  ConvBlocks best{1, 1, floatLanes(cpu), false};
  double bestCycles = -1;
  int64_t bestTail = 0;
  for (int64_t rows = 1; rows <= std::min({pixels, mostRows, int64_t(8)}); ++rows) {
    Cover cover(pixels, rows);
    double total = cover.whole * cycles(rows) + (cover.tail ? cycles(cover.tail) : 0);
    // Equal cycles: blocks of one size, else the larger ones.
    bool better = bestCycles < 0 || total < bestCycles ||
                  (total == bestCycles && (!cover.tail || bestTail));
    if (better) {
      best.rows = rows;
      bestCycles = total;
      bestTail = cover.tail;
    }
  }
  // A map whose rows fit the first-level cache together keeps its filter in
  // registers over all rows.
  int64_t windowFloats =
      spec.input.strides[1] * ((spec.kernel[0] - 1) * spec.dilation[0] + 1);
  best.channelsOutermost = spec.output.shape[2] <= 2 * best.rows || windowFloats * 4 > int64_t(cpu.l2Bytes);
  return best;
}

} // namespace mnc
