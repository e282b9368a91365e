// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Random numbers that are the same on every machine.

#ifndef MNC_TEST_RNG_H
#define MNC_TEST_RNG_H

#include "llvm/ADT/ArrayRef.h"
#include <cstdint>

namespace mnc {

/// SplitMix64.
class Rng {
public:
  explicit Rng(uint64_t seed) : state(seed) {}

  uint64_t next() {
    uint64_t z = state += 0x9E3779B97F4A7C15;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
    z = (z ^ z >> 27) * 0x94D049BB133111EB;
    return z ^ z >> 31;
  }
  /// An integer from `low` to `high`, inclusive.
  int64_t between(int64_t low, int64_t high) {
    return low + int64_t(next() % uint64_t(high - low + 1));
  }
  bool chance(int percent) { return between(1, 100) <= percent; }
  /// A number from `low` to `high` with 24 random bits.
  float real(float low, float high) {
    return low + (high - low) * (float(next() >> 40) * 0x1p-24f);
  }
  template <typename T> const T &pick(llvm::ArrayRef<T> choices) {
    return choices[between(0, int64_t(choices.size()) - 1)];
  }
  int64_t pick(std::initializer_list<int64_t> choices) {
    return pick(llvm::ArrayRef<int64_t>(choices.begin(), choices.end()));
  }

private:
  uint64_t state;
};

} // namespace mnc

#endif // MNC_TEST_RNG_H
