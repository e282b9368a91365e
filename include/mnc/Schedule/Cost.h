// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The one cost that schedules are compared by: cycles of a core.

#ifndef MNC_SCHEDULE_COST_H
#define MNC_SCHEDULE_COST_H

#include "mnc/CPU/CpuTable.h"

namespace mnc {

/// The part of a cache that keeps what is used again: the rest is for what passes by. Fitted to 12
/// networks on Zen 4 (bench/predict.py).
inline constexpr double keptShare = 0.75;

/// Cycles of arguments, addresses and the first loads. Fitted to the same networks.
inline constexpr double callCycles = 40;

/// Bytes that come from, or go to, the second-level cache, the third-level cache and memory.
struct Traffic {
  double l2 = 0, l3 = 0, memory = 0;

  /// Returns the traffic of `bytes` that lie where `held` bytes are used in turns: those of a loop
  /// that comes back to them, or all that is computed until then.
  static Traffic of(double bytes, double held, const CpuModel &cpu);

  Traffic &operator+=(const Traffic &other);
  Traffic operator*(double factor) const { return {l2 * factor, l3 * factor, memory * factor}; }
};

/// What a layer costs.
struct Cost {
  /// Cycles of the kernel with all data in the first-level cache: multiply-adds, loads, latency.
  double compute = 0;
  /// Streams that run beside it, since they are read ahead: the slower of the two decides.
  Traffic hidden;
  /// Streams that are waited for.
  Traffic exposed;
  /// Calls of the kernel.
  double calls = 0;

  /// Returns the cycles.
  double cycles(const CpuModel &cpu) const;

  /// Returns what takes most of them: "compute", "l2", "l3" or "memory".
  llvm::StringRef limit(const CpuModel &cpu) const;
};

} // namespace mnc

#endif // MNC_SCHEDULE_COST_H
