// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Plans of shared memory, and damaged plans, which the checker finds.

#include "mnc/Schedule/MemoryPlan.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"

using namespace mnc;

namespace {

using Ranges = std::vector<LiveRange>;

std::string problem(llvm::ArrayRef<LiveRange> buffers, const MemoryPlan &plan) {
  return llvm::toString(checkPlan(buffers, plan));
}

TEST(MemoryPlan, NothingTakesNothing) {
  MemoryPlan plan = planMemory({});
  EXPECT_TRUE(plan.offsets.empty());
  EXPECT_EQ(plan.bytes, 0);
  EXPECT_EQ(problem({}, plan), "");
}

TEST(MemoryPlan, ChainNeedsItsTwoLargestNeighbours) {
  Ranges ranges = {{256, 1, 2}, {512, 2, 3}, {1024, 3, 4}, {128, 4, 5}};
  MemoryPlan plan = planMemory(ranges);
  EXPECT_EQ(problem(ranges, plan), "");
  EXPECT_EQ(plan.bytes, 512 + 1024);
}

TEST(MemoryPlan, BuffersOfOneStepAreApart) {
  // The result of a consumer is written while its operand is still read.
  Ranges ranges = {{64, 1, 2}, {64, 2, 3}};
  MemoryPlan plan = planMemory(ranges);
  EXPECT_NE(plan.offsets[0], plan.offsets[1]);
  EXPECT_EQ(plan.bytes, 128);
}

TEST(MemoryPlan, BuffersOfOtherStepsShare) {
  Ranges ranges = {{64, 1, 2}, {64, 3, 4}, {64, 5, 5}};
  MemoryPlan plan = planMemory(ranges);
  EXPECT_EQ(plan.offsets, (std::vector<int64_t>{0, 0, 0}));
  EXPECT_EQ(plan.bytes, 64);
}

TEST(MemoryPlan, SmallBuffersFillGaps) {
  // While the last buffer ranges, the first has left room below the second.
  Ranges ranges = {{256, 1, 1}, {192, 1, 3}, {128, 2, 3}};
  MemoryPlan plan = planMemory(ranges);
  EXPECT_EQ(problem(ranges, plan), "");
  EXPECT_EQ(plan.offsets, (std::vector<int64_t>{0, 256, 0}));
}

TEST(MemoryPlan, OddSizesAreAligned) {
  Ranges ranges = {{65, 1, 3}, {1, 1, 3}, {63, 1, 3}};
  MemoryPlan plan = planMemory(ranges);
  EXPECT_EQ(problem(ranges, plan), "");
  for (int64_t offset : plan.offsets)
    EXPECT_EQ(offset % bufferAlignment, 0);
  EXPECT_EQ(plan.bytes, 128 + 64 + 64);
}

TEST(MemoryPlan, ResultsLieOverWhatHasBeenRead) {
  // Each row of the result is half as long as one that is read before it is written.
  Ranges shrinks = {{1024, 1, 2}, {512, 2, 3, {{0, -64}}}};
  EXPECT_EQ(planMemory(shrinks).bytes, 1024);
  Ranges grows = {{512, 1, 2}, {1024, 2, 3, {{0, 600}}}};
  MemoryPlan plan = planMemory(grows);
  EXPECT_EQ(problem(grows, plan), "");
  EXPECT_EQ(plan.bytes, 640 + 512);
}

TEST(MemoryPlan, ChainsOfResultsLieOverEachOther) {
  // The second may begin with the first, and the third 640 bytes before the second.
  Ranges ranges = {{1536, 1, 2}, {1152, 2, 3, {{0, 0}}}, {1792, 3, 4, {{1, 640}}}};
  MemoryPlan plan = planMemory(ranges);
  EXPECT_EQ(problem(ranges, plan), "");
  EXPECT_EQ(plan.bytes, 640 + 1536);
}

TEST(MemoryPlan, ManyPlansHoldAndAreNoLargerThanTheSum) {
  uint32_t state = 1;
  auto next = [&](uint32_t limit) {
    state = state * 1664525u + 1013904223u;
    return int64_t((state >> 8) % limit);
  };
  for (int round = 0; round < 50; ++round) {
    Ranges ranges;
    int64_t sum = 0, step = 0;
    for (int i = 0; i < 20; ++i) {
      int64_t first = next(30), bytes = 1 + next(5000);
      ranges.push_back({bytes, first, first + next(6)});
      sum += (bytes + bufferAlignment - 1) / bufferAlignment * bufferAlignment;
    }
    int64_t most = 0;
    for (; step < 40; ++step) {
      int64_t live = 0;
      for (const LiveRange &life : ranges)
        live += life.first <= step && step <= life.last ? life.bytes : 0;
      most = std::max(most, live);
    }
    MemoryPlan plan = planMemory(ranges);
    EXPECT_EQ(problem(ranges, plan), "");
    EXPECT_LE(most, plan.bytes);
    EXPECT_LE(plan.bytes, sum);
    EXPECT_EQ(planMemory(ranges).offsets, plan.offsets);
  }
}

class DamagedPlan : public testing::Test {
protected:
  Ranges ranges = {{256, 1, 2}, {512, 2, 3}, {1024, 3, 4}};
  MemoryPlan plan = planMemory(ranges);
};

TEST_F(DamagedPlan, Overlap) {
  plan.offsets[1] = plan.offsets[0];
  EXPECT_EQ(problem(ranges, plan), "memory plan: buffers 0 and 1 overlap");
}

TEST_F(DamagedPlan, OverlapByOneLine) {
  int64_t lower = plan.offsets[1] < plan.offsets[2] ? 1 : 2, upper = 3 - lower;
  plan.offsets[upper] -= bufferAlignment;
  EXPECT_EQ(problem(ranges, plan), "memory plan: buffers 1 and 2 overlap");
}

TEST_F(DamagedPlan, OverlapOneLineTooFar) {
  ranges[1].overlaps = {{0, 128}};
  plan = planMemory(ranges);
  EXPECT_EQ(problem(ranges, plan), "");
  plan.offsets[0] = 0;
  plan.offsets[1] = 0;
  plan.offsets[2] = 512;
  EXPECT_EQ(problem(ranges, plan), "memory plan: buffers 0 and 1 overlap");
  plan.offsets[0] = 64;
  EXPECT_EQ(problem(ranges, plan), "memory plan: buffers 0 and 1 overlap");
  plan.offsets[0] = 128;
  EXPECT_EQ(problem(ranges, plan), "");
}

TEST_F(DamagedPlan, LongerLife) {
  ranges[0].last = 4;
  EXPECT_NE(problem(ranges, plan), "");
}

TEST_F(DamagedPlan, Misaligned) {
  plan.bytes += bufferAlignment;
  plan.offsets[2] += 4;
  EXPECT_EQ(problem(ranges, plan), "memory plan: buffer 2 is misaligned or outside the workspace");
}

TEST_F(DamagedPlan, BelowTheWorkspace) {
  plan.offsets[0] = -64;
  EXPECT_EQ(problem(ranges, plan), "memory plan: buffer 0 is misaligned or outside the workspace");
}

TEST_F(DamagedPlan, BeyondTheWorkspace) {
  plan.bytes -= 1;
  EXPECT_NE(problem(ranges, plan), "");
}

TEST_F(DamagedPlan, OffsetIsMissing) {
  plan.offsets.pop_back();
  EXPECT_EQ(problem(ranges, plan), "memory plan: not every buffer has an offset");
}

} // namespace
