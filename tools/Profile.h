// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The time of each layer of a compiled network.

#ifndef MNC_TOOLS_PROFILE_H
#define MNC_TOOLS_PROFILE_H

#include "mnc/Driver/Compilation.h"
#include "mnc/HostTensor/HostTensor.h"

namespace mnc {

/// Medians over the runs, in milliseconds.
struct Profile {
  /// Milliseconds of each layer, in the order of `Statistics::layers`.
  std::vector<double> layers;
  /// Milliseconds of runs of the code without a profiling callback, in turns with the others.
  double plain = 0;
  /// Milliseconds of one look at the clock; already subtracted.
  double overhead = 0;
  /// Multiply-adds of this core with nothing else to do, in GFLOP/s.
  double peak = 0;
  unsigned runs = 0;

  double sum() const;
};

/// The name of the profiling callback in profiled code.
inline constexpr llvm::StringLiteral profileCallback = "mnc_layer_ends";

/// Runs both in turns, `runs` times. `profiled` is compiled with
/// `profileCallback`, `plain` without; both up to Stage::Object.
llvm::Expected<Profile> profile(const Compilation &plain, const Compilation &profiled,
                                std::vector<HostTensor> &inputs, unsigned runs);

/// Prints the profile as a table.
void printProfile(const Profile &profile, const Statistics &statistics, llvm::raw_ostream &os);

llvm::json::Value profileAsJson(const Profile &profile, const Statistics &statistics);

} // namespace mnc

#endif // MNC_TOOLS_PROFILE_H
