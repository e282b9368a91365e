// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Profile.h"

#include "LayerClock.h"
#include "NetworkRun.h"
#include "peak.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <numeric>

using namespace llvm;

namespace mnc {

double Profile::sum() const { return std::accumulate(layers.begin(), layers.end(), 0.0); }

/// Runs of one code before the other has its turn.
static constexpr unsigned turn = 10;

static double median(std::vector<double> values) {
  llvm::sort(values);
  return values[values.size() / 2];
}

Expected<Profile> profile(const Compilation &plain, const Compilation &profiled,
                          std::vector<HostTensor> &inputs, unsigned runs) {
  size_t layers = profiled.getStatistics().layers.size();
  LayerClock clock(layers);
  Expected<NetworkRun> timed = NetworkRun::create(plain, inputs);
  if (!timed)
    return timed.takeError();
  std::string callback = profileCallback.str();
  Expected<NetworkRun> observed =
      NetworkRun::create(profiled, inputs,
                         {{callback, reinterpret_cast<void *>(LayerClock::layerEnds)},
                          {callback + "_context", &clock}});
  if (!observed)
    return observed.takeError();
  std::vector<double> wholes, peaks;
  std::vector<std::vector<double>> times(layers);
  for (unsigned done = 0; done < runs; done += turn) {
    unsigned count = std::min(turn, runs - done);
    peaks.push_back(mnc_bench_peak(/*milliseconds=*/2));
    // The first run of a turn finds the caches full of the other's data.
    if (Error error = timed->run())
      return error;
    for (unsigned i = 0; i < count; ++i)
      wholes.push_back(timed->time());
    if (Error error = observed->run())
      return error;
    for (unsigned i = 0; i < count; ++i) {
      clock.start();
      observed->time();
      for (auto [all, one] : zip_equal(times, clock.read()))
        all.push_back(one);
    }
  }
  Profile result;
  for (std::vector<double> &all : times)
    result.layers.push_back(median(std::move(all)));
  result.plain = median(std::move(wholes));
  result.overhead = clock.getOverhead();
  result.peak = median(std::move(peaks));
  result.runs = runs;
  return result;
}

static double gflops(const LayerStats &layer, double ms) {
  return ms > 0 ? 2e-6 * layer.multiplyAdds / ms : 0;
}

void printProfile(const Profile &profile, const Statistics &statistics, raw_ostream &os) {
  os << fmt::format("{:<28} {:<15} {:>17}  {:<32} {:>8} {:>6} {:>8} {:>6}\n", "node", "op", "shape",
                    "kernel", "ms", "time", "GFLOP/s", "peak");
  double flops = 0, sum = profile.sum();
  for (auto [layer, ms] : zip_equal(statistics.layers, profile.layers)) {
    flops += 2.0 * layer.multiplyAdds;
    double rate = gflops(layer, ms);
    std::string rates = layer.multiplyAdds
                            ? fmt::format(" {:>8.1f} {:>5.1f}%", rate, 100 * rate / profile.peak)
                            : "";
    os << fmt::format("{:<28} {:<15} {:>17}  {:<32} {:>8.4f} {:>5.1f}%{}\n", layer.node, layer.op,
                      fmt::format("{}", fmt::join(layer.shape, "x")), layer.kernel, ms,
                      100 * ms / sum, rates);
  }
  os << fmt::format(
      "layers together {:.3f} ms, without profile {:.3f} ms ({:+.1f} %), {:.1f} GFLOP/s "
      "of a peak of {:.1f}: {:.1f} %\n",
      sum, profile.plain, 100 * (sum / profile.plain - 1), flops / profile.plain * 1e-6,
      profile.peak, 100 * flops / profile.plain * 1e-6 / profile.peak);
  os << fmt::format(
      "medians of {} runs, 1 thread; {:.0f} ns subtracted for each look at the clock\n",
      profile.runs, profile.overhead * 1e6);
}

json::Value profileAsJson(const Profile &profile, const Statistics &statistics) {
  json::Array layers;
  for (auto [layer, ms] : zip_equal(statistics.layers, profile.layers))
    layers.push_back(json::Object{{"node", layer.node},
                                  {"op", layer.op},
                                  {"shape", json::Array(layer.shape)},
                                  {"multiply_adds", layer.multiplyAdds},
                                  {"kernel", layer.kernel},
                                  {"ms", ms},
                                  {"gflops", gflops(layer, ms)}});
  return json::Object{{"runs", profile.runs},
                      {"peak_gflops", profile.peak},
                      {"layers_ms", profile.sum()},
                      {"unprofiled_ms", profile.plain},
                      {"clock_overhead_ms", profile.overhead},
                      {"layers", std::move(layers)}};
}

} // namespace mnc
