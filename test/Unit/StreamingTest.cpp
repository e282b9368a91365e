// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// When chains of layers are streamed.

#include "mnc/Schedule/Streaming.h"
#include "gtest/gtest.h"

using namespace mnc;

namespace {

CpuRow cpuWith(unsigned l1Bytes, unsigned l2Bytes) {
  return {"", Arch::X86_64, 256, 16, true, l1Bytes, 8, l2Bytes};
}

// 56x56x24 -> 144 -> 24 of MobileNetV2: small weights, large maps.
constexpr ChainFacts early{33'000, 3'600'000, 138'000};
// 7x7x160 -> 960 -> 160: large weights, small maps.
constexpr ChainFacts late{1'260'000, 376'000, 130'000};

TEST(Streaming, largeMapsStream) { EXPECT_TRUE(worthStreaming(early, cpuWith(32768, 1 << 20))); }

TEST(Streaming, whySaysWhatDecided) {
  EXPECT_EQ(whyWhole(early, cpuWith(32768, 1 << 20)), "");
  EXPECT_EQ(whyWhole(early, cpuWith(32768, 1 << 17)),
            "167 KiB of weights and rings do not stay in three quarters of the second-level cache");
  EXPECT_EQ(whyWhole(early, cpuWith(1 << 23, 1 << 24)),
            "3516 KiB of maps between the layers stay in the first-level cache");
  EXPECT_EQ(whyWhole(late, cpuWith(32768, 1 << 26)),
            "1231 KiB of weights outweigh 368 KiB of maps between the layers");
}

TEST(Streaming, negative_weightsOutweighTheMaps) {
  EXPECT_FALSE(worthStreaming(late, cpuWith(32768, 1 << 20)));
  EXPECT_FALSE(worthStreaming(late, cpuWith(32768, 1 << 26)));
}

TEST(Streaming, negative_weightsDoNotStayInTheCache) {
  EXPECT_FALSE(worthStreaming(early, cpuWith(32768, 1 << 17)));
}

TEST(Streaming, negative_mapsStayInTheFirstCache) {
  EXPECT_FALSE(worthStreaming(early, cpuWith(1 << 23, 1 << 24)));
}

TEST(Streaming, chainsAreJoinedWhereTheMapBetweenIsLarge) {
  EXPECT_TRUE(worthExtending(early, 800'000, cpuWith(32768, 1 << 20)));
}

TEST(Streaming, weightsAndRingsTakeThreeQuartersOfTheCache) {
  constexpr ChainFacts most{500'000, 3'600'000, 280'000}, more{500'000, 3'600'000, 300'000};
  for (auto [chain, pays] : {std::pair(most, true), std::pair(more, false)}) {
    EXPECT_EQ(worthStreaming(chain, cpuWith(32768, 1 << 20)), pays);
    EXPECT_EQ(worthExtending(chain, 800'000, cpuWith(32768, 1 << 20)), pays);
  }
}

TEST(Streaming, negative_chainsThatTheCacheSeparates) {
  EXPECT_FALSE(worthExtending(early, 300'000, cpuWith(32768, 1 << 20)));
  EXPECT_FALSE(worthExtending(late, 3'000'000, cpuWith(32768, 1 << 20)));
}

TEST(Streaming, PanelsNeedInputAndOutputInTheSecondCache) {
  // 14x14x64 -> 384, then depthwise, of MobileNetV2.
  EXPECT_TRUE(worthPanels(50'000, 301'000, 301'000, cpuWith(32768, 1 << 20)));
  EXPECT_FALSE(worthPanels(50'000, 301'000, 301'000, cpuWith(32768, 1 << 18)));
  EXPECT_TRUE(worthPanels(803'000, 803'000, 201'000, cpuWith(32768, 1 << 20)));
  EXPECT_FALSE(worthPanels(1'606'000, 1'606'000, 401'000, cpuWith(32768, 1 << 20)));
  EXPECT_FALSE(worthPanels(401'000, 803'000, 803'000, cpuWith(32768, 1 << 20)));
}

TEST(Streaming, PanelsComputeTheRowsWhoseRingStaysInTheFirstCache) {
  // A ring of 24 rows stays in three quarters of the first cache.
  CpuRow cpu = cpuWith(32768, 1 << 20);
  EXPECT_EQ(panelRows(7, 1, 3, 1024, cpu), 7);
  EXPECT_EQ(panelRows(60, 1, 3, 1024, cpu), 20);
  EXPECT_EQ(panelRows(60, 2, 3, 1024, cpu), 10);
  EXPECT_EQ(panelRows(60, 1, 3, 1024, cpuWith(16384, 1 << 20)), 10);
}

TEST(Streaming, PanelsTakeStepsOfEqualSize) {
  EXPECT_EQ(panelRows(14, 1, 3, 2048, cpuWith(32768, 1 << 20)), 7);
}

TEST(Streaming, negative_evenOneRowOfAPanelIsTooLarge) {
  EXPECT_EQ(panelRows(14, 2, 3, 20'000, cpuWith(32768, 1 << 20)), 1);
}

TEST(Streaming, negative_panelsOfMapsThatStayInTheFirstCache) {
  EXPECT_FALSE(worthPanels(50'000, 301'000, 301'000, cpuWith(1 << 19, 1 << 20)));
}

} // namespace
