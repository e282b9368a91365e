// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What functions of each value are made of: straight-line vector code, no table, no call into a
// library. No intermediate value that decides a result is below 2^-126, where `NAME_run` makes it
// 0.

#ifndef MNC_LIB_KERNELS_VECTORMATH_H
#define MNC_LIB_KERNELS_VECTORMATH_H

#include "mnc/Kernels/KernelBuilder.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include <limits>

namespace mnc {

/// exp(x) = (1 + q) * 2^n with n = floor(x / ln 2) and q in [0, 1]; n + 127 is in the low bits of
/// the integer `biased`.
struct Power {
  mlir::Value q, biased;
};

/// exp(x) = mantissa * 2^n with n = x / ln 2 rounded to nearest; n + 127 is in the low bits of the
/// integer `biased`.
struct NearPower {
  mlir::Value mantissa, biased;
};

class VectorMath {
public:
  VectorMath(KernelBuilder &kernel, mlir::Value x)
      : kernel(kernel), b(kernel.builder), loc(kernel.loc), width(kernel.widthOf(x)),
        intType(mlir::VectorType::get({width}, kernel.builder.getI32Type())) {}

  mlir::Value splat(float value) { return kernel.splat(value, width); }
  mlir::Value splat(int32_t value) {
    return mlir::arith::ConstantOp::create(b, loc, mlir::DenseElementsAttr::get(intType, value));
  }
  mlir::Value add(mlir::Value lhs, mlir::Value rhs) {
    return mlir::arith::AddFOp::create(b, loc, lhs, rhs);
  }
  mlir::Value sub(mlir::Value lhs, mlir::Value rhs) {
    return mlir::arith::SubFOp::create(b, loc, lhs, rhs);
  }
  /// A factor of what follows, never its summand: that is `KernelBuilder::product`.
  mlir::Value mul(mlir::Value lhs, mlir::Value rhs) {
    return mlir::arith::MulFOp::create(b, loc, lhs, rhs);
  }
  mlir::Value div(mlir::Value lhs, mlir::Value rhs) {
    return mlir::arith::DivFOp::create(b, loc, lhs, rhs);
  }
  mlir::Value bits(mlir::Value x) { return mlir::arith::BitcastOp::create(b, loc, intType, x); }
  mlir::Value asFloat(mlir::Value x) {
    return mlir::arith::BitcastOp::create(b, loc, kernel.vectorType(width), x);
  }
  mlir::Value compare(mlir::arith::CmpFPredicate predicate, mlir::Value x, mlir::Value y) {
    return mlir::arith::CmpFOp::create(b, loc, predicate, x, y);
  }
  mlir::Value isLess(mlir::Value x, float bound) {
    return compare(mlir::arith::CmpFPredicate::OLT, x, splat(bound));
  }
  /// The bits of a float without its sign, and the sign alone.
  mlir::Value magnitudeBits(mlir::Value bits) {
    return mlir::arith::AndIOp::create(b, loc, bits, splat(std::numeric_limits<int32_t>::max()));
  }
  mlir::Value exclusiveOr(mlir::Value lhs, mlir::Value rhs) {
    return mlir::arith::XOrIOp::create(b, loc, lhs, rhs);
  }
  mlir::Value magnitude(mlir::Value x) { return asFloat(magnitudeBits(bits(x))); }
  /// `x`, which is not negative, with the sign of `y`.
  mlir::Value withSignOf(mlir::Value x, mlir::Value y) {
    mlir::Value own = bits(y);
    mlir::Value sign = exclusiveOr(own, magnitudeBits(own));
    return asFloat(exclusiveOr(bits(x), sign));
  }
  /// coefficients[0] + x * coefficients[1] + ...
  mlir::Value polynomial(mlir::Value x, llvm::ArrayRef<float> coefficients) {
    mlir::Value sum = splat(coefficients.back());
    for (float coefficient : llvm::reverse(coefficients.drop_back()))
      sum = kernel.fma(sum, x, splat(coefficient));
    return sum;
  }
  mlir::Value isGreater(mlir::Value x, float bound) {
    return mlir::arith::CmpFOp::create(b, loc, mlir::arith::CmpFPredicate::OGT, x, splat(bound));
  }
  mlir::Value select(mlir::Value condition, mlir::Value yes, mlir::Value no) {
    return mlir::arith::SelectOp::create(b, loc, condition, yes, no);
  }

  /// For |x| <= 176, and NaN, as far as `q` and `biased` go; `powerOfTwo` wants -88 <= x <= 89, or
  /// `biased` moved by a constant into 0 to 255. Rounding down keeps 1 + q below 2, so that one
  /// product scales it up to the largest float and down to the smallest normal one.
  Power power(mlir::Value x) {
    // Adding 1.5 * 2^23 rounds to an integer and leaves it in the low bits of the sum; the 127 in
    // it is the bias of exponents. Just above -1/2: the sum of 0 rounds to 0.
    mlir::Value magic = splat(0x1.8000fep+23f);
    mlir::Value shifted = add(kernel.fma(x, splat(0x1.715476p+0f), splat(-0x1.fffffep-2f)), magic);
    mlir::Value r = remainder(x, sub(shifted, magic));
    // (exp(r) - 1 - r) / r^2 on [0, ln 2] within 2^-27.
    mlir::Value c = kernel.fma(r, splat(0x1.e7ac76p-10f), splat(0x1.04f144p-7f));
    for (float coefficient : {0x1.566068p-5f, 0x1.554b82p-3f, 0x1.00001ep-1f})
      c = kernel.fma(c, r, splat(coefficient));
    return {kernel.fma(mul(r, r), c, r), bits(shifted)};
  }

  /// For |x| <= 176, and NaN, within 2^-22: enough where 1 is added to it, with fewer
  /// multiplications than `power`, which are what functions wait for.
  NearPower nearPower(mlir::Value x) {
    mlir::Value magic = splat(0x1.8000fep+23f);
    mlir::Value shifted = kernel.fma(x, splat(0x1.715476p+0f), magic);
    mlir::Value r = remainder(x, sub(shifted, magic));
    // exp(r) on [-ln 2 / 2, ln 2 / 2] within 2^-23.3, and 1 at 0.
    return {polynomial(r, {1.0f, 0x1.fffff6p-1f, 0x1.fffdc6p-2f, 0x1.555a6ap-3f, 0x1.573a54p-5f,
                           0x1.0fa834p-7f}),
            bits(shifted)};
  }

  /// 2^n of n + 127: 0 for n = -127, infinity for n = 128.
  mlir::Value powerOfTwo(mlir::Value biased) {
    return asFloat(mlir::arith::ShLIOp::create(b, loc, biased, splat(int32_t(23))));
  }

private:
  /// x - n ln 2
  mlir::Value remainder(mlir::Value x, mlir::Value n) {
    // ln 2 in two parts, the first of so few bits that its product with n is exact.
    mlir::Value r = kernel.fma(n, splat(-0x1.62e4p-1f), x);
    return kernel.fma(n, splat(-0x1.7f7d1cp-20f), r);
  }

  KernelBuilder &kernel;
  mlir::OpBuilder &b;
  mlir::Location loc;
  int64_t width;
  mlir::VectorType intType;
};

inline constexpr float infinity = std::numeric_limits<float>::infinity();

} // namespace mnc

#endif // MNC_LIB_KERNELS_VECTORMATH_H
