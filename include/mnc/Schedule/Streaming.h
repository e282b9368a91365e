// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Whether a chain of layers is computed row by row: a pure function of sizes.

#ifndef MNC_SCHEDULE_STREAMING_H
#define MNC_SCHEDULE_STREAMING_H

#include "mnc/CPU/CpuTable.h"
#include <string>

namespace mnc {

/// A chain of convolutions, each the only reader of the one before. In bytes.
struct ChainFacts {
  /// Packed weights of all layers, read once for each row of the result.
  int64_t weightBytes = 0;
  /// Maps between the layers, which a chain never holds in full.
  int64_t innerBytes = 0;
  /// The rings that stand in for them.
  int64_t ringBytes = 0;
};

/// Streaming pays when weights and rings stay in the second-level cache from
/// row to row, and the maps between the layers would not stay in the first.
bool worthStreaming(const ChainFacts &chain, const CpuRow &cpu);

/// Why it does not pay, for people; empty where it pays.
std::string whyWhole(const ChainFacts &chain, const CpuRow &cpu);

/// What a chain that is streamed holds, for people.
std::string whyStreamed(const ChainFacts &chain);

/// Whether a chain and the one that reads its result become one chain, `both`,
/// instead of a map of `betweenBytes` between them: where that map does not stay
/// in the second-level cache, and all weights and rings do.
bool worthExtending(const ChainFacts &both, int64_t betweenBytes, const CpuRow &cpu);

/// Whether a convolution and the depthwise one that reads it are computed in panels
/// of channels. Each panel reads the whole input and writes a part of the output, which
/// the next layer reads: the second-level cache has to hold the input, and the output
/// in half of it. The map between them is worth it where it would not stay in the first.
bool worthPanels(int64_t inputBytes, int64_t betweenBytes, int64_t outputBytes, const CpuRow &cpu);

/// Rows of the result that such a pair computes together: as many as the windows of
/// that share a ring in three quarters of the first-level cache, in steps of equal
/// size. `ringRowBytes` are those of a panel; the window has `span` rows.
int64_t panelRows(int64_t height, int64_t stride, int64_t span, int64_t ringRowBytes,
                  const CpuRow &cpu);

/// Why such a pair is computed so, for people.
std::string whyPanels(int64_t betweenBytes);

} // namespace mnc

#endif // MNC_SCHEDULE_STREAMING_H
