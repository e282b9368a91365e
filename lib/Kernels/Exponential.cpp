// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The exponential, and the functions that are made of it, as straight-line vector code: at most
// one division, no table, no call into a library. No intermediate value that decides the result is
// below 2^-126, where `NAME_run` makes it 0. docs/Ops.md states the errors: at most 4 units in the
// last place, of which the exponential takes 1.6.

#include "mnc/Kernels/Functions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace mnc {

namespace {

/// exp(x) = (1 + q) * 2^n with n = floor(x / ln 2) and q in [0, 1]; n + 127 is in the low bits of
/// the integer `biased`.
struct Power {
  Value q, biased;
};

class Exponential {
public:
  Exponential(KernelBuilder &kernel, int64_t width)
      : kernel(kernel), b(kernel.builder), loc(kernel.loc), width(width),
        intType(VectorType::get({width}, kernel.builder.getI32Type())) {}

  Value splat(float value) { return kernel.splat(value, width); }
  Value splat(int32_t value) {
    return arith::ConstantOp::create(b, loc, DenseElementsAttr::get(intType, value));
  }
  Value add(Value lhs, Value rhs) { return arith::AddFOp::create(b, loc, lhs, rhs); }
  Value sub(Value lhs, Value rhs) { return arith::SubFOp::create(b, loc, lhs, rhs); }
  /// A factor of what follows, never its summand: that is `KernelBuilder::product`.
  Value mul(Value lhs, Value rhs) { return arith::MulFOp::create(b, loc, lhs, rhs); }
  Value div(Value lhs, Value rhs) { return arith::DivFOp::create(b, loc, lhs, rhs); }
  Value bits(Value x) { return arith::BitcastOp::create(b, loc, intType, x); }
  Value asFloat(Value x) { return arith::BitcastOp::create(b, loc, kernel.vectorType(width), x); }
  Value isGreater(Value x, float bound) {
    return arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OGT, x, splat(bound));
  }
  Value select(Value condition, Value yes, Value no) {
    return arith::SelectOp::create(b, loc, condition, yes, no);
  }

  /// For |x| <= 176, and NaN, as far as `q` and `biased` go; `powerOfTwo` wants -88 <= x <= 89, or
  /// `biased` moved by a constant into 0 to 255. Rounding down keeps 1 + q below 2, so that one
  /// product scales it up to the largest float and down to the smallest normal one.
  Power power(Value x) {
    // Adding 1.5 * 2^23 rounds to an integer and leaves it in the low bits of the sum; the 127 in
    // it is the bias of exponents. Just above -1/2: the sum of 0 rounds to 0.
    Value magic = splat(0x1.8000fep+23f);
    Value shifted = add(kernel.fma(x, splat(0x1.715476p+0f), splat(-0x1.fffffep-2f)), magic);
    Value n = sub(shifted, magic);
    // ln 2 in two parts, the first of so few bits that its product with n is exact.
    Value r = kernel.fma(n, splat(-0x1.62e4p-1f), x);
    r = kernel.fma(n, splat(-0x1.7f7d1cp-20f), r);
    // (exp(r) - 1 - r) / r^2 on [0, ln 2] within 2^-27.
    Value c = kernel.fma(r, splat(0x1.e7ac76p-10f), splat(0x1.04f144p-7f));
    for (float coefficient : {0x1.566068p-5f, 0x1.554b82p-3f, 0x1.00001ep-1f})
      c = kernel.fma(c, r, splat(coefficient));
    return {kernel.fma(mul(r, r), c, r), bits(shifted)};
  }

  /// 2^n of n + 127: 0 for n = -127, infinity for n = 128.
  Value powerOfTwo(Value biased) {
    return asFloat(arith::ShLIOp::create(b, loc, biased, splat(int32_t(23))));
  }

private:
  KernelBuilder &kernel;
  OpBuilder &b;
  Location loc;
  int64_t width;
  VectorType intType;
};

/// Below, exp is 0; above, infinite.
constexpr float smallest = -88, largest = 89;
constexpr float infinity = std::numeric_limits<float>::infinity();

} // namespace

static Value scaled(KernelBuilder &kernel, Exponential &math, Value x) {
  Power power = math.power(x);
  Value sum = math.add(power.q, math.splat(1.0f));
  return kernel.product(sum, math.powerOfTwo(power.biased));
}

Value emitExp(KernelBuilder &kernel, Value x) {
  Exponential math(kernel, kernel.widthOf(x));
  return scaled(kernel, math,
                kernel.clamp(kernel.clamp(x, -infinity, largest), smallest, infinity));
}

Value emitExpOfNegative(KernelBuilder &kernel, Value x) {
  Exponential math(kernel, kernel.widthOf(x));
  return scaled(kernel, math, kernel.clamp(x, smallest, infinity));
}

/// 1 / (1 + exp(-x))
Value emitSigmoid(KernelBuilder &kernel, Value x) {
  Exponential math(kernel, kernel.widthOf(x));
  Value one = math.splat(1.0f);
  Value z = math.mul(x, math.splat(-1.0f));
  Power power = math.power(kernel.clamp(kernel.clamp(z, -infinity, largest), smallest, infinity));
  Value mantissa = math.add(power.q, one);
  Value sum = kernel.fma(mantissa, math.powerOfTwo(power.biased), one);
  return math.div(one, sum);
}

/// m / (m + 2) with m = exp(2 |x|) - 1, and the sign of x: relatively exact near 0, at most 1.
Value emitTanh(KernelBuilder &kernel, Value x) {
  Exponential math(kernel, kernel.widthOf(x));
  Value bits = math.bits(x);
  Value withoutSign = arith::AndIOp::create(kernel.builder, kernel.loc, bits,
                                            math.splat(std::numeric_limits<int32_t>::max()));
  Value sign = arith::XOrIOp::create(kernel.builder, kernel.loc, bits, withoutSign);
  Value magnitude = math.asFloat(withoutSign);
  Power power = math.power(kernel.clamp(math.add(magnitude, magnitude), -infinity, 30));
  Value scale = math.powerOfTwo(power.biased);
  Value m = kernel.fma(power.q, scale, math.sub(scale, math.splat(1.0f)));
  Value quotient = math.div(m, math.add(m, math.splat(2.0f)));
  return math.asFloat(arith::XOrIOp::create(kernel.builder, kernel.loc, math.bits(quotient), sign));
}

/// x / (1 + exp(z)) with z = -alpha x. The sigmoid is never formed, since it vanishes before the
/// product does: where z > 88, both sides of the division are smaller by 2^126.
Value emitSwish(KernelBuilder &kernel, Value x, float alpha) {
  Exponential math(kernel, kernel.widthOf(x));
  Value z = math.mul(x, math.splat(-alpha));
  Value vanishes = math.isGreater(z, 176.05f), isLarge = math.isGreater(z, 88);
  Power power = math.power(kernel.clamp(z, smallest, infinity));
  Value less = math.select(isLarge, math.splat(int32_t(126)), math.splat(int32_t(0)));
  Value shrunk = math.select(isLarge, math.splat(0x1p-126f), math.splat(1.0f));
  Value scale =
      math.powerOfTwo(arith::SubIOp::create(kernel.builder, kernel.loc, power.biased, less));
  Value divisor = kernel.fma(math.add(power.q, math.splat(1.0f)), scale, shrunk);
  Value quotient = math.div(math.mul(x, shrunk), divisor);
  return math.select(vanishes, math.splat(alpha < 0 ? 0.0f : -0.0f), quotient);
}

} // namespace mnc
