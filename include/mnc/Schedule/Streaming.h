// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which layers are computed together, row by row or by channel tiles: pure
// functions of sizes.

#ifndef MNC_SCHEDULE_STREAMING_H
#define MNC_SCHEDULE_STREAMING_H

#include "mnc/CPU/CpuTable.h"
#include <string>
#include <vector>

namespace mnc {

/// A chain of convolutions, each the only reader of the one before. In bytes.
struct ChainFootprint {
  /// Packed weights of all layers, read once for each row of the result.
  int64_t weightBytes = 0;
  /// Maps between the layers, which a chain never holds in full.
  int64_t innerBytes = 0;
  /// The rings that stand in for them.
  int64_t ringBytes = 0;
};

/// Streaming pays when weights and rings stay in the second-level cache from
/// row to row, and the maps between the layers would not stay in the first.
bool profitableToStream(const ChainFootprint &chain, const CpuModel &cpu);

/// Why it does not pay, for people; empty where it pays.
std::string materialisedReason(const ChainFootprint &chain, const CpuModel &cpu);

/// What a chain that is streamed holds, for people.
std::string streamingReason(const ChainFootprint &chain);

/// A convolution of a chain, each but the last read by the next one alone. In bytes.
struct ChainLayer {
  int64_t weightBytes = 0;
  /// Its result, in full and as the ring that the next convolution needs.
  int64_t mapBytes = 0, ringBytes = 0;
  bool isDepthwise = false;
};

ChainFootprint costOf(llvm::ArrayRef<ChainLayer> chain);

/// Cuts a chain into parts, each computed row by row or one layer alone; the number of
/// layers of each. Parts are worth streaming, and a dense convolution follows a dense one
/// only if a depthwise one comes next, whose input it computes. Of such parts those with
/// the least traffic that is waited for. Maps between parts cost nothing where they stay
/// in the first-level cache, more where they do not stay in half of the second, and most
/// where a depthwise convolution reads them, which computes little with each value;
/// parts that fill more than half of that cache push other values out.
std::vector<size_t> partitionChain(llvm::ArrayRef<ChainLayer> chain, const CpuModel &cpu);

/// A convolution and the depthwise one that alone reads it. In bytes.
struct PairFootprint {
  int64_t inputBytes = 0;
  /// Of the first convolution.
  int64_t weightBytes = 0;
  int64_t betweenBytes = 0, outputBytes = 0;
};

/// Whether such a pair is computed in panels of channels. Each panel reads the whole
/// input and writes a part of the output, which the next layer reads: the second-level
/// cache has to hold either, and the output in half of it, unless weights that
/// outweigh the input would be read for each row otherwise. The map between them is
/// worth it where it would not stay in the first.
bool profitableToTile(const PairFootprint &pair, const CpuModel &cpu);

/// Whether reading the input for each of `panels` costs less than reading the weights for
/// each of the input's `rows`: half more at most, as maps between the layers are saved.
bool tilesReadLess(const PairFootprint &pair, int64_t rows, int64_t channelTiles);

/// Rows of the result that such a pair computes together: as many as the windows of
/// that share a ring in three quarters of the first-level cache, in steps of equal
/// size. `ringRowBytes` are those of a panel; the window has `span` rows.
int64_t rowsPerStep(int64_t height, int64_t stride, int64_t span, int64_t ringRowBytes,
                    const CpuModel &cpu);

/// Why such a pair is computed so, for people.
std::string tilingReason(int64_t betweenBytes);

/// Why the products of panels are added up as these come, for people.
std::string splitReductionReason(int64_t weightBytes);

} // namespace mnc

#endif // MNC_SCHEDULE_STREAMING_H
