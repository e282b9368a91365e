// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "LayerClock.h"

#include <algorithm>

namespace mnc {

static double milliseconds(LayerClock::Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

LayerClock::LayerClock(size_t layers) : times(layers), calls(layers) {
  // Through a variable that may change: called as compiled code calls it.
  void (*volatile callback)(LayerClock *, int64_t) = layerEnds;
  constexpr int rounds = 20, callsPerRound = 1000;
  std::vector<double> measured;
  for (int round = 0; layers && round < rounds; ++round) {
    start();
    for (int call = 0; call < callsPerRound; ++call)
      callback(this, 0);
    measured.push_back(milliseconds(times[0]) / callsPerRound);
  }
  std::sort(measured.begin(), measured.end());
  overhead = measured.empty() ? 0 : measured[measured.size() / 2];
}

void LayerClock::start() {
  std::fill(times.begin(), times.end(), Duration::zero());
  std::fill(calls.begin(), calls.end(), 0);
  last = Clock::now();
}

std::vector<double> LayerClock::read() const {
  std::vector<double> result;
  for (size_t layer = 0; layer < times.size(); ++layer)
    result.push_back(std::max(0.0, milliseconds(times[layer]) - overhead * calls[layer]));
  return result;
}

void LayerClock::layerEnds(LayerClock *clock, int64_t layer) {
  Clock::time_point now = Clock::now();
  clock->times[layer] += now - clock->last;
  ++clock->calls[layer];
  clock->last = now;
}

} // namespace mnc
