/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* A network runs with denormals as zeros and in rounding to nearest, whatever the caller's mode
 * is, and leaves that as it was, refused calls included.
 *
 * RUN: rm -rf %t && mkdir %t && mnc %S/Inputs/denormals.mlir -o %t
 * RUN: %cc -std=gnu11 -O0 -frounding-math -Wall -Werror -I%t -I%S/Inputs %s %t/libdenormals.a -lm \
 * RUN:   -o %t/float-mode
 * RUN: %t/float-mode
 */

#include "denormals.h"
#include "support.h"
#include <fenv.h>
#include <stdint.h>

enum { count = DENORMALS_X_ELEMENTS };

/* The control register of the floating-point unit. */
static uint64_t readMode(void) {
#if defined(__x86_64__)
  uint32_t mode;
  __asm__ volatile("stmxcsr %0" : "=m"(mode));
#else
  uint64_t mode;
  __asm__ volatile("mrs %0, fpcr" : "=r"(mode));
#endif
  return mode;
}

/* All products are left * right; `wanted` is what they must be. */
static void check(const char *what, float left, float right, float wanted) {
  static float x[count], y[count], product[count];
  for (int i = 0; i < count; ++i) {
    x[i] = left;
    y[i] = right;
    product[i] = NAN;
  }
  CHECK(denormals_run(x, y, product, NULL) == DENORMALS_OK, "refused");
  for (int i = 0; i < count; ++i)
    CHECK(product[i] == wanted, "%s: product[%d] is %g, wanted %g", what, i, product[i], wanted);
}

static void checkMode(int rounding) {
  CHECK(fesetround(rounding) == 0, "no rounding mode %d", rounding);
  feraiseexcept(FE_INEXACT);
  uint64_t before = readMode();
  check("denormal result", 0x1p-100f, 0x1p-30f, 0.0f);
  check("denormal operand", 0x1p-130f, 0x1p100f, 0.0f);
  check("smallest normal number", 0x1p-100f, 0x1p-26f, 0x1p-126f);
  check("rounding", 1 + 0x1p-23f, 1 + 0x1p-23f, 1 + 0x1p-22f);
  check("rounding", -1 - 0x1p-23f, 1 + 0x1p-23f, -1 - 0x1p-22f);
  CHECK(denormals_run(NULL, NULL, NULL, NULL) == DENORMALS_ERROR_NULL_POINTER, "not refused");
  CHECK(readMode() == before, "the mode was %llx and is %llx", (unsigned long long)before,
        (unsigned long long)readMode());
}

int main(void) {
  checkMode(FE_TONEAREST);
  checkMode(FE_UPWARD);
  checkMode(FE_DOWNWARD);
  checkMode(FE_TOWARDZERO);
  volatile float half = 0x1p-126f;
  CHECK(half / 2 == 0x1p-127f, "the caller's denormals are zeros");
  return 0;
}
