// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// When pixels get gaps between them.

#include "mnc/Schedule/Gaps.h"
#include "gtest/gtest.h"

using namespace mnc;

namespace {

CpuRow cpuWith(unsigned l1Bytes, unsigned l1Ways) {
  return {"", Arch::X86_64, 256, 16, true, l1Bytes, l1Ways, 1 << 20};
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
  CpuRow narrow = usual, wide = usual;
  narrow.vectorBits = 128;
  wide.vectorBits = 512;
  for (int64_t channels : {16, 32, 96, 144, 512}) {
    EXPECT_EQ(pixelGap(channels, true, usual), 8) << channels;
    EXPECT_EQ(pixelGap(channels, true, narrow), 4) << channels;
    EXPECT_EQ(pixelGap(channels, true, wide), pixelGap(channels, false, wide)) << channels;
  }
}

TEST(Gaps, negative_AnOddNumberOfVectorsNeedsNoGap) {
  for (int64_t channels : {8, 24, 100, 1001})
    EXPECT_EQ(pixelGap(channels, true, usual), 0) << channels;
}

} // namespace
