// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Schedule/PixelStride.h"

#include "mnc/Kernels/Tilings.h"
#include "mnc/Schedule/Cost.h"
#include "llvm/Support/MathExtras.h"
#include <climits>
#include <numeric>

namespace mnc {

/// Pixels that should find room for one line each: several rows of a window with the pixels around
/// it. Source: V1's depthwise layers on 14x14 pixels (docs/Performance.md).
static constexpr int64_t wantedPixels = 128;

static constexpr int64_t floatBytes = sizeof(float);

/// Returns the floats after pixels of `channels` floats that keep them out of each other's cache
/// sets.
static int64_t conflictPadding(int64_t channels, bool readByVectors, const CpuModel &cpu) {
  int64_t pixelBytes = channels * floatBytes, vectorBytes = cpu.vectorBits / CHAR_BIT;
  if (readByVectors && cpu.bankedL1 && pixelBytes % (2 * vectorBytes) == 0)
    return vectorBytes / floatBytes;
  int64_t wayBytes = cpu.l1Bytes / cpu.l1Ways;
  int64_t pixelsThatFit = cpu.l1Ways * (wayBytes / std::gcd(pixelBytes, wayBytes));
  return pixelsThatFit < wantedPixels ? cpu.lineBytes / floatBytes : 0;
}

int64_t pixelPadding(int64_t channels, bool readByVectors, const CpuModel &cpu) {
  int64_t whole = llvm::alignTo(channels, floatLanes(cpu));
  int64_t pixelPad = whole - channels + conflictPadding(whole, readByVectors, cpu);
  bool isSmall = double(pixelPad) <= (1 - keptShare) * double(channels);
  return readByVectors && isSmall ? pixelPad : conflictPadding(channels, readByVectors, cpu);
}

} // namespace mnc
