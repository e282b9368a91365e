/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The rate of fused multiply-adds that a core reaches with nothing else to do.
 * Compiled for the machine that it runs on.
 */
#include "peak.h"

#if defined(__AVX512F__)
enum { vectorBytes = 64 };
#elif defined(__AVX__)
enum { vectorBytes = 32 };
#else
enum { vectorBytes = 16 };
#endif

typedef float Vector __attribute__((vector_size(vectorBytes)));

/* More chains than latency times rate on any CPU of today. */
enum { chains = 12 };

double mnc_bench_multiply_adds(long steps) {
  Vector sums[chains], factor = (Vector){0} + 0.999f, addend = (Vector){0} + 0.001f;
  for (int c = 0; c < chains; ++c)
    sums[c] = addend * (float)c;
  for (long step = 0; step < steps; ++step) {
#pragma GCC unroll 12
    for (int c = 0; c < chains; ++c) {
      sums[c] = sums[c] * factor + addend;
      __asm__ volatile("" : "+x"(sums[c]));
    }
  }
  Vector total = sums[0];
  for (int c = 1; c < chains; ++c)
    total += sums[c];
  /* Keeps the sums alive. */
  static volatile float sink;
  sink = total[0];
  return (double)steps * chains * (vectorBytes / 4);
}
