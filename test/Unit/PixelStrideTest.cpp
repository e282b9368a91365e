// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// When pixels are padded.

#include "mnc/Schedule/PixelStride.h"
#include "gtest/gtest.h"

using namespace mnc;

namespace {

CpuModel cpuWith(unsigned l1Bytes, unsigned l1Ways) {
  CpuModel cpu{"", Arch::X86_64, 256, 16, true, l1Bytes, l1Ways, 1 << 20};
  cpu.bankedL1 = true;
  return cpu;
}

CpuModel cpuWithVectors(unsigned bits) {
  CpuModel cpu = cpuWith(32 * 1024, 8);
  cpu.vectorBits = bits;
  cpu.bankedL1 = bits < 512;
  return cpu;
}

// A way of 4096 bytes: pixels of 2048 bytes fall into two sets of eight lines.
const CpuModel usual = cpuWith(32 * 1024, 8);

TEST(PixelStride, PixelsThatShareSetsAreKeptApart) {
  for (int64_t channels : {128, 256, 512, 1024, 2048})
    EXPECT_EQ(pixelPadding(channels, false, usual), 16) << channels;
}

TEST(PixelStride, negative_PixelsThatSpreadByThemselves) {
  for (int64_t channels : {1, 3, 32, 64, 96, 100, 144, 160, 576, 960, 1001})
    EXPECT_EQ(pixelPadding(channels, false, usual), 0) << channels;
}

TEST(PixelStride, OtherCachesOtherGaps) {
  EXPECT_EQ(pixelPadding(64, false, usual), 0);
  EXPECT_EQ(pixelPadding(64, false, cpuWith(16 * 1024, 4)), 16);
  EXPECT_EQ(pixelPadding(128, false, cpuWith(128 * 1024, 8)), 0);
}

TEST(PixelStride, PixelsReadByVectorsAreAnOddNumberOfVectorsApart) {
  CpuModel narrow = cpuWithVectors(128), wide = cpuWithVectors(512);
  for (int64_t channels : {16, 32, 96, 144, 512}) {
    EXPECT_EQ(pixelPadding(channels, true, usual), 8) << channels;
    EXPECT_EQ(pixelPadding(channels, true, narrow), 4) << channels;
    EXPECT_EQ(pixelPadding(channels, true, wide), pixelPadding(channels, false, wide)) << channels;
  }
}

TEST(PixelStride, negative_AnOddNumberOfVectorsNeedsNoGap) {
  for (int64_t channels : {8, 24, 104, 1000})
    EXPECT_EQ(pixelPadding(channels, true, usual), 0) << channels;
}

TEST(PixelStride, PixelsReadByVectorsBeginWithOne) {
  EXPECT_EQ(pixelPadding(100, true, usual), 4);
  EXPECT_EQ(pixelPadding(1001, true, usual), 7 + 8);
  EXPECT_EQ(pixelPadding(43, true, cpuWithVectors(512)), 5);
  // Pixels of 512 bytes would share sets.
  EXPECT_EQ(pixelPadding(118, true, cpuWithVectors(512)), 10 + 16);
  EXPECT_EQ(pixelPadding(118, true, cpuWithVectors(128)), 2 + 4);
}

TEST(PixelStride, negative_PixelsThatNeedNotBeginWithAVector) {
  EXPECT_EQ(pixelPadding(100, false, usual), 0);
  // Twelve floats are more than a quarter.
  EXPECT_EQ(pixelPadding(20, true, cpuWithVectors(512)), 0);
}

} // namespace
