// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Padding after pixels that keeps neighbouring ones apart in the first-level cache: a pure function
// of sizes.

#ifndef MNC_SCHEDULE_PIXELSTRIDE_H
#define MNC_SCHEDULE_PIXELSTRIDE_H

#include "mnc/CPU/CpuTable.h"

namespace mnc {

/// Returns the floats to leave free after each pixel of `channels` floats (BLAS pads a leading
/// dimension so).
///
///   pixel x: C floats | padding | pixel x + 1: C floats | padding | ...
///   <--- pixel stride --------->
///
/// - A cache keeps a line in the set that its address names. Pixels whose stride is a multiple of a
///   large power of two share few sets and push each other out, though the cache has room. One more
///   line after each pixel spreads them over all sets.
/// - `readByVectors`: a consumer loads the same channels of neighbouring pixels, as a depthwise
///   convolution does. A vector that lies in two lines takes two loads. So pixels are padded to
///   whole vectors, where all padding together is at most a quarter of the channels.
/// - `readByVectors` on a CPU with `bankedL1`: two loads start in one cycle only from different
///   parts of a line. So pixels lie an odd number of vectors apart; that spreads them over the sets
///   as well.
int64_t pixelPadding(int64_t channels, bool readByVectors, const CpuModel &cpu);

} // namespace mnc

#endif // MNC_SCHEDULE_PIXELSTRIDE_H
