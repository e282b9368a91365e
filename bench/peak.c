/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The rate of fused multiply-adds that a core reaches with nothing else to do.
 * Compiled for the machine that it runs on.
 */
#include "peak.h"
#include "vector.h"
#include <time.h>

/* More chains than latency times rate on any CPU of today. */
enum { chains = 12 };

/* How many multiply-adds `steps` steps were. */
static double multiplyAdds(long steps) {
  const Vector m = (Vector){0} + 0.999f, n = (Vector){0} + 0.001f;
  /* Variables, since an array would live in memory. */
  Vector a = n, b = n * 2, c = n * 3, d = n * 4, e = n * 5, f = n * 6, g = n * 7, h = n * 8,
         i = n * 9, j = n * 10, k = n * 11, l = n * 12;
  for (long step = 0; step < steps; ++step) {
    a = a * m + n, b = b * m + n, c = c * m + n, d = d * m + n;
    e = e * m + n, f = f * m + n, g = g * m + n, h = h * m + n;
    i = i * m + n, j = j * m + n, k = k * m + n, l = l * m + n;
  }
  Vector total = a + b + c + d + e + f + g + h + i + j + k + l;
  /* Keeps the sums alive. */
  static volatile float sink;
  sink = total[0];
  (void)sink;
  return (double)steps * chains * (vectorBytes / 4);
}

static double nanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return 1e9 * (double)now.tv_sec + (double)now.tv_nsec;
}

double mnc_bench_peak(double milliseconds) {
  double best = 0, begin = nanoseconds(), now = begin;
  do {
    double flops = 2 * multiplyAdds(20000), end = nanoseconds(), rate = flops / (end - now);
    best = rate > best ? rate : best;
    now = end;
  } while (now - begin < milliseconds * 1e6);
  return best;
}
