// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Blocks of convolutions: what fits into registers, what pays, on which CPU.

#include "mnc/Schedule/KernelChoice.h"
#include "gtest/gtest.h"

using namespace mnc;

namespace {

/// A map of `size` x `size` pixels, the filter of `kernel` x `kernel`.
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
  return collapsePixels(spec(size, inputs, outputs, 1), {});
}

ConvSpec depthwise(int64_t size, int64_t channels, int64_t stride = 1) {
  return spec(size, channels, channels, 3, stride, channels);
}

ConvBlocks chooseDenseBlocks(const ConvSpec &spec, const CpuRow &cpu) {
  return chooseBlocks(*findKernel("dense")->conv, spec, cpu);
}

ConvBlocks choosePanelBlocks(const ConvSpec &spec, int64_t channels, const CpuRow &cpu) {
  return choosePanelBlocks(*findKernel("dense")->conv, spec, channels, cpu);
}

int64_t choosePanel(const ConvSpec &spec, int64_t ringPixels, const CpuRow &cpu) {
  return choosePanel(*findKernel("dense")->conv, spec, ringPixels, cpu);
}

ConvBlocks chooseDepthwiseBlocks(const ConvSpec &spec, const CpuRow &cpu) {
  return chooseBlocks(*findKernel("depthwise")->conv, spec, cpu);
}

const CpuRow &cpu(llvm::StringRef name, Arch arch = Arch::X86_64) {
  const CpuRow *row = findCpu(name, arch);
  EXPECT_TRUE(row);
  return *row;
}

TEST(Blocks, LanesFillTheVector) {
  EXPECT_EQ(floatLanes(cpu("x86-64")), 4);
  EXPECT_EQ(floatLanes(cpu("haswell")), 8);
  EXPECT_EQ(floatLanes(cpu("znver4")), 16);
  EXPECT_EQ(floatLanes(cpu("cortex-a76", Arch::AArch64)), 4);
}

TEST(Blocks, DenseNeverExceedsRegistersOrWork) {
  for (const CpuRow &row : cpuTable())
    for (int64_t size : {1, 2, 7, 14, 112})
      for (int64_t channels : {1, 3, 8, 24, 40, 144, 1000})
        for (int64_t kernel : {1, 3}) {
          ConvSpec layer = spec(size, channels, channels, kernel);
          ConvBlocks blocks = chooseDenseBlocks(layer, row);
          EXPECT_GE(blocks.rows, 1);
          EXPECT_GE(blocks.vectors, 1);
          EXPECT_LE(blocks.rows, size);
          EXPECT_EQ(blocks.lanes, floatLanes(row));
          // Accumulators, a row of weights, one value of the input or a vector
          // of each pixel's, and the product before it is added.
          int64_t inputs = blocks.taps > 1 ? blocks.rows : 1;
          EXPECT_LE(blocks.rows * blocks.vectors + blocks.vectors + inputs + (row.hasFma ? 0 : 1),
                    int64_t(row.vectorRegisters))
              << row.name.str() << " " << size << " " << channels << " " << kernel;
          EXPECT_LE(blocks.vectors, int64_t(coverVectors(channels, blocks.lanes).size()));
        }
}

TEST(Blocks, DepthwiseNeverExceedsRegistersOrWork) {
  for (const CpuRow &row : cpuTable())
    for (int64_t size : {1, 2, 7, 14, 112})
      for (int64_t stride : {1, 2}) {
        ConvSpec layer = depthwise(size, 32, stride);
        ConvBlocks blocks = chooseDepthwiseBlocks(layer, row);
        EXPECT_GE(blocks.rows, 1);
        EXPECT_LE(blocks.rows, layer.output.shape[2]);
        EXPECT_EQ(blocks.vectors, 1);
        EXPECT_EQ(blocks.lanes, floatLanes(row));
        EXPECT_LE(blocks.rows + 1, int64_t(row.vectorRegisters));
      }
}

TEST(Blocks, LargeLayersKeepTheMultipliersBusy) {
  for (llvm::StringRef name : {"haswell", "znver4"}) {
    const CpuRow &row = cpu(name);
    ConvBlocks blocks = chooseDenseBlocks(pointwise(56, 128, 128), row);
    // Eight independent sums hide the latency; loads do not outnumber products.
    EXPECT_GE(blocks.rows * blocks.vectors, 8);
    EXPECT_GE(blocks.rows * blocks.vectors, blocks.rows + blocks.vectors);
  }
}

TEST(Blocks, MoreRegistersGiveLargerBlocks) {
  ConvSpec layer = pointwise(56, 128, 128);
  ConvBlocks small = chooseDenseBlocks(layer, cpu("haswell"));
  ConvBlocks large = chooseDenseBlocks(layer, cpu("znver4"));
  EXPECT_LT(small.rows * small.vectors, large.rows * large.vectors);
}

TEST(Blocks, InOrderCpusKeepRegistersForLoads) {
  ConvSpec layer = spec(56, 32, 32, /*kernel=*/3, /*stride=*/2, /*groups=*/32);
  CpuRow row = cpu("cortex-a76", Arch::AArch64);
  ConvBlocks large = chooseDepthwiseBlocks(layer, row);
  row.inOrder = true;
  EXPECT_LT(chooseDepthwiseBlocks(layer, row).rows, large.rows);
}

TEST(Blocks, InOrderCpusPreferMoreProductsForEachLoad) {
  ConvSpec layer = pointwise(7, 320, 1280);
  CpuRow row = cpu("cortex-a76", Arch::AArch64);
  ConvBlocks fitting = chooseDenseBlocks(layer, row);
  row.inOrder = true;
  ConvBlocks large = chooseDenseBlocks(layer, row);
  EXPECT_GT(large.rows * large.vectors, fitting.rows * fitting.vectors);
}

