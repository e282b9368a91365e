/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The widest vector of floats of the machine that this is compiled for.
 */
#ifndef MNC_BENCH_VECTOR_H
#define MNC_BENCH_VECTOR_H

#if defined(__AVX512F__)
enum { vectorBytes = 64 };
#elif defined(__AVX__)
enum { vectorBytes = 32 };
#else
enum { vectorBytes = 16 };
#endif

typedef float Vector __attribute__((vector_size(vectorBytes)));

#endif
