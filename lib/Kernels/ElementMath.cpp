// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ElementMath.h"

#include "VectorMath.h"

using namespace mlir;

namespace mnc {

static VectorType sameWidth(Value vector, Type element) {
  return VectorType::get({KernelBuilder::widthOf(vector)}, element);
}

Value splatInteger(KernelBuilder &kernel, Value like, int64_t value) {
  auto type = cast<VectorType>(like.getType());
  unsigned bits = type.getElementTypeBitWidth();
  APInt number(bits, uint64_t(value), /*isSigned=*/true, /*implicitTrunc=*/true);
  return arith::ConstantOp::create(kernel.builder, kernel.loc,
                                   DenseElementsAttr::get(type, number));
}

/// The integer type of `element` in registers.
static Type computedType(OpBuilder &builder, Type element) {
  return element.isInteger(64) ? builder.getI64Type() : builder.getI32Type();
}

Value widen(KernelBuilder &kernel, Value loaded, Type element) {
  OpBuilder &b = kernel.builder;
  if (elementBytes(element) >= 4)
    return loaded;
  VectorType wide = sameWidth(loaded, computedType(b, element));
  if (element.isSignedInteger())
    return arith::ExtSIOp::create(b, kernel.loc, wide, loaded);
  return arith::ExtUIOp::create(b, kernel.loc, wide, loaded);
}

Value narrow(KernelBuilder &kernel, Value value, Type element) {
  if (element.isF32() || cast<VectorType>(value.getType()).getElementTypeBitWidth() ==
                             storageType(element).getIntOrFloatBitWidth())
    return value;
  return arith::TruncIOp::create(kernel.builder, kernel.loc, sameWidth(value, storageType(element)),
                                 value);
}

Value storedTruth(KernelBuilder &kernel, Value condition, Value compared) {
  OpBuilder &b = kernel.builder;
  bool isWide = cast<VectorType>(compared.getType()).getElementTypeBitWidth() == 64;
  Type element = isWide ? b.getI64Type() : b.getI32Type();
  Value like =
      arith::ConstantOp::create(b, kernel.loc, b.getZeroAttr(sameWidth(compared, element)));
  Value one = splatInteger(kernel, like, 1);
  Value truth = arith::SelectOp::create(b, kernel.loc, condition, one, like);
  return narrow(kernel, truth, b.getI1Type());
}

Value compareIntegers(KernelBuilder &kernel, arith::CmpIPredicate predicate, Value lhs, Value rhs) {
  return arith::CmpIOp::create(kernel.builder, kernel.loc, predicate, lhs, rhs);
}

static Value select(KernelBuilder &kernel, Value condition, Value yes, Value no) {
  return arith::SelectOp::create(kernel.builder, kernel.loc, condition, yes, no);
}

//--- float16 -----------------------------------------------------------------

/// Exponents are moved by 112; denormals, which have none, are their fraction times 2^-24.
static Value halfToFloat(KernelBuilder &kernel, Value loaded) {
  OpBuilder &b = kernel.builder;
  Location loc = kernel.loc;
  VectorMath math(kernel, loaded);
  Value half = arith::ExtUIOp::create(b, loc, sameWidth(loaded, b.getI32Type()), loaded);
  Value magnitude = arith::AndIOp::create(b, loc, half, math.splat(int32_t(0x7fff)));
  Value sign =
      arith::ShLIOp::create(b, loc, math.exclusiveOr(half, magnitude), math.splat(int32_t(16)));
  Value bits = arith::ShLIOp::create(b, loc, magnitude, math.splat(int32_t(13)));
  Value normal = arith::AddIOp::create(b, loc, bits, math.splat(int32_t(112 << 23)));
  Value special = arith::AddIOp::create(b, loc, bits, math.splat(int32_t(224 << 23)));
  Value fraction =
      arith::SIToFPOp::create(b, loc, kernel.vectorType(KernelBuilder::widthOf(half)), magnitude);
  Value tiny = math.bits(math.mul(fraction, math.splat(0x1p-24f)));
  using P = arith::CmpIPredicate;
  Value isSpecial = compareIntegers(kernel, P::sge, magnitude, math.splat(int32_t(0x7c00)));
  Value isTiny = compareIntegers(kernel, P::slt, magnitude, math.splat(int32_t(0x0400)));
  Value result = select(kernel, isTiny, tiny, select(kernel, isSpecial, special, normal));
  return math.asFloat(math.exclusiveOr(result, sign));
}

/// To nearest, even: the dropped bits are rounded by a sum, and denormals by one with 1/2, whose
/// last place is 2^-24.
static Value floatToHalf(KernelBuilder &kernel, Value x) {
  OpBuilder &b = kernel.builder;
  Location loc = kernel.loc;
  VectorMath math(kernel, x);
  Value bits = math.bits(x), magnitude = math.magnitudeBits(bits);
  Value sign =
      arith::ShRUIOp::create(b, loc, math.exclusiveOr(bits, magnitude), math.splat(int32_t(16)));
  Value last = arith::ShRUIOp::create(b, loc, magnitude, math.splat(int32_t(13)));
  last = arith::AndIOp::create(b, loc, last, math.splat(int32_t(1)));
  Value rounded =
      arith::AddIOp::create(b, loc, magnitude, math.splat(int32_t(0xfff - (112 << 23))));
  rounded = arith::AddIOp::create(b, loc, rounded, last);
  Value normal = arith::ShRUIOp::create(b, loc, rounded, math.splat(int32_t(13)));
  Value shifted = math.bits(math.add(math.asFloat(magnitude), math.splat(0.5f)));
  Value tiny = arith::SubIOp::create(b, loc, shifted, math.splat(int32_t(0x3f000000)));
  using P = arith::CmpIPredicate;
  auto isAtLeast = [&](int32_t bound) {
    return compareIntegers(kernel, P::sge, magnitude, math.splat(bound));
  };
  // 2^-14, 65520, infinity.
  Value result = select(kernel, isAtLeast(0x38800000), normal, tiny);
  result = select(kernel, isAtLeast(0x477ff000), math.splat(int32_t(0x7c00)), result);
  result = select(kernel, isAtLeast(0x7f800001), math.splat(int32_t(0x7e00)), result);
  return narrow(kernel, math.exclusiveOr(result, sign), b.getF16Type());
}

//--- Integers ----------------------------------------------------------------

/// A float as an integer of type `to` in registers: toward zero, the nearest there is, 0 for NaN.
static Value floatToInteger(KernelBuilder &kernel, Value x, Type to) {
  OpBuilder &b = kernel.builder;
  VectorMath math(kernel, x);
  unsigned bits = to.getIntOrFloatBitWidth() - (to.isUnsignedInteger() ? 0 : 1);
  float end = std::ldexp(1.0f, bits), lowest = to.isUnsignedInteger() ? 0 : -end;
  // The largest float below the end is no number between, so that the conversion is exact.
  float most = bits < 24 ? end - 1 : std::nextafter(end, 0.0f);
  Value number = math.select(math.compare(arith::CmpFPredicate::UNO, x, x), math.splat(0.0f), x);
  Value inside = kernel.clamp(number, lowest, most);
  VectorType type = sameWidth(x, computedType(b, to));
  Value whole = arith::FPToSIOp::create(b, kernel.loc, type, inside);
  if (bits < 24)
    return whole;
  Value largest = splatInteger(kernel, whole, llvm::maskTrailingOnes<uint64_t>(bits));
  Value isBeyond = math.compare(arith::CmpFPredicate::OGE, number, math.splat(end));
  if (bits == 31)
    return select(kernel, isBeyond, largest, whole);
  // A condition is as wide as what it chooses.
  Value narrowTruth = select(kernel, isBeyond, math.splat(int32_t(1)), math.splat(int32_t(0)));
  Value truth = arith::ExtSIOp::create(b, kernel.loc, type, narrowTruth);
  Value isWide =
      compareIntegers(kernel, arith::CmpIPredicate::ne, truth, splatInteger(kernel, truth, 0));
  return select(kernel, isWide, largest, whole);
}

/// Whether what is in registers is not 0.
static Value storedNonZero(KernelBuilder &kernel, Value value) {
  if (cast<VectorType>(value.getType()).getElementType().isF32()) {
    VectorMath math(kernel, value);
    Value flushed = kernel.flushDenormals(value);
    return storedTruth(kernel, math.compare(arith::CmpFPredicate::UNE, flushed, math.splat(0.0f)),
                       value);
  }
  Value condition =
      compareIntegers(kernel, arith::CmpIPredicate::ne, value, splatInteger(kernel, value, 0));
  return storedTruth(kernel, condition, value);
}

Value emitConversion(KernelBuilder &kernel, Value loaded, Type from, Type to) {
  if (from == to)
    return loaded;
  OpBuilder &b = kernel.builder;
  Value value = from.isF16() ? halfToFloat(kernel, loaded) : widen(kernel, loaded, from);
  bool fromFloat = isa<FloatType>(from);
  if (to.isInteger(1))
    return storedNonZero(kernel, value);
  if (isa<FloatType>(to)) {
    if (!fromFloat)
      value = arith::SIToFPOp::create(b, kernel.loc,
                                      kernel.vectorType(KernelBuilder::widthOf(value)), value);
    return to.isF16() ? floatToHalf(kernel, value) : value;
  }
  if (fromFloat)
    value = floatToInteger(kernel, value, to);
  else if (to.isInteger(64) && !from.isInteger(64))
    value = arith::ExtSIOp::create(b, kernel.loc, sameWidth(value, b.getI64Type()), value);
  return narrow(kernel, value, to);
}

Value emitQuotient(KernelBuilder &kernel, Value lhs, Value rhs) {
  OpBuilder &b = kernel.builder;
  Value zero = splatInteger(kernel, lhs, 0);
  using P = arith::CmpIPredicate;
  Value isZero = compareIntegers(kernel, P::eq, rhs, zero);
  Value isMinusOne = compareIntegers(kernel, P::eq, rhs, splatInteger(kernel, lhs, -1));
  Value one = splatInteger(kernel, lhs, 1);
  Value divisor = select(kernel, isZero, one, select(kernel, isMinusOne, one, rhs));
  Value quotient = arith::DivSIOp::create(b, kernel.loc, lhs, divisor);
  Value negated = arith::SubIOp::create(b, kernel.loc, zero, lhs);
  return select(kernel, isZero, zero, select(kernel, isMinusOne, negated, quotient));
}

Value emitSortKey(KernelBuilder &kernel, Value x) {
  VectorMath math(kernel, x);
  // -0 + 0 is 0.
  Value number = kernel.flushDenormals(x);
  Value bits = math.bits(number);
  Value mask = select(
      kernel, compareIntegers(kernel, arith::CmpIPredicate::slt, bits, math.splat(int32_t(0))),
      math.splat(std::numeric_limits<int32_t>::max()), math.splat(int32_t(0)));
  Value key = math.exclusiveOr(bits, mask);
  return select(kernel, math.compare(arith::CmpFPredicate::UNO, number, number),
                math.splat(std::numeric_limits<int32_t>::max()), key);
}

} // namespace mnc
