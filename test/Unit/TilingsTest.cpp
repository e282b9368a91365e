// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Tilings of convolutions: what fits into registers, what pays, on which CPU.

#include "mnc/Kernels/Tilings.h"
#include "mnc/Schedule/KernelChoice.h"
#include "gtest/gtest.h"

using namespace mnc;

namespace {

/// Returns a convolution of `size` x `size` pixels with a filter of `kernel` x `kernel`.
ConvSpec spec(int64_t size, int64_t inputs, int64_t outputs, int64_t kernel, int64_t stride = 1,
              int64_t groups = 1) {
  int64_t pad = kernel / 2, result = (size + 2 * pad - kernel) / stride + 1;
  ConvSpec spec;
  spec.input = borderedLayout({1, size, size, inputs}, {pad, pad, pad, pad});
  spec.output = denseLayout({1, result, result, outputs});
  spec.kernel = {kernel, kernel};
  spec.stride = {stride, stride};
  spec.dilation = {1, 1};
  spec.pad = {pad, pad};
  spec.groups = groups;
  return spec;
}

ConvSpec pointwise(int64_t size, int64_t inputs, int64_t outputs) {
  return flattenSpatial(spec(size, inputs, outputs, 1), {});
}

ConvSpec depthwise(int64_t size, int64_t channels, int64_t stride = 1) {
  return spec(size, channels, channels, 3, stride, channels);
}

/// Returns the tiling of the least estimated cycles; of equal ones the first.
Tiling chooseTiling(const ConvKernel &kernel, const ConvSpec &spec, const CpuModel &cpu) {
  llvm::SmallVector<Tiling> tilings = kernel.tilings(spec, cpu);
  return *llvm::min_element(tilings, [&](const Tiling &lhs, const Tiling &rhs) {
    return kernel.cycles(spec, lhs, cpu) < kernel.cycles(spec, rhs, cpu);
  });
}

Tiling chooseDenseTiling(const ConvSpec &spec, const CpuModel &cpu) {
  return chooseTiling(*findKernel("dense")->conv, spec, cpu);
}

Tiling chooseDepthwiseTiling(const ConvSpec &spec, const CpuModel &cpu) {
  return chooseTiling(*findKernel("depthwise")->conv, spec, cpu);
}

const CpuModel &cpu(llvm::StringRef name, Arch arch = Arch::X86_64) {
  const CpuModel *row = findCpu(name, arch);
  EXPECT_TRUE(row);
  return *row;
}

TEST(Tilings, LanesFillTheVector) {
  EXPECT_EQ(floatLanes(cpu("x86-64")), 4);
  EXPECT_EQ(floatLanes(cpu("haswell")), 8);
  EXPECT_EQ(floatLanes(cpu("znver4")), 16);
  EXPECT_EQ(floatLanes(cpu("cortex-a76", Arch::AArch64)), 4);
}

TEST(Tilings, DenseNeverExceedsRegistersOrWork) {
  for (const CpuModel &row : cpuTable())
    for (int64_t size : {1, 2, 7, 14, 112})
      for (int64_t channels : {1, 3, 8, 24, 40, 144, 1000})
        for (int64_t kernel : {1, 3}) {
          ConvSpec layer = spec(size, channels, channels, kernel);
          Tiling tiling = chooseDenseTiling(layer, row);
          EXPECT_GE(tiling.pixels, 1);
          EXPECT_GE(tiling.vectors, 1);
          EXPECT_LE(tiling.pixels, size);
          EXPECT_EQ(tiling.lanes, floatLanes(row));
          // Registers hold accumulators, the weights of a step, one value of the input or a vector
          // of each pixel's, and the product before it is added.
          int64_t inputs = tiling.tileK > 1 ? tiling.pixels : 1;
          EXPECT_LE(tiling.pixels * tiling.vectors + tiling.vectors + inputs + (row.hasFma ? 0 : 1),
                    int64_t(row.vectorRegisters))
              << row.name.str() << " " << size << " " << channels << " " << kernel;
          EXPECT_LE(tiling.vectors, int64_t(splitIntoVectors(channels, tiling.lanes).size()));
        }
}

TEST(Tilings, DepthwiseNeverExceedsRegistersOrWork) {
  for (const CpuModel &row : cpuTable())
    for (int64_t size : {1, 2, 7, 14, 112})
      for (int64_t stride : {1, 2}) {
        ConvSpec layer = depthwise(size, 32, stride);
        Tiling tiling = chooseDepthwiseTiling(layer, row);
        EXPECT_GE(tiling.pixels, 1);
        EXPECT_LE(tiling.pixels, layer.output.shape[2]);
        EXPECT_EQ(tiling.vectors, 1);
        EXPECT_EQ(tiling.lanes, floatLanes(row));
        EXPECT_LE(tiling.pixels + 1, int64_t(row.vectorRegisters));
      }
}

TEST(Tilings, LargeLayersKeepTheMultipliersBusy) {
  for (llvm::StringRef name : {"haswell", "znver4"}) {
    const CpuModel &row = cpu(name);
    Tiling tiling = chooseDenseTiling(pointwise(56, 128, 128), row);
    // Eight independent sums hide the latency; loads do not outnumber products.
    EXPECT_GE(tiling.pixels * tiling.vectors, 8);
    EXPECT_GE(tiling.pixels * tiling.vectors, tiling.pixels + tiling.vectors);
  }
}

TEST(Tilings, MoreRegistersGiveLargerTiles) {
  ConvSpec layer = pointwise(56, 128, 128);
  Tiling small = chooseDenseTiling(layer, cpu("haswell"));
  Tiling large = chooseDenseTiling(layer, cpu("znver4"));
  EXPECT_LT(small.pixels * small.vectors, large.pixels * large.vectors);
}

TEST(Tilings, InOrderCpusKeepRegistersForLoads) {
  ConvSpec layer = spec(56, 32, 32, /*kernel=*/3, /*stride=*/2, /*groups=*/32);
  CpuModel row = cpu("cortex-a76", Arch::AArch64);
  Tiling large = chooseDepthwiseTiling(layer, row);
  row.inOrder = true;
  EXPECT_LT(chooseDepthwiseTiling(layer, row).pixels, large.pixels);
}

TEST(Tilings, InOrderCpusPreferMoreProductsForEachLoad) {
  ConvSpec layer = pointwise(7, 320, 1280);
  CpuModel row = cpu("cortex-a76", Arch::AArch64);
  Tiling fitting = chooseDenseTiling(layer, row);
  row.inOrder = true;
  Tiling large = chooseDenseTiling(layer, row);
  EXPECT_GT(large.pixels * large.vectors, fitting.pixels * fitting.vectors);
}

TEST(Tilings, InputIsLoadedByVectorsWhereAProductTakesALane) {
  ConvSpec layer = pointwise(56, 128, 128);
  CpuModel row = cpu("cortex-a76", Arch::AArch64);
  Tiling byLane = chooseDenseTiling(layer, row);
  EXPECT_EQ(byLane.tileK, byLane.lanes);
  // The vectors of the input stay in registers.
  row.multipliesByLane = false;
  Tiling whole = chooseDenseTiling(layer, row);
  EXPECT_EQ(whole.tileK, 1);
  EXPECT_LT(byLane.pixels * byLane.vectors, whole.pixels * whole.vectors);
  EXPECT_EQ(chooseDenseTiling(layer, cpu("znver4")).tileK, 1);
}

TEST(Tilings, DepthwiseTilesAreOfOneSizeWhereThatCostsNothing) {
  for (int64_t width : {14, 16, 28, 56})
    EXPECT_EQ(width % chooseDepthwiseTiling(depthwise(width, 32), cpu("znver4")).pixels, 0);
}

/// Layers of different kinds, for properties that hold for all.
std::vector<std::pair<const ConvKernel *, ConvSpec>> layers() {
  const ConvKernel *pointwiseKernel = findKernel("pointwise")->conv;
  const ConvKernel *denseKernel = findKernel("dense")->conv;
  const ConvKernel *depthwiseKernel = findKernel("depthwise")->conv;
  std::vector<std::pair<const ConvKernel *, ConvSpec>> layers;
  for (int64_t size : {1, 4, 7, 14, 56})
    for (int64_t channels : {8, 24, 96, 512}) {
      layers.emplace_back(pointwiseKernel, pointwise(size, channels, channels));
      layers.emplace_back(denseKernel, spec(size, channels, 40, 3));
      layers.emplace_back(depthwiseKernel, depthwise(size, channels));
    }
  return layers;
}

TEST(Tilings, NothingIsFasterThanThePeak) {
  for (const CpuModel &row : cpuTable())
    for (const auto &[kernel, layer] : layers()) {
      double products = double(llvm::product_of(layer.output.shape)) * double(layer.k());
      EXPECT_GE(leastCycles(*kernel, layer, row),
                products / (double(floatLanes(row)) * row.fmasPerCycle))
          << row.name.str();
    }
}

TEST(Tilings, TheWholeCostsAsMuchAsItsRowsImagesAndGroups) {
  const CpuModel &row = cpu("znver4");
  for (auto [kernel, layer] : layers()) {
    Tiling tiling = chooseTiling(*kernel, layer, row);
    double whole = kernel->cycles(layer, tiling, row);
    double rows = double(layer.output.shape[0] * layer.output.shape[1]);
    EXPECT_NEAR(whole, kernel->cycles(rowOf(layer), tiling, row) * rows, whole * 1e-12);
    ConvSpec two = layer;
    two.input.shape[0] = two.output.shape[0] = 2;
    EXPECT_NEAR(kernel->cycles(two, tiling, row), 2 * whole, whole * 1e-12);
  }
}

TEST(Tilings, LargerCachesNeverCostMore) {
  for (const CpuModel &row : cpuTable())
    for (const auto &[kernel, layer] : layers()) {
      CpuModel larger = row;
      larger.l1Bytes *= 2;
      larger.l2Bytes *= 2;
      EXPECT_LE(leastCycles(*kernel, layer, larger), leastCycles(*kernel, layer, row))
          << row.name.str();
    }
}

TEST(Tilings, ScalingTheInputIsNeverFree) {
  const ConvKernel &kernel = *findKernel("pointwise")->conv;
  for (const CpuModel &row : cpuTable())
    for (int64_t channels : {8, 40, 160}) {
      ConvSpec plain = pointwise(14, 96, channels), scaled = plain;
      scaled.scalesInput = true;
      EXPECT_GT(leastCycles(kernel, scaled, row), leastCycles(kernel, plain, row));
    }
}

TEST(Tilings, WeightsThatOutweighTheActivationAreReadOnce) {
  EXPECT_FALSE(chooseDenseTiling(pointwise(112, 32, 64), cpu("znver4")).channelsOuter());
  EXPECT_TRUE(chooseDenseTiling(pointwise(7, 1024, 1024), cpu("znver4")).channelsOuter());
  EXPECT_TRUE(chooseDenseTiling(pointwise(1, 1024, 1000), cpu("haswell")).channelsOuter());
}

TEST(Tilings, CachesDecideTheOrder) {
  // 24 KiB of weights, a smaller input: the loop order depends on whether they stay.
  ConvSpec layer = pointwise(4, 64, 96);
  CpuModel small = cpu("haswell"), large = small;
  large.l1Bytes = 128 * 1024;
  EXPECT_TRUE(chooseDenseTiling(layer, small).channelsOuter());
  EXPECT_FALSE(chooseDenseTiling(layer, large).channelsOuter());

  // The rows under a window against the second-level cache.
  ConvSpec wide = depthwise(112, 512);
  small.l2Bytes = 128 * 1024;
  large.l2Bytes = 4 * 1024 * 1024;
  EXPECT_TRUE(chooseDepthwiseTiling(wide, small).channelsOuter());
  EXPECT_FALSE(chooseDepthwiseTiling(wide, large).channelsOuter());
}

TEST(Tilings, DepthwiseReadsEachInputForSeveralOutputs) {
  EXPECT_GE(chooseDepthwiseTiling(depthwise(112, 32), cpu("znver4")).pixels, 4);
  EXPECT_GE(chooseDepthwiseTiling(depthwise(56, 128), cpu("haswell")).pixels, 2);
}

} // namespace
