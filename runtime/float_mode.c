/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * The floating-point mode in which networks run.
 */
#include "mnc_runtime.h"

#if defined(__x86_64__)

/* MXCSR: all exceptions masked, round to nearest, denormals are zeros in
 * operands (DAZ) and in results (FTZ). */
enum { networkMode = 0x1f80 | 0x0040 | 0x8000 };

static uint32_t readMode(void) {
  uint32_t mode;
  __asm__ volatile("stmxcsr %0" : "=m"(mode) : : "memory");
  return mode;
}

static void writeMode(uint32_t mode) { __asm__ volatile("ldmxcsr %0" : : "m"(mode) : "memory"); }

#elif defined(__aarch64__)

/* FPCR: no traps, round to nearest, denormals are zeros (FZ). */
enum { networkMode = 1 << 24 };

static uint32_t readMode(void) {
  uint64_t mode;
  __asm__ volatile("mrs %0, fpcr" : "=r"(mode) : : "memory");
  return (uint32_t)mode;
}

static void writeMode(uint32_t mode) {
  __asm__ volatile("msr fpcr, %0" : : "r"((uint64_t)mode) : "memory");
}

#else
#error "the runtime knows x86-64 and AArch64"
#endif

uint32_t mnc_enter_float_mode(void) {
  uint32_t callers = readMode();
  writeMode(networkMode);
  return callers;
}

void mnc_leave_float_mode(uint32_t callers) { writeMode(callers); }
