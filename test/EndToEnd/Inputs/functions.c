/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Walks every STEP-th float and compares compiled functions with libm in double: at most 4 units in
 * the last place wherever operand and result are normal, and the results at NaN, infinities and -0
 * that docs/Ops.md states. With a STEP above 1 at most 3.2, since other floats may be worse. Prints
 * the largest error of each. Use: functions STEP */
#include "functions.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kinds = 5, count = FUNCTIONS_INPUT0_ELEMENTS };
static const char *names[kinds] = {"exp", "sigmoid", "tanh", "swish<1>", "swish<-1>"};
static float x[count], y[kinds][count];
static _Alignas(FUNCTIONS_WORKSPACE_ALIGNMENT) unsigned char workspace[FUNCTIONS_WORKSPACE_BYTES];

static double exact(int kind, double v) {
  switch (kind) {
  case 0:
    return exp(v);
  case 1:
    return 1 / (1 + exp(-v));
  case 2:
    return tanh(v);
  case 3:
    return isinf(v) && v < 0 ? -0.0 : v / (1 + exp(-v));
  default:
    return isinf(v) && v > 0 ? 0.0 : v / (1 + exp(v));
  }
}

/* Of `found` against `want`, in units in the last place of `want` as a float. */
static double distance(float found, double want) {
  int exponent;
  frexp(want, &exponent);
  return fabs((double)found - want) / ldexp(1, exponent - 24);
}

static int is_normal(double v) { return fabs(v) >= 0x1p-126 && fabs(v) < 0x1.ffffffp127; }

static int run(void) {
  return functions_run(x, y[0], y[1], y[2], y[3], y[4], workspace) != FUNCTIONS_OK;
}

static int check_special(void) {
  /* exp, sigmoid, tanh, swish<1>, swish<-1> of NaN, infinities, zeros */
  static const struct {
    float x, y[kinds];
  } cases[] = {
      {INFINITY, {INFINITY, 1, 1, INFINITY, 0}},
      {-INFINITY, {0, 0, -1, -0.0f, -INFINITY}},
      {0.0f, {1, 0.5f, 0.0f, 0, 0}},
      {-0.0f, {1, 0.5f, -0.0f, -0.0f, -0.0f}},
      {89, {INFINITY, 1, 1, 89, 0x1.0dd2fp-122f}},
  };
  int failed = 0;
  x[0] = NAN;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i)
    x[1 + i] = cases[i].x;
  if (run())
    return 1;
  for (int kind = 0; kind < kinds; ++kind) {
    failed |= !isnan(y[kind][0]);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
      float found = y[kind][1 + i], want = cases[i].y[kind];
      int equal = want == 0 || isinf(want) ? found == want : distance(found, want) <= 4;
      int zeroHasSign = kind == 2 || signbit(want);
      int sameSign = want != 0 || !zeroHasSign || signbit(found) == signbit(want);
      if (!equal) {
        printf("%s(%g) is %g, wanted %g\n", names[kind], cases[i].x, found, want);
        failed = 1;
      }
      if (!sameSign) {
        printf("%s(%g) has the wrong sign\n", names[kind], cases[i].x);
        failed = 1;
      }
    }
  }
  return failed;
}

int main(int argc, char **argv) {
  unsigned long step = argc > 1 ? strtoul(argv[1], 0, 10) : 1009;
  double worst[kinds] = {0}, at[kinds] = {0};
  unsigned long long bits = 0;
  int failed = check_special();
  while (bits < 1ULL << 32) {
    size_t filled = 0;
    for (; filled < count && bits < 1ULL << 32; ++filled, bits += step) {
      unsigned int word = (unsigned int)bits;
      memcpy(&x[filled], &word, sizeof word);
    }
    if (run())
      return 1;
    for (int kind = 0; kind < kinds; ++kind)
      for (size_t i = 0; i < filled; ++i) {
        double want = exact(kind, x[i]);
        if (!is_normal(x[i]) || !is_normal(want))
          continue;
        double error = distance(y[kind][i], want);
        if (!(error <= worst[kind])) {
          worst[kind] = error;
          at[kind] = x[i];
        }
      }
  }
  for (int kind = 0; kind < kinds; ++kind) {
    printf("%s: %.3f units in the last place at %.9g\n", names[kind], worst[kind], at[kind]);
    failed |= !(worst[kind] <= (step > 1 ? 3.2 : 4));
  }
  return failed;
}
