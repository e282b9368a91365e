/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The fused multiply-add rate of a core.
 */
#ifndef MNC_BENCH_PEAK_H
#define MNC_BENCH_PEAK_H

#ifdef __cplusplus
extern "C" {
#endif

/* Runs `steps` steps of independent fp32 multiply-adds in registers, with the
 * widest vectors; how many multiply-adds that were. */
double mnc_bench_multiply_adds(long steps);

#ifdef __cplusplus
}
#endif

#endif
