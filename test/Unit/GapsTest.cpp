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
    EXPECT_EQ(pixelGap(channels, usual), 16) << channels;
}

TEST(Gaps, negative_PixelsThatSpreadByThemselves) {
  for (int64_t channels : {1, 3, 32, 64, 96, 100, 144, 160, 576, 960, 1001})
    EXPECT_EQ(pixelGap(channels, usual), 0) << channels;
}

TEST(Gaps, OtherCachesOtherGaps) {
  EXPECT_EQ(pixelGap(64, usual), 0);
  EXPECT_EQ(pixelGap(64, cpuWith(16 * 1024, 4)), 16);
  EXPECT_EQ(pixelGap(128, cpuWith(128 * 1024, 8)), 0);
}

} // namespace
