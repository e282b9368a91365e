// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Schedule/Gaps.h"

#include "mnc/Kernels/Blocks.h"
#include "llvm/Support/MathExtras.h"
#include <numeric>

namespace mnc {

/// Bytes of a cache line on all CPUs of the table.
static constexpr int64_t lineBytes = 64;

/// One line of this many pixels should find room: several rows of a window
/// with the pixels around it.
static constexpr int64_t wantedPixels = 128;

static constexpr int64_t floatBytes = sizeof(float);

/// Floats after pixels of `channels` floats that keep them apart.
static int64_t spreadingGap(int64_t channels, bool readByVectors, const CpuRow &cpu) {
  int64_t pixelBytes = channels * floatBytes, vectorBytes = cpu.vectorBits / 8;
  if (readByVectors && vectorBytes < lineBytes && pixelBytes % (2 * vectorBytes) == 0)
    return vectorBytes / floatBytes;
  int64_t wayBytes = cpu.l1Bytes / cpu.l1Ways;
  int64_t pixelsThatFit = cpu.l1Ways * (wayBytes / std::gcd(pixelBytes, wayBytes));
  return pixelsThatFit < wantedPixels ? lineBytes / floatBytes : 0;
}

int64_t pixelGap(int64_t channels, bool readByVectors, const CpuRow &cpu) {
  int64_t whole = llvm::alignTo(channels, floatLanes(cpu));
  int64_t gap = whole - channels + spreadingGap(whole, readByVectors, cpu);
  bool isSmall = 4 * gap <= channels;
  return readByVectors && isSmall ? gap : spreadingGap(channels, readByVectors, cpu);
}

} // namespace mnc
