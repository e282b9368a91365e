// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// When chains of layers are streamed.

#include "mnc/Schedule/Streaming.h"
#include "gtest/gtest.h"

using namespace mnc;

namespace {

CpuModel cpuWith(unsigned l1Bytes, unsigned l2Bytes) {
  return {"", Arch::X86_64, 256, 16, true, l1Bytes, 8, l2Bytes};
}

// 56x56x24 -> 144 -> 24 of MobileNetV2: small weights, large activations.
constexpr ChainFootprint early{33'000, 3'600'000, 138'000};
// 7x7x160 -> 960 -> 160: large weights, small activations.
constexpr ChainFootprint late{1'260'000, 376'000, 130'000};

TEST(Streaming, largeMapsStream) {
  EXPECT_TRUE(profitableToStream(early, cpuWith(32768, 1 << 20)));
}

TEST(Streaming, whySaysWhatDecided) {
  EXPECT_EQ(materialisedReason(early, cpuWith(32768, 1 << 20)), "");
  EXPECT_EQ(materialisedReason(early, cpuWith(32768, 1 << 17)),
            "167 KiB of weights and rings do not stay in three quarters of the second-level cache");
  EXPECT_EQ(materialisedReason(early, cpuWith(1 << 23, 1 << 24)),
            "3516 KiB of activations between the layers stay in the first-level cache");
  EXPECT_EQ(materialisedReason(late, cpuWith(32768, 1 << 26)),
            "1231 KiB of weights outweigh 368 KiB of activations between the layers");
}

TEST(Streaming, negative_weightsOutweighTheMaps) {
  EXPECT_FALSE(profitableToStream(late, cpuWith(32768, 1 << 20)));
  EXPECT_FALSE(profitableToStream(late, cpuWith(32768, 1 << 26)));
}

TEST(Streaming, negative_weightsDoNotStayInTheCache) {
  EXPECT_FALSE(profitableToStream(early, cpuWith(32768, 1 << 17)));
}

TEST(Streaming, negative_mapsStayInTheFirstCache) {
  EXPECT_FALSE(profitableToStream(early, cpuWith(1 << 23, 1 << 24)));
}

TEST(Streaming, weightsAndRingsTakeThreeQuartersOfTheCache) {
  constexpr ChainFootprint most{500'000, 3'600'000, 280'000}, more{500'000, 3'600'000, 300'000};
  EXPECT_TRUE(profitableToStream(most, cpuWith(32768, 1 << 20)));
  EXPECT_FALSE(profitableToStream(more, cpuWith(32768, 1 << 20)));
}

//--- Cutting chains ----------------------------------------------------------

using Parts = std::vector<size_t>;

/// Returns a layer whose result takes `full` KiB in full and `ring` as a ring.
ChainLayer dense(int64_t full, int64_t ring, int64_t weights = 8) {
  return {weights << 10, full << 10, ring << 10, false};
}
ChainLayer depthwise(int64_t full, int64_t ring) { return {1 << 10, full << 10, ring << 10, true}; }

TEST(Cut, AnInvertedResidualIsOnePart) {
  EXPECT_EQ(partitionChain({dense(1000, 60), depthwise(1000, 20), dense(100, 0)},
                           cpuWith(32768, 1 << 20)),
            Parts{3});
}

TEST(Cut, BlocksAreOnePartWhereTheMapBetweenIsLarge) {
  auto chain = [](int64_t between) {
    return std::vector{dense(1000, 60), depthwise(1000, 20), dense(between, 20),
                       dense(1000, 60), depthwise(1000, 20), dense(100, 0)};
  };
  EXPECT_EQ(partitionChain(chain(800), cpuWith(32768, 1 << 20)), Parts{6});
  EXPECT_EQ(partitionChain(chain(300), cpuWith(32768, 1 << 20)), (Parts{3, 3}));
  // Half of a cache of 4 MiB is no measure: the first cache holds a sixteenth of 512 KiB.
  EXPECT_EQ(partitionChain(chain(800), cpuWith(32768, 1 << 22)), Parts{6});
  EXPECT_EQ(partitionChain(chain(300), cpuWith(32768, 1 << 22)), (Parts{3, 3}));
}

TEST(Cut, DepthwiseConvolutionsReadRings) {
  // The cache holds two layers with weights of 250 KiB, and no three.
  EXPECT_EQ(partitionChain(
                {dense(800, 90, 250), depthwise(800, 20), dense(800, 90, 250), depthwise(200, 0)},
                cpuWith(32768, 1 << 19)),
            (Parts{2, 2}));
  EXPECT_EQ(partitionChain({depthwise(1600, 30), dense(1600, 90, 64), depthwise(400, 20),
                            dense(800, 90, 260), depthwise(800, 0)},
                           cpuWith(32768, 1 << 19)),
            (Parts{3, 2}));
}

TEST(Cut, PartsLeaveHalfOfTheCacheToOthersWhereThatCostsLess) {
  std::vector chain = {dense(1600, 90, 260), depthwise(300, 20), dense(1600, 90, 260),
                       depthwise(400, 0)};
  EXPECT_EQ(partitionChain(chain, cpuWith(32768, 1 << 20)), (Parts{2, 2}));
  EXPECT_EQ(partitionChain(chain, cpuWith(32768, 1 << 21)), Parts{4});
}

TEST(Cut, negative_WhatIsNotWorthStreamingStaysAlone) {
  EXPECT_EQ(partitionChain({dense(8, 2), depthwise(8, 2), dense(4, 0)}, cpuWith(32768, 1 << 20)),
            (Parts{1, 1, 1}));
  EXPECT_EQ(partitionChain({dense(300, 60, 2000), depthwise(300, 0)}, cpuWith(32768, 1 << 20)),
            (Parts{1, 1}));
}

TEST(Cut, negative_DenseConvolutionsAloneAreNoPart) {
  EXPECT_EQ(
      partitionChain({dense(2000, 60), dense(2000, 60), dense(2000, 0)}, cpuWith(32768, 1 << 20)),
      (Parts{1, 1, 1}));
}

//--- Channel tiles -----------------------------------------------------------

TEST(Streaming, ChannelTilesNeedInputAndOutputInTheSecondCache) {
  // 14x14x64 -> 384, then depthwise, of MobileNetV2.
  constexpr PairFootprint expand{50'000, 98'000, 301'000, 301'000};
  EXPECT_TRUE(profitableToTile(expand, cpuWith(32768, 1 << 20)));
  EXPECT_FALSE(profitableToTile(expand, cpuWith(32768, 1 << 18)));
  EXPECT_TRUE(profitableToTile({803'000, 262'000, 803'000, 201'000}, cpuWith(32768, 1 << 20)));
  EXPECT_FALSE(profitableToTile({1'606'000, 65'000, 1'606'000, 401'000}, cpuWith(32768, 1 << 20)));
}

TEST(Streaming, ChannelTilesMayWriteAllOfTheSecondCacheWhereWeightsOutweighTheInput) {
  EXPECT_FALSE(profitableToTile({401'000, 131'000, 803'000, 803'000}, cpuWith(32768, 1 << 20)));
  EXPECT_TRUE(profitableToTile({401'000, 524'000, 803'000, 803'000}, cpuWith(32768, 1 << 20)));
  EXPECT_FALSE(profitableToTile({401'000, 524'000, 803'000, 1'606'000}, cpuWith(32768, 1 << 20)));
}

TEST(Streaming, ChannelTilesReadTheInputInsteadOfTheWeights) {
  // 28x28x256 of MobileNetV1 by channel tiles of 64, and 56x56x128 by tiles of 32 and 64.
  EXPECT_TRUE(tilesReadLess({803'000, 262'000, 803'000, 201'000}, 28, 4));
  EXPECT_FALSE(tilesReadLess({1'606'000, 65'000, 1'606'000, 401'000}, 56, 4));
  EXPECT_TRUE(tilesReadLess({1'606'000, 65'000, 1'606'000, 401'000}, 56, 2));
}

TEST(Streaming, ChannelTilesComputeTheRowsWhoseRingStaysInTheFirstCache) {
  // A ring of 24 rows stays in three quarters of the first cache.
  CpuModel cpu = cpuWith(32768, 1 << 20);
  EXPECT_EQ(rowsPerStep(7, 1, 3, 1024, cpu), 7);
  EXPECT_EQ(rowsPerStep(60, 1, 3, 1024, cpu), 20);
  EXPECT_EQ(rowsPerStep(60, 2, 3, 1024, cpu), 10);
  EXPECT_EQ(rowsPerStep(60, 1, 3, 1024, cpuWith(16384, 1 << 20)), 10);
}

TEST(Streaming, ChannelTilesTakeStepsOfEqualSize) {
  EXPECT_EQ(rowsPerStep(14, 1, 3, 2048, cpuWith(32768, 1 << 20)), 7);
}

TEST(Streaming, negative_evenOneRowOfAChannelTileIsTooLarge) {
  EXPECT_EQ(rowsPerStep(14, 2, 3, 20'000, cpuWith(32768, 1 << 20)), 1);
}

TEST(Streaming, negative_channelTilesOfActivationsThatStayInTheFirstCache) {
  EXPECT_FALSE(profitableToTile({50'000, 98'000, 301'000, 301'000}, cpuWith(1 << 19, 1 << 20)));
}

} // namespace
