// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The cost of a layer: what is nearer never costs more.

#include "mnc/Schedule/Cost.h"
#include "gtest/gtest.h"

using namespace mnc;

namespace {

double total(const Traffic &traffic) { return traffic.l2 + traffic.l3 + traffic.memory; }

double waitedFor(const Traffic &traffic, const CpuModel &cpu) {
  Cost cost;
  cost.exposed = traffic;
  return cost.cycles(cpu);
}

TEST(Traffic, WhatStaysInTheFirstCacheIsFree) {
  for (const CpuModel &cpu : cpuTable())
    EXPECT_EQ(total(Traffic::of(1024, cpu.l1Bytes / 2.0, cpu)), 0) << cpu.name.str();
}

TEST(Traffic, NoByteIsLostBeyondIt) {
  for (const CpuModel &cpu : cpuTable())
    for (double held : {64.0 * 1024 * 1024, 4.0 * cpu.l2Bytes, 2.0 * cpu.l1Bytes})
      for (double bytes : {1024.0, held / 2, held})
        EXPECT_NEAR(total(Traffic::of(bytes, held, cpu)), bytes, bytes * 1e-9) << cpu.name.str();
}

TEST(Traffic, MoreThatIsHeldNeverCostsLess) {
  for (const CpuModel &cpu : cpuTable()) {
    double before = 0;
    for (double held = 4096; held < 1e9; held *= 2) {
      double cycles = waitedFor(Traffic::of(4096, held, cpu), cpu);
      EXPECT_GE(cycles, before * (1 - 1e-9)) << cpu.name.str() << " " << held;
      before = cycles;
    }
  }
}

TEST(Traffic, LargerCachesNeverCostMore) {
  for (const CpuModel &cpu : cpuTable()) {
    CpuModel larger = cpu;
    larger.l1Bytes *= 2;
    larger.l2Bytes *= 2;
    larger.l3Bytes *= 2;
    for (double held = 4096; held < 1e9; held *= 3)
      EXPECT_LE(waitedFor(Traffic::of(held, held, larger), larger),
                waitedFor(Traffic::of(held, held, cpu), cpu))
          << cpu.name.str() << " " << held;
  }
}

TEST(Cost, StreamsThatAreReadAheadCostLessThanThoseThatAreWaitedFor) {
  const CpuModel &cpu = *findCpu("znver4", Arch::X86_64);
  Traffic stream;
  stream.l3 = 1 << 20;
  Cost hidden, exposed;
  hidden.compute = exposed.compute = 1e6;
  hidden.hidden = exposed.exposed = stream;
  EXPECT_GT(hidden.cycles(cpu), 1e6);
  EXPECT_LT(hidden.cycles(cpu), exposed.cycles(cpu));
}

TEST(Cost, TheLimitIsWhatTakesMost) {
  const CpuModel &cpu = *findCpu("haswell", Arch::X86_64);
  Cost cost;
  cost.compute = 1e6;
  cost.hidden.l2 = 1024;
  EXPECT_EQ(cost.limit(cpu), "compute");
  cost.hidden.l2 = 1 << 30;
  EXPECT_EQ(cost.limit(cpu), "l2");
  cost.exposed.memory = 1 << 30;
  EXPECT_EQ(cost.limit(cpu), "memory");
}

} // namespace
