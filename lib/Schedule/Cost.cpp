// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Schedule/Cost.h"

#include "llvm/ADT/STLExtras.h"
#include <array>

namespace mnc {

Traffic Traffic::of(double bytes, double held, const CpuModel &cpu) {
  // What is not used next leaves a cache first. The last cache is shared with other cores and other
  // programs.
  double beyondL2 = std::clamp(held - cpu.l2Bytes * keptShare, 0.0, bytes);
  double beyondL3 = held > 0 ? beyondL2 * std::max(0.0, held - cpu.l3Bytes) / held : 0;
  return {held > cpu.l1Bytes ? bytes - beyondL2 : 0, beyondL2 - beyondL3, beyondL3};
}

Traffic &Traffic::operator+=(const Traffic &other) {
  l2 += other.l2;
  l3 += other.l3;
  memory += other.memory;
  return *this;
}

static std::array<double, 3> cyclesOf(const Traffic &traffic, const CpuModel &cpu) {
  return {traffic.l2 / cpu.l2PerCycle, traffic.l3 / cpu.l3PerCycle,
          traffic.memory / cpu.memoryPerCycle};
}

static double sumOf(const Traffic &traffic, const CpuModel &cpu) {
  auto [l2, l3, memory] = cyclesOf(traffic, cpu);
  return l2 + l3 + memory;
}

double Cost::cycles(const CpuModel &cpu) const {
  // The part of what is read ahead that is seen all the same. Fitted to 12 networks on Zen 4
  // (bench/predict.py).
  constexpr double visible = 0.2;
  double streams = sumOf(hidden, cpu);
  return std::max(compute, streams) + visible * std::min(compute, streams) + sumOf(exposed, cpu) +
         callCycles * calls;
}

llvm::StringRef Cost::limit(const CpuModel &cpu) const {
  static constexpr llvm::StringLiteral names[] = {"l2", "l3", "memory"};
  std::array<double, 3> streams = cyclesOf(hidden, cpu), waits = cyclesOf(exposed, cpu);
  for (size_t level = 0; level < streams.size(); ++level)
    streams[level] = std::max(streams[level], waits[level]);
  const auto *most = llvm::max_element(streams);
  return *most > compute ? names[most - streams.begin()] : llvm::StringLiteral("compute");
}

} // namespace mnc
