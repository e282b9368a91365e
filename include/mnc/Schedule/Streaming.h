// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which layers are computed together, row by row or by channel tiles: pure
// functions of sizes.

#ifndef MNC_SCHEDULE_STREAMING_H
#define MNC_SCHEDULE_STREAMING_H

#include "mnc/CPU/CpuTable.h"
#include <string>
#include <vector>

namespace mnc {

/// Bytes that a chain of convolutions, each the only consumer of the one before, holds and saves.
struct ChainFootprint {
  /// Packed weights of all layers, which are read once for each row of the result.
  int64_t weightBytes = 0;
  /// Intermediate activations, which a streamed chain never holds in full.
  int64_t innerBytes = 0;
  /// Row rings that take the place of the intermediates.
  int64_t ringBytes = 0;
};

/// True if it pays to stream a chain:
/// - weights and rings stay in three quarters of the second-level cache, from row to row;
/// - the intermediates are more than the first-level cache holds;
/// - the intermediates are more than the weights.
bool profitableToStream(const ChainFootprint &chain, const CpuModel &cpu);

/// Returns the condition of `profitableToStream` that fails, as text; empty if none does.
std::string materialisedReason(const ChainFootprint &chain, const CpuModel &cpu);

/// Returns what a streamed chain holds and saves, as text.
std::string streamingReason(const ChainFootprint &chain);

/// A convolution of a chain; all but the last have the next one as their only consumer.
struct ChainLayer {
  int64_t weightBytes = 0;
  /// Bytes of the result, in full and as the ring that the next convolution needs.
  int64_t fullBytes = 0, ringBytes = 0;
  bool isDepthwise = false;
};

ChainFootprint costOf(llvm::ArrayRef<ChainLayer> chain);

/// Partitions a chain into slices of neighbouring layers; returns the number of layers of each, in
/// order. A slice of several layers is streamed:
/// - it is profitable to stream;
/// - a dense convolution follows a dense one in it only if a depthwise one comes next, whose input
///   it computes.
/// Of all such partitions, the one of the least cost. Each activation between two slices costs,
/// times its bytes, the first of
///   0   where it stays in the first-level cache
///   4   where a depthwise convolution reads it, which computes little with each value
///   2   where it does not stay in half of the second-level cache, or in 16 first-level caches
///   1   where a depthwise convolution writes it
///   0   otherwise
/// and each byte of weights and rings of a slice beyond half of the second-level cache costs 2.
std::vector<size_t> partitionChain(llvm::ArrayRef<ChainLayer> chain, const CpuModel &cpu);

/// A dense convolution and the depthwise one that is its only consumer. In bytes.
struct PairFootprint {
  int64_t inputBytes = 0;
  /// Packed weights of the dense convolution.
  int64_t weightBytes = 0;
  int64_t betweenBytes = 0, outputBytes = 0;
};

/// True if it pays to compute such a pair by channel tiles. Each tile reads the whole input and
/// writes a slice of the output.
/// - The activation between them is more than the first-level cache holds.
/// - The input stays in the second-level cache.
/// - The output stays in half of that cache; in all of it where weights are more than the input,
///   since otherwise they would be read again for each row.
bool profitableToTile(const PairFootprint &pair, const CpuModel &cpu);

/// True if reading the input once for each of `channelTiles` costs at most one and a half times as
/// much as reading the weights once for each of `rows`. The intermediate that is saved pays for the
/// half.
bool tilesReadLess(const PairFootprint &pair, int64_t rows, int64_t channelTiles);

/// Returns how many rows of the result such a pair computes in one step, at least 1: as many as
/// have windows in a ring of three quarters of the first-level cache, evened out so that all steps
/// are about equal.
/// - `height`: rows of the result
/// - `stride`, `span`: of the depthwise window, in rows
/// - `ringRowBytes`: a row of the ring, of one channel tile
int64_t rowsPerStep(int64_t height, int64_t stride, int64_t span, int64_t ringRowBytes,
                    const CpuModel &cpu);

/// Returns why a pair is computed by channel tiles, as text.
std::string tilingReason(int64_t betweenBytes);

/// Returns why a reduction is split along K, as text.
std::string splitReductionReason(int64_t weightBytes);

} // namespace mnc

#endif // MNC_SCHEDULE_STREAMING_H
