// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The error function, and GELU.

#include "mnc/Kernels/Functions.h"

#include "VectorMath.h"

using namespace mlir;

namespace mnc {

/// erf(z) for 0 <= z <= 1: z times a polynomial in z^2.
static Value erfNearZero(KernelBuilder &kernel, VectorMath &math, Value z, Value square) {
  Value p =
      math.polynomial(square, {0x1.20dd74p+0f, -0x1.81273ep-2f, 0x1.ce2d20p-4f, -0x1.b7fbb4p-6f,
                               0x1.5419f4p-8f, -0x1.a485e4p-11f, 0x1.4ae4bap-14f});
  return kernel.product(z, p);
}

/// erfc(z) exp(z^2) for 0.95 <= z <= 10: a polynomial in 1 / (1 + 0.47 z) that is within 2^-28.
static Value erfcTimesExp(KernelBuilder &kernel, VectorMath &math, Value z) {
  Value one = math.splat(1.0f);
  Value t = math.div(one, kernel.fma(z, math.splat(0.47f), one));
  return math.polynomial(t, {0x1.ebc6c4p-21f, 0x1.0f7edep-2f, 0x1.102426p-2f, 0x1.d85e92p-3f,
                             0x1.a482a0p-3f, 0x1.0de652p-8f, 0x1.c9d510p-3f, -0x1.2616aep-2f,
                             0x1.7c46c6p-4f});
}

/// exp(-factor x^2), where `square` is x^2 as it was rounded.
static Value expOfSquare(KernelBuilder &kernel, VectorMath &math, Value x, Value square,
                         float factor) {
  Value lost = kernel.fma(x, x, math.mul(square, math.splat(-1.0f)));
  Value exponential = emitExpOfNegative(kernel, math.mul(square, math.splat(-factor)));
  Value correction = kernel.fma(lost, math.splat(-factor), math.splat(1.0f));
  return kernel.product(exponential, correction);
}

/// From 4 on, erf is 1.
Value emitErf(KernelBuilder &kernel, Value x) {
  VectorMath math(kernel, x);
  Value z = kernel.clamp(math.magnitude(x), -infinity, 4);
  Value square = kernel.product(z, z);
  Value near = erfNearZero(kernel, math, z, square);
  Value exponential = expOfSquare(kernel, math, z, square, 1);
  Value away = kernel.product(exponential, erfcTimesExp(kernel, math, z));
  Value far = math.sub(math.splat(1.0f), away);
  return math.withSignOf(math.select(math.isGreater(z, 1), far, near), x);
}

/// x erfc(-x / sqrt(2)) / 2. Below 0 that is x E / 2 with E = erfc(|x| / sqrt(2)), of which x times
/// the exponential comes first, because E vanishes before the product does; above 0 it is
/// x (1 - E / 2); below -14 it is 0.
Value emitGelu(KernelBuilder &kernel, Value x) {
  VectorMath math(kernel, x);
  Value raised = kernel.clamp(x, -14, infinity);
  Value bounded = kernel.clamp(raised, -infinity, 14);
  Value limited = math.magnitude(bounded);
  Value z = kernel.product(limited, math.splat(0x1.6a09e6p-1f));
  Value one = math.splat(1.0f), half = math.splat(0.5f);
  Value square = kernel.product(limited, limited);
  Value near = erfNearZero(kernel, math, z, math.mul(square, half));
  Value exponential = expOfSquare(kernel, math, limited, square, 0.5f);
  Value factor = erfcTimesExp(kernel, math, z);
  Value isAway = math.isGreater(z, 1);
  // x, or x times the exponential; and what E is beside that.
  Value first = math.select(isAway, kernel.product(bounded, exponential), bounded);
  Value second = kernel.product(math.select(isAway, factor, math.sub(one, near)), half);
  Value below = kernel.product(first, second);
  Value above = math.sub(raised, below);
  return math.select(math.isLess(raised, 0), below, above);
}

} // namespace mnc
