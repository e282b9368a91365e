// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// When pixels get gaps between them.

#include "mnc/Schedule/Gaps.h"
#include "gtest/gtest.h"

using namespace mnc;

namespace {

CpuRow cpuWith(unsigned l1Bytes, unsigned l1Ways) {
  return {"", Arch::X86_64, 256, 16, true, l1Bytes, l1Ways, 1 << 20};
}

CpuRow cpuWithVectors(unsigned bits) {
  CpuRow cpu = cpuWith(32 * 1024, 8);
  cpu.vectorBits = bits;
  return cpu;
}

// A way of 4096 bytes: pixels of 2048 bytes fall into two sets of eight lines.
const CpuRow usual = cpuWith(32 * 1024, 8);

TEST(Gaps, PixelsThatShareSetsAreKeptApart) {
  for (int64_t channels : {128, 256, 512, 1024, 2048})
    EXPECT_EQ(pixelGap(channels, false, usual), 16) << channels;
}

TEST(Gaps, negative_PixelsThatSpreadByThemselves) {
  for (int64_t channels : {1, 3, 32, 64, 96, 100, 144, 160, 576, 960, 1001})
    EXPECT_EQ(pixelGap(channels, false, usual), 0) << channels;
}

TEST(Gaps, OtherCachesOtherGaps) {
  EXPECT_EQ(pixelGap(64, false, usual), 0);
  EXPECT_EQ(pixelGap(64, false, cpuWith(16 * 1024, 4)), 16);
  EXPECT_EQ(pixelGap(128, false, cpuWith(128 * 1024, 8)), 0);
}

TEST(Gaps, PixelsReadByVectorsAreAnOddNumberOfVectorsApart) {
  CpuRow narrow = cpuWithVectors(128), wide = cpuWithVectors(512);
  for (int64_t channels : {16, 32, 96, 144, 512}) {
    EXPECT_EQ(pixelGap(channels, true, usual), 8) << channels;
    EXPECT_EQ(pixelGap(channels, true, narrow), 4) << channels;
    EXPECT_EQ(pixelGap(channels, true, wide), pixelGap(channels, false, wide)) << channels;
  }
}

TEST(Gaps, negative_AnOddNumberOfVectorsNeedsNoGap) {
  for (int64_t channels : {8, 24, 104, 1000})
    EXPECT_EQ(pixelGap(channels, true, usual), 0) << channels;
}

TEST(Gaps, PixelsReadByVectorsBeginWithOne) {
  EXPECT_EQ(pixelGap(100, true, usual), 4);
  EXPECT_EQ(pixelGap(1001, true, usual), 7 + 8);
  EXPECT_EQ(pixelGap(43, true, cpuWithVectors(512)), 5);
  // Pixels of 512 bytes would share sets.
  EXPECT_EQ(pixelGap(118, true, cpuWithVectors(512)), 10 + 16);
  EXPECT_EQ(pixelGap(118, true, cpuWithVectors(128)), 2 + 4);
}

TEST(Gaps, negative_PixelsThatNeedNotBeginWithAVector) {
  EXPECT_EQ(pixelGap(100, false, usual), 0);
  // Twelve floats are more than a quarter.
  EXPECT_EQ(pixelGap(20, true, cpuWithVectors(512)), 0);
}

} // namespace
