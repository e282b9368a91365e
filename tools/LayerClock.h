// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The clock behind the profiling callback.

#ifndef MNC_TOOLS_LAYERCLOCK_H
#define MNC_TOOLS_LAYERCLOCK_H

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace mnc {

/// Measures the time of each layer in a run. The time that looking at the clock takes is measured
/// once, and subtracted.
class LayerClock {
public:
  using Clock = std::chrono::steady_clock;
  using Duration = Clock::duration;

  explicit LayerClock(size_t layers);

  /// A run begins.
  void start();
  /// Milliseconds of each layer since the start.
  std::vector<double> read() const;
  /// Milliseconds that one look at the clock takes.
  double getOverhead() const { return overhead; }

  /// The profiling callback: the time since the start or the last call belongs to `layer`.
  static void layerEnds(LayerClock *clock, int64_t layer);

private:
  Clock::time_point last;
  std::vector<Duration> times;
  std::vector<int64_t> calls;
  double overhead = 0;
};

} // namespace mnc

#endif // MNC_TOOLS_LAYERCLOCK_H
