// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The exponential, and the functions that are made of it. docs/Ops.md states the errors: at most 4
// units in the last place, of which the exponential takes 1.6, or 3.6 with all that follows where
// it is computed with fewer products.

#include "mnc/Kernels/Functions.h"

#include "VectorMath.h"

using namespace mlir;

namespace mnc {

namespace {

/// Below, exp is 0; above, infinite.
constexpr float smallest = -88, largest = 89;

} // namespace

static Value scaled(KernelBuilder &kernel, VectorMath &math, Value x) {
  Power power = math.power(x);
  Value sum = math.add(power.q, math.splat(1.0f));
  return kernel.product(sum, math.powerOfTwo(power.biased));
}

Value emitExp(KernelBuilder &kernel, Value x) {
  VectorMath math(kernel, x);
  return scaled(kernel, math,
                kernel.clamp(kernel.clamp(x, -infinity, largest), smallest, infinity));
}

Value emitExpOfNegative(KernelBuilder &kernel, Value x) {
  VectorMath math(kernel, x);
  return scaled(kernel, math, kernel.clamp(x, smallest, infinity));
}

/// 1 / (1 + exp(-x)), 0 where exp(-x) is 2^127 or more.
Value emitSigmoid(KernelBuilder &kernel, Value x) {
  VectorMath math(kernel, x);
  Value one = math.splat(1.0f);
  Value z = math.mul(x, math.splat(-1.0f));
  Value clamped = kernel.clamp(kernel.clamp(z, -infinity, largest), smallest, infinity);
  NearPower power = math.nearPower(clamped);
  return math.div(one, kernel.fma(power.mantissa, math.powerOfTwo(power.biased), one));
}

/// exp(x) - 1 for 0 <= x <= 88: relatively exact near 0.
static Value expMinusOne(KernelBuilder &kernel, VectorMath &math, Value x) {
  Power power = math.power(x);
  Value scale = math.powerOfTwo(power.biased);
  return kernel.fma(power.q, scale, math.sub(scale, math.splat(1.0f)));
}

/// m / (m + 2) with m = exp(2 |x|) - 1, and the sign of x: relatively exact near 0, at most 1.
Value emitTanh(KernelBuilder &kernel, Value x) {
  VectorMath math(kernel, x);
  Value magnitude = math.magnitude(x);
  Value m = expMinusOne(kernel, math, kernel.clamp(math.add(magnitude, magnitude), -infinity, 30));
  Value quotient = math.div(m, math.add(m, math.splat(2.0f)));
  return math.withSignOf(quotient, x);
}

/// For x < 0, -alpha m / (m + 1) with m = exp(-x) - 1.
Value emitElu(KernelBuilder &kernel, Value x, float alpha) {
  VectorMath math(kernel, x);
  Value m = expMinusOne(kernel, math, kernel.clamp(math.magnitude(x), -infinity, 88));
  Value dividend = math.mul(m, math.splat(-alpha));
  Value quotient = math.div(dividend, math.add(m, math.splat(1.0f)));
  return math.select(math.isLess(x, 0), quotient, x);
}

/// x n / (n + 2) with n = u (u + 2) and u = exp(x): the tanh of log(1 + u). From 20 on the quotient
/// is 1; below -100 the result is 0. Below -60 it is x u, and u is computed larger by exp(32),
/// because it vanishes before the product does.
Value emitMish(KernelBuilder &kernel, Value x) {
  VectorMath math(kernel, x);
  Value raised = kernel.clamp(x, -100, infinity), two = math.splat(2.0f);
  Value isLow = math.isLess(raised, -60);
  Value moved = math.select(isLow, math.add(raised, math.splat(32.0f)), raised);
  Value u = emitExp(kernel, kernel.clamp(moved, -infinity, 20));
  Value n = kernel.product(u, math.add(u, two));
  Value result = math.mul(raised, math.div(n, math.add(n, two)));
  // exp(-32)
  Value scale = math.select(isLow, math.splat(0x1.c8464fp-47f), math.splat(1.0f));
  return kernel.product(result, scale);
}

/// x / (1 + exp(z)) with z = -alpha x. From z = 89 on the divisor is infinite, and x as it is there
/// stands for all beyond, since infinity has no quotient.
Value emitSwish(KernelBuilder &kernel, Value x, float alpha) {
  VectorMath math(kernel, x);
  float end = std::min(largest / std::abs(alpha), std::numeric_limits<float>::max());
  Value bounded = alpha > 0   ? kernel.clamp(x, -end, infinity)
                  : alpha < 0 ? kernel.clamp(x, -infinity, end)
                              : x;
  Value z = kernel.clamp(math.mul(bounded, math.splat(-alpha)), smallest, infinity);
  NearPower power = math.nearPower(z);
  Value scale = math.powerOfTwo(power.biased);
  return math.div(bounded, kernel.fma(power.mantissa, scale, math.splat(1.0f)));
}

} // namespace mnc
