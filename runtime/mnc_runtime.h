/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The runtime that travels inside every compiled library. It is freestanding
 * C11, allocates nothing and has no global state. mnc links it into the
 * library's code with internal linkage, so that two libraries in one program
 * do not meet.
 */
#ifndef MNC_RUNTIME_H
#define MNC_RUNTIME_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a library's cache word holds; it starts as 0. */
enum { MNC_CPU_UNKNOWN = 0, MNC_CPU_OK = 1, MNC_CPU_LACKING = 2 };

/* Whether this CPU and its operating system can run a library's code.
 *
 * required  the features that the code uses, one bit per row of
 *           x86_features.def; ignored on AArch64, where the code stays within
 *           the armv8-a baseline
 * cache     the library's word for the answer, read and written with relaxed
 *           atomics; every thread that writes it writes the same value
 * Returns 1 if it can, 0 if something is lacking.
 */
int mnc_cpu_check(uint64_t required, uint32_t *cache);

/* Sets this thread's floating-point mode for a network: round to nearest, no
 * traps, denormals replaced by zero in operands and results, since they take
 * many times as long on some CPUs. Returns the mode that was set before
 * (MXCSR with its flags, or FPCR).
 */
uint32_t mnc_enter_float_mode(void);

/* Sets the mode that mnc_enter_float_mode returned. */
void mnc_leave_float_mode(uint32_t callers);

#ifdef __cplusplus
}
#endif

#endif /* MNC_RUNTIME_H */
