// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Gaps that keep neighbouring pixels apart in the first-level cache: a pure
// function of sizes.

#ifndef MNC_SCHEDULE_PIXELSTRIDE_H
#define MNC_SCHEDULE_PIXELSTRIDE_H

#include "mnc/CPU/CpuTable.h"

namespace mnc {

/// Floats to leave free after each pixel of `channels` floats. A cache keeps a
/// line in the set that its address names. Pixels whose distance is a multiple
/// of a large power of two share few sets and push each other out, though the
/// cache has room; a line more between them spreads them over all sets.
///
/// `readByVectors`: a reader loads the same channels of neighbouring pixels, as a
/// depthwise convolution does. A vector that lies in two lines takes two loads, so
/// each pixel begins with a whole one, where that takes a quarter of the channels at
/// most. Some CPUs take two loads in a cycle only from different parts of a line (AMD
/// before Zen 4): pixels an odd number of vectors apart have them there, and in
/// different sets as well.
int64_t pixelPadding(int64_t channels, bool readByVectors, const CpuModel &cpu);

} // namespace mnc

#endif // MNC_SCHEDULE_PIXELSTRIDE_H
