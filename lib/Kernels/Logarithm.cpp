// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The logarithm, and the functions that are made of it.

#include "mnc/Kernels/Functions.h"

#include "VectorMath.h"
#include <cmath>

using namespace mlir;

namespace mnc {

/// log(x) for a normal x > 0: e ln 2 + log(m), with x = m 2^e and m between sqrt(1/2) and sqrt(2).
static Value logOfNormal(KernelBuilder &kernel, VectorMath &math, Value x) {
  OpBuilder &b = kernel.builder;
  Location loc = kernel.loc;
  // Moved by the bits of sqrt(1/2), the exponent is e + 127 exactly where m is in that range.
  constexpr int32_t root = 0x3f3504f3, one = 0x3f800000;
  Value moved = arith::AddIOp::create(b, loc, math.bits(x), math.splat(one - root));
  Value exponent = arith::ShRUIOp::create(b, loc, moved, math.splat(int32_t(23)));
  Value fraction = arith::AndIOp::create(b, loc, moved, math.splat(int32_t(0x7fffff)));
  Value m = math.asFloat(arith::AddIOp::create(b, loc, fraction, math.splat(root)));
  // The low bits of 2^23 + (e + 127).
  Value number = arith::AddIOp::create(b, loc, exponent, math.splat(int32_t(0x4b000000)));
  Value e = math.sub(math.asFloat(number), math.splat(0x1p23f + 127));
  Value f = math.sub(m, math.splat(1.0f));
  // (log(1 + f) - f + f^2 / 2) / f^3 within 2^-30 f^2.
  Value p = math.polynomial(f, {0x1.555546p-2f, -0x1.ffffeep-3f, 0x1.99a546p-3f, -0x1.5562e2p-3f,
                                0x1.2332b6p-3f, -0x1.fb4362p-4f, 0x1.e65154p-4f, -0x1.e2e8aep-4f,
                                0x1.1b4014p-4f});
  Value square = kernel.product(f, f);
  // ln 2 in two parts, the first of so few bits that its product with e is exact.
  Value low = kernel.fma(e, math.splat(0x1.7f7d1cp-20f), math.mul(math.mul(square, f), p));
  low = kernel.fma(square, math.splat(-0.5f), low);
  return kernel.fma(e, math.splat(0x1.62e4p-1f), math.add(f, low));
}

Value emitLog(KernelBuilder &kernel, Value x) {
  VectorMath math(kernel, x);
  Value result = logOfNormal(kernel, math, x);
  Value none = kernel.product(math.sub(x, x), math.splat(infinity));
  result = math.select(math.isLess(x, 0x1p-126f), math.splat(-infinity), result);
  result = math.select(math.isLess(x, 0), none, result);
  // Infinity and NaN stay what they are.
  Value isFinite =
      math.compare(arith::CmpFPredicate::OLE, x, math.splat(std::numeric_limits<float>::max()));
  return math.select(isFinite, result, x);
}

/// max(x, 0) + log(1 + u) with u = exp(-|x|): the logarithm of the rounded sum, and what rounding
/// took from it.
Value emitSoftplus(KernelBuilder &kernel, Value x) {
  VectorMath math(kernel, x);
  Value one = math.splat(1.0f);
  Value u = emitExpOfNegative(kernel, math.mul(math.magnitude(x), math.splat(-1.0f)));
  Value sum = math.add(u, one);
  Value lost = math.div(math.sub(u, math.sub(sum, one)), sum);
  Value log = math.add(logOfNormal(kernel, math, sum), lost);
  return math.add(kernel.clamp(x, 0, infinity), log);
}

Value emitPow(KernelBuilder &kernel, Value x, float exponent) {
  VectorMath math(kernel, x);
  if (exponent == 0)
    return math.splat(1.0f);
  bool isInteger = std::trunc(exponent) == exponent;
  bool isOdd = isInteger && std::fabs(exponent) < 0x1p24f && std::fmod(exponent, 2.0f) != 0;
  Value base = isInteger ? math.magnitude(x) : x;
  Value power = emitExp(kernel, kernel.product(emitLog(kernel, base), math.splat(exponent)));
  return isOdd ? math.withSignOf(power, x) : power;
}

} // namespace mnc
