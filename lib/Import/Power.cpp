// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pow: one function where the exponent is one constant, and what it is made of elsewhere.

#include "Arithmetic.h"
#include "Node.h"
#include "Registry.h"
#include <cmath>
#include <limits>

using namespace mlir;

namespace mnc {

Value createPower(Node &node, Value input, float exponent) {
  if (exponent == 1)
    return input;
  if (exponent == 2)
    return node.create<MulOp>(input, input);
  if (exponent == 3)
    return node.create<MulOp>(node.create<MulOp>(input, input), input);
  if (exponent == 0.5f)
    return createFunction<SqrtAttr>(node, input);
  if (exponent == -1)
    return node.create<DivOp>(createScalar(node, 1), input);
  return createFunction<PowAttr>(node, input, exponent);
}

static Value createBoth(Node &node, Value lhs, Value rhs) { return node.create<MinOp>(lhs, rhs); }

static Value createIsInteger(Node &node, Value value) {
  Value floor = createFunction<FloorAttr>(node, value);
  return node.create<CompareOp>(floor, value, ComparePredicate::Equal);
}

/// |base| to the power of `exponent`: exp(exponent * log(|base|)). The product is 0 where the
/// result is 1 whatever the other one is, and 0 times infinity would be NaN.
static Value createPowerOfMagnitude(Node &node, Value base, Value exponent) {
  Value zero = createScalar(node, 0), one = createScalar(node, 1);
  Value magnitude = createFunction<AbsAttr>(node, base);
  Value product = node.create<MulOp>(createFunction<LogAttr>(node, magnitude), exponent);
  for (auto [value, neutral] : {std::pair(magnitude, one), std::pair(exponent, zero)}) {
    Value isNeutral = node.create<CompareOp>(value, neutral, ComparePredicate::Equal);
    product = node.create<SelectOp>(isNeutral, zero, product);
  }
  return createFunction<ExpAttr>(node, product);
}

/// `base` to the power of `exponent`, of each value: as IEEE 754 has it for zeros, infinities, NaN
/// and negative bases.
static Value createPowers(Node &node, Value base, Value exponent) {
  Value zero = createScalar(node, 0);
  Value power = createPowerOfMagnitude(node, base, exponent);
  // An odd exponent keeps the sign, which the reciprocal tells for zeros.
  Value isWhole = createIsInteger(node, exponent);
  Value half = node.create<MulOp>(exponent, createScalar(node, 0.5f));
  Value isOdd = createBoth(node, isWhole, createNot(node, createIsInteger(node, half)));
  Value reciprocal = node.create<DivOp>(createScalar(node, 1), base);
  Value lower = node.create<MinOp>(base, reciprocal);
  Value hasSign = node.create<CompareOp>(lower, zero, ComparePredicate::Less);
  power =
      node.create<SelectOp>(createBoth(node, isOdd, hasSign), createNegated(node, power), power);
  // A finite base below 0 has no other powers.
  Value lowest = createScalar(node, std::numeric_limits<float>::lowest());
  Value isFinite = node.create<CompareOp>(lowest, base, ComparePredicate::LessOrEqual);
  Value isNegative = node.create<CompareOp>(base, zero, ComparePredicate::Less);
  Value isNone = createBoth(node, createBoth(node, isFinite, isNegative), createNot(node, isWhole));
  Value none = createScalar(node, std::numeric_limits<float>::quiet_NaN());
  return node.create<SelectOp>(isNone, none, power);
}

static LogicalResult convertPow(Node &node) {
  Value base = node.getTensor(0), exponent;
  if (node.isIntTensor(1)) {
    std::optional<IntTensor> known = node.getIntWeights(1);
    if (!known)
      return failure();
    exponent = node.createFloats(known->shape,
                                 std::vector<float>(known->values.begin(), known->values.end()));
  } else {
    exponent = node.createConvert(node.getValue(1), node.getBuilder().getF32Type());
  }
  if (node.hasFailed())
    return failure();
  std::optional<ConstantFloats> constant = ConstantFloats::get(exponent);
  if (constant && constant->size() == 1 && std::isfinite((*constant)[0]) &&
      shapeOf(exponent).size() <= shapeOf(base).size())
    return node.define(createPower(node, base, (*constant)[0]));
  return node.define(createPowers(node, base, exponent));
}

ArrayRef<OperatorRow> getPowerOperators() {
  static constexpr OperatorRow rows[] = {
      {"Pow", "", 7, 25, 2, 2, convertPow},
  };
  return rows;
}

} // namespace mnc
