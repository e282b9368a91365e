// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// When layers prefetch the weights of others.

#include "mnc/Schedule/Prefetch.h"
#include "gtest/gtest.h"

using namespace mnc;

namespace {

CpuModel cpuWith(unsigned l2Bytes) { return {"", Arch::X86_64, 256, 16, true, 32768, 8, l2Bytes}; }

// The last layers of MobileNetV2: 7x7x320 -> 1280, and 1280 -> 1000.
constexpr LayerCost head{49, 409'600}, classifier{1, 1'280'000};

TEST(Prefetch, AClassifierWaitsWhereTheCacheForgetsItsWeights) {
  EXPECT_TRUE(isMemoryBound(classifier, cpuWith(1 << 20)));
  EXPECT_FALSE(isMemoryBound(classifier, cpuWith(12 << 20)));
  EXPECT_FALSE(isMemoryBound(head, cpuWith(1 << 19)));
}

TEST(Prefetch, ALongLayerPrefetchesAllWeights) {
  EXPECT_EQ(prefetchableWeights(head, classifier, cpuWith(1 << 20)), 1'280'000);
}

TEST(Prefetch, AShortLayerPrefetchesWhatMemoryGivesMeanwhile) {
  CpuModel cpu = cpuWith(1 << 20);
  int64_t some = prefetchableWeights({49, 100'000}, classifier, cpu);
  EXPECT_GT(some, 0);
  EXPECT_LT(some, 1'280'000);
  cpu.memoryPerCycle *= 2;
  EXPECT_NEAR(prefetchableWeights({49, 100'000}, classifier, cpu), 2 * some, 1);
}

TEST(Prefetch, NoMoreThanTheLastCacheKeepsIsPrefetched) {
  CpuModel cpu = cpuWith(1 << 20);
  EXPECT_LT(prefetchableWeights({196, 2'359'296}, {1, 102'760'448}, cpu) * 4, cpu.l3Bytes);
}

TEST(Prefetch, negative_ALayerThatWaitsItselfDoesNotPrefetch) {
  EXPECT_EQ(prefetchableWeights({1, 1'228'800}, classifier, cpuWith(1 << 20)), 0);
}

} // namespace
