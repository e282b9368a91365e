/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Walks every STEP-th float and compares compiled functions with libm in double, wherever operand
 * and result are normal: at most as many units in the last place as docs/Ops.md states, and the
 * results at NaN, infinities and -0 that stand there. Prints the largest error of each. Use:
 * functions STEP */
#include "functions.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double sigmoid(double v) { return 1 / (1 + exp(-v)); }
static double swish(double v) { return isinf(v) && v < 0 ? -0.0 : v / (1 + exp(-v)); }
static double down(double v) { return isinf(v) && v > 0 ? 0.0 : v / (1 + exp(v)); }
static double softplus(double v) { return fmax(v, 0) + log1p(exp(-fabs(v))); }
static double elu(double v) { return v < 0 ? expm1(v) : v; }
static double mish(double v) { return isinf(v) && v < 0 ? -0.0 : v * tanh(softplus(v)); }
static double gelu(double v) {
  return isinf(v) && v < 0 ? -0.0 : v * erfc(-v * 0.70710678118654752440) / 2;
}
static double power(double v) { return pow(v, 0.75); }

/* A function, the most units that it may be off by, its results at inf, -inf and -0. */
static const struct {
  const char *name;
  double (*exact)(double);
  double most;
  float high, low, zero;
} kinds[] = {
    {"exp", exp, 4, INFINITY, 0, 1},
    {"sigmoid", sigmoid, 4, 1, 0, 0.5f},
    {"tanh", tanh, 4, 1, -1, -0.0f},
    {"swish<1>", swish, 4, INFINITY, -0.0f, -0.0f},
    {"swish<-1>", down, 4, 0, -INFINITY, -0.0f},
    {"log", log, 4, INFINITY, NAN, -INFINITY},
    {"sqrt", sqrt, 4, INFINITY, NAN, -0.0f},
    {"softplus", softplus, 4, INFINITY, 0, 0x1.62e43p-1f},
    {"elu<1>", elu, 4, INFINITY, -1, -0.0f},
    {"erf", erf, 4, 1, -1, -0.0f},
    {"mish", mish, 8, INFINITY, -0.0f, -0.0f},
    {"gelu", gelu, 64, INFINITY, 0, 0},
    {"pow<0.75>", power, 134, INFINITY, NAN, 0},
};
enum { count = FUNCTIONS_INPUT0_ELEMENTS, numKinds = sizeof kinds / sizeof *kinds };
static float x[count], y[numKinds][count];
static _Alignas(FUNCTIONS_WORKSPACE_ALIGNMENT) unsigned char workspace[FUNCTIONS_WORKSPACE_BYTES];

/* Of `found` against `want`, in units in the last place of `want` as a float. */
static double distance(float found, double want) {
  int exponent;
  frexp(want, &exponent);
  return fabs((double)found - want) / ldexp(1, exponent - 24);
}

static int is_normal(double v) {
  return fabs(v) >= 0x1p-126 && fabs(v) < 0x1.ffffffp127;
}

/* Whether docs/Ops.md states an error for `want` at `v`: swish has none where its sigmoid is not a
 * normal number. */
static int is_stated(double (*exact)(double), double v, double want) {
  double sign = exact == swish ? 1 : -1;
  int is_swish = exact == swish || exact == down;
  return is_normal(v) && is_normal(want) && (!is_swish || is_normal(sigmoid(sign * v)));
}

static int run(void) {
  return functions_run(x, y[0], y[1], y[2], y[3], y[4], y[5], y[6], y[7], y[8], y[9], y[10], y[11],
                       y[12], workspace) != FUNCTIONS_OK;
}

static int check_special(void) {
  int failed = 0;
  x[0] = NAN;
  x[1] = INFINITY;
  x[2] = -INFINITY;
  x[3] = -0.0f;
  if (run())
    return 1;
  for (int kind = 0; kind < numKinds; ++kind) {
    float wanted[] = {NAN, kinds[kind].high, kinds[kind].low, kinds[kind].zero};
    for (int i = 0; i < 4; ++i) {
      float found = y[kind][i], want = wanted[i];
      int equal = isnan(want)                ? isnan(found)
                  : want == 0 || isinf(want) ? found == want
                                             : distance(found, want) <= 4;
      if (!equal || (want == 0 && signbit(want) && !signbit(found))) {
        printf("%s(%g) is %g, wanted %g\n", kinds[kind].name, x[i], found, want);
        failed = 1;
      }
    }
  }
  return failed;
}

int main(int argc, char **argv) {
  unsigned long step = argc > 1 ? strtoul(argv[1], 0, 10) : 1009;
  double worst[numKinds] = {0}, at[numKinds] = {0};
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
    for (int kind = 0; kind < numKinds; ++kind)
      for (size_t i = 0; i < filled; ++i) {
        double want = kinds[kind].exact(x[i]);
        if (!is_stated(kinds[kind].exact, x[i], want))
          continue;
        double error = distance(y[kind][i], want);
        if (!(error <= worst[kind])) {
          worst[kind] = error;
          at[kind] = x[i];
        }
      }
  }
  for (int kind = 0; kind < numKinds; ++kind) {
    printf("%s: %.3f units in the last place at %.9g\n", kinds[kind].name, worst[kind], at[kind]);
    failed |= !(worst[kind] <= kinds[kind].most);
  }
  return failed;
}