TEST(Blocks, InputIsLoadedByVectorsWhereAProductTakesALane) {
  ConvSpec layer = pointwise(56, 128, 128);
  CpuRow row = cpu("cortex-a76", Arch::AArch64);
  ConvBlocks byLane = chooseDenseBlocks(layer, row);
  EXPECT_EQ(byLane.taps, byLane.lanes);
  // The vectors of the input stay in registers.
  row.multipliesByLane = false;
  ConvBlocks whole = chooseDenseBlocks(layer, row);
  EXPECT_EQ(whole.taps, 1);
  EXPECT_LT(byLane.rows * byLane.vectors, whole.rows * whole.vectors);
  EXPECT_EQ(chooseDenseBlocks(layer, cpu("znver4")).taps, 1);
}

TEST(Blocks, DepthwiseBlocksAreOfOneSizeWhereThatCostsNothing) {
  EXPECT_EQ(chooseDepthwiseBlocks(depthwise(14, 32), cpu("znver4")).rows, 7);
  EXPECT_EQ(chooseDepthwiseBlocks(depthwise(16, 32), cpu("znver4")).rows, 8);
}

TEST(Blocks, WeightsThatOutweighTheMapAreReadOnce) {
  EXPECT_FALSE(chooseDenseBlocks(pointwise(112, 32, 64), cpu("znver4")).channelsOutermost);
  EXPECT_TRUE(chooseDenseBlocks(pointwise(7, 1024, 1024), cpu("znver4")).channelsOutermost);
  EXPECT_TRUE(chooseDenseBlocks(pointwise(1, 1024, 1000), cpu("haswell")).channelsOutermost);
}

TEST(Blocks, CachesDecideTheOrder) {
  // 24 KiB of weights, a smaller map: the order depends on whether they stay.
  ConvSpec layer = pointwise(4, 64, 96);
  CpuRow small = cpu("haswell"), large = small;
  large.l1Bytes = 128 * 1024;
  EXPECT_TRUE(chooseDenseBlocks(layer, small).channelsOutermost);
  EXPECT_FALSE(chooseDenseBlocks(layer, large).channelsOutermost);

  // The rows under a window against the second-level cache.
  ConvSpec wide = depthwise(112, 512);
  small.l2Bytes = 128 * 1024;
  large.l2Bytes = 4 * 1024 * 1024;
  EXPECT_TRUE(chooseDepthwiseBlocks(wide, small).channelsOutermost);
  EXPECT_FALSE(chooseDepthwiseBlocks(wide, large).channelsOutermost);
}

TEST(Blocks, DepthwiseReadsEachInputForSeveralOutputs) {
  EXPECT_GE(chooseDepthwiseBlocks(depthwise(112, 32), cpu("znver4")).rows, 4);
  EXPECT_GE(chooseDepthwiseBlocks(depthwise(56, 128), cpu("haswell")).rows, 2);
}

TEST(Blocks, PanelsDivideTheChannelsIntoWholeBlocks) {
  ConvSpec layer = pointwise(14, 64, 384);
  int64_t panel = choosePanel(layer, 3 * 16, cpu("znver4"));
  ASSERT_GT(panel, 0);
  EXPECT_EQ(384 % panel, 0);
  ConvBlocks blocks = choosePanelBlocks(layer, panel, cpu("znver4"));
  EXPECT_EQ(panel % (blocks.vectors * blocks.lanes), 0);
  EXPECT_TRUE(blocks.channelsOutermost);
}

TEST(Blocks, CachesDecideThePanel) {
  ConvSpec layer = pointwise(28, 128, 512);
  CpuRow small = cpu("haswell"), large = small;
  small.l1Bytes = 4 * 1024;
  large.l1Bytes = 128 * 1024;
  EXPECT_LT(choosePanel(layer, 3 * 30, small), choosePanel(layer, 3 * 30, large));
}

TEST(Blocks, WeightsOfTheReaderDecideThePanel) {
  const ConvKernel &dense = *findKernel("pointwise")->conv;
  ConvSpec layer = pointwise(7, 160, 640);
  auto panelFor = [&](llvm::StringRef name, int64_t readerWeights) {
    return choosePanel(dense, layer, 49, cpu(name), readerWeights);
  };
  constexpr int64_t floatBytes = sizeof(float);
  EXPECT_GT(panelFor("haswell", 1000), 0);
  EXPECT_LE(panelFor("haswell", 1000) * 1000 * floatBytes, 64 * 1024);
  EXPECT_EQ(panelFor("haswell", 4000), 0);
  EXPECT_GT(panelFor("sapphirerapids", 1000), 0);
  EXPECT_LE(panelFor("sapphirerapids", 1000) * 1000 * floatBytes, 128 * 1024);
}

TEST(Blocks, negative_NoPanelOfChannelsThatHaveNoWholeVectors) {
  EXPECT_EQ(choosePanel(pointwise(14, 64, 100), 3 * 16, cpu("znver4")), 0);
}

TEST(Blocks, SameQuestionSameAnswer) {
  ConvSpec layer = spec(14, 24, 40, 3);
  ConvBlocks first = chooseDenseBlocks(layer, cpu("znver4"));
  ConvBlocks second = chooseDenseBlocks(layer, cpu("znver4"));
  EXPECT_EQ(std::tie(first.rows, first.vectors, first.lanes, first.channelsOutermost),
            std::tie(second.rows, second.vectors, second.lanes, second.channelsOutermost));
}

} // namespace
