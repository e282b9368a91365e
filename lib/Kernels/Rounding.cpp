// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Functions that round or choose, and the square root.

#include "mnc/Kernels/Functions.h"

#include "VectorMath.h"

using namespace mlir;

namespace mnc {

Value emitAbs(KernelBuilder &kernel, Value x) { return VectorMath(kernel, x).magnitude(x); }

Value emitSign(KernelBuilder &kernel, Value x) {
  VectorMath math(kernel, x);
  Value lower = math.select(math.isLess(x, 0), math.splat(-1.0f), x);
  return math.select(math.isGreater(x, 0), math.splat(1.0f), lower);
}

/// A sum of 2^23 has no room for a fraction; larger values have none either.
Value emitRound(KernelBuilder &kernel, Value x) {
  VectorMath math(kernel, x);
  Value magnitude = math.magnitude(x), magic = math.splat(0x1p23f);
  Value rounded = math.withSignOf(math.sub(math.add(magnitude, magic), magic), x);
  return math.select(math.isLess(magnitude, 0x1p23f), rounded, x);
}

/// The nearest integer, moved by `step` where it is on the other side of `x`: `isBeyond`.
static Value roundTo(KernelBuilder &kernel, Value x, arith::CmpFPredicate isBeyond, float step) {
  VectorMath math(kernel, x);
  Value rounded = emitRound(kernel, x);
  Value moves = math.compare(isBeyond, rounded, x);
  return math.select(moves, math.add(rounded, math.splat(step)), rounded);
}

Value emitFloor(KernelBuilder &kernel, Value x) {
  return roundTo(kernel, x, arith::CmpFPredicate::OGT, -1);
}

Value emitCeil(KernelBuilder &kernel, Value x) {
  return roundTo(kernel, x, arith::CmpFPredicate::OLT, 1);
}

/// x r, where r approximates 1 / sqrt(x): a guess from half the exponent, three steps of Newton's
/// method, and one more for the product.
Value emitSqrt(KernelBuilder &kernel, Value x) {
  VectorMath math(kernel, x);
  Value halfBits =
      arith::ShRUIOp::create(kernel.builder, kernel.loc, math.bits(x), math.splat(int32_t(1)));
  Value r = math.asFloat(
      arith::SubIOp::create(kernel.builder, kernel.loc, math.splat(int32_t(0x5f3759df)), halfBits));
  for (int step = 0; step < 3; ++step) {
    // Neither x / 2 nor r^2 is normal for all x.
    Value one = kernel.product(kernel.product(x, r), r);
    r = math.mul(r, kernel.fma(one, math.splat(-0.5f), math.splat(1.5f)));
  }
  Value root = kernel.product(x, r);
  Value error = kernel.fma(math.mul(root, math.splat(-1.0f)), root, x);
  root = kernel.fma(math.mul(r, math.splat(0.5f)), error, root);
  Value none = kernel.product(math.sub(x, x), math.splat(infinity));
  root = math.select(math.isLess(x, 0), none, root);
  Value isFinite =
      math.compare(arith::CmpFPredicate::OLE, x, math.splat(std::numeric_limits<float>::max()));
  return math.select(isFinite, root, x);
}

} // namespace mnc
