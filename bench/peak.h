/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The fused multiply-add rate of a core.
 */
#ifndef MNC_BENCH_PEAK_H
#define MNC_BENCH_PEAK_H

#ifdef __cplusplus
extern "C" {
#endif

/* Runs independent fp32 multiply-adds in registers, with the widest vectors, for
 * about `milliseconds`; the best rate within that time, in GFLOP/s, where a
 * multiply-add counts 2. */
double mnc_bench_peak(double milliseconds);

#ifdef __cplusplus
}
#endif

#endif
