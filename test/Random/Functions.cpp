// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Random pointwise functions: as operations, and as steps of an epilogue.

#include "Generator.h"

using namespace mlir;

namespace mnc {

PointwiseFn Generator::clampBetween(float min, float max) {
  return ClampAttr::get(builder.getContext(), builder.getF32FloatAttr(min),
                        builder.getF32FloatAttr(max));
}

/// A function for values up to `bound`, which becomes the bound of its results. A slope stays below
/// 1, so that a bound that is multiplied by an operand is that operand's.
PointwiseFn Generator::chooseFunction(double &bound) {
  MLIRContext *context = builder.getContext();
  auto number = [&](float value) { return builder.getF32FloatAttr(value); };
  switch (rng.between(0, 9)) {
  case 0: {
    auto [min, max] = bounds();
    bound = std::max(bound, 3.0);
    return clampBetween(min, max);
  }
  case 1:
    bound = 1;
    return SigmoidAttr::get(context);
  case 2:
    bound = 1;
    return TanhAttr::get(context);
  case 3:
    bound = 1;
    return HardSigmoidAttr::get(context, number(rng.chance(50) ? 1.0f / 6 : 0.2f), number(0.5f));
  case 4:
    return HardSwishAttr::get(context);
  case 5:
    return SwishAttr::get(context, number(rng.chance(60) ? 1.0f : rng.chance(50) ? 1.702f : -0.5f));
  case 6:
    return LeakyReluAttr::get(context, number(rng.chance(50) ? 0.01f : -0.3f));
  case 7:
    return PReluAttr::get(context);
  case 8:
    return ScaleAttr::get(context);
  default:
    bound += 1;
    return BiasAttr::get(context);
  }
}

/// A function that is less usual behind a convolution.
PointwiseFn Generator::chooseRareFunction(double &bound) {
  MLIRContext *context = builder.getContext();
  switch (rng.between(0, 9)) {
  case 0:
    return EluAttr::get(context, builder.getF32FloatAttr(rng.chance(50) ? 1.0f : 0.5f));
  case 1:
    bound += 1;
    return SoftplusAttr::get(context);
  case 2:
    return MishAttr::get(context);
  case 3:
    bound = 1;
    return ErfAttr::get(context);
  case 4:
    return GeluAttr::get(context);
  case 5:
    bound = 1;
    return SignAttr::get(context);
  case 6:
    bound += 1;
    return FloorAttr::get(context);
  case 7:
    bound += 1;
    return CeilAttr::get(context);
  case 8:
    bound += 1;
    return RoundAttr::get(context);
  default:
    return AbsAttr::get(context);
  }
}

/// A function of values above 0, which a clamp makes.
SmallVector<PointwiseFn> Generator::chooseRoot(double &bound) {
  MLIRContext *context = builder.getContext();
  SmallVector<PointwiseFn> functions = {clampBetween(0.25f, 4)};
  bound = 4;
  int64_t choice = rng.between(0, 2);
  if (choice == 0)
    functions.push_back(SqrtAttr::get(context));
  else if (choice == 1)
    functions.push_back(LogAttr::get(context));
  else
    functions.push_back(PowAttr::get(context, builder.getF32FloatAttr(rng.chance(50) ? 0.75f : 1)));
  return functions;
}

/// A function, or one of what a clamp has limited.
SmallVector<PointwiseFn> Generator::chooseFunctions(double &bound) {
  if (rng.chance(35))
    return {chooseRareFunction(bound)};
  if (rng.chance(15))
    return chooseRoot(bound);
  if (!rng.chance(8))
    return {chooseFunction(bound)};
  SmallVector<PointwiseFn> functions;
  if (bound > 4)
    functions.push_back(clampBetween(-4, 4));
  functions.push_back(ExpAttr::get(builder.getContext()));
  bound = 55;
  return functions;
}

Value Generator::operandFor(PointwiseFn fn, RankedTensorType result) {
  RankedTensorType wanted = operandTypeOf(fn, result);
  if (!wanted)
    return Value();
  Value operand = find([&](Value value) {
    return value.getType() == wanted && (largestOf(value) <= 1 || isa<ResidualAttr>(fn));
  });
  Shape shape(wanted.getShape());
  bool isParameter = fn.getOperandKind() == FnOperand::Channel;
  if (operand && rng.chance(isParameter ? 20 : 80))
    return operand;
  return isParameter || rng.chance(30) ? constant(shape, -1, 1) : newArgument(shape);
}

void Generator::addFunctions() {
  Value value = findAny();
  double bound = largestOf(value);
  for (int64_t count = rng.between(1, 4); count > 0; --count)
    for (PointwiseFn fn : chooseFunctions(bound)) {
      SmallVector<Value> operands;
      if (Value operand = operandFor(fn, cast<RankedTensorType>(value.getType()))) {
        operands.push_back(operand);
        bound =
            std::max(bound, bound * largestOf(operand)) + (isAddition(fn) ? largestOf(operand) : 0);
      }
      value = PointwiseOp::create(builder, value, operands, fn);
    }
  define(value, bound);
}

void Generator::chooseSteps(ArrayRef<int64_t> shape, SmallVectorImpl<Attribute> &epilogue,
                            SmallVectorImpl<Value> &operands, double &bound) {
  auto type = RankedTensorType::get(shape, builder.getF32Type());
  bool isLong = rng.chance(20);
  if (!isLong && rng.chance(50))
    return;
  for (int64_t count = isLong ? rng.between(1, 5) : 1; count > 0; --count) {
    SmallVector<PointwiseFn> functions = {BiasAttr::get(builder.getContext())};
    if (isLong && rng.chance(20))
      functions = {ResidualAttr::get(builder.getContext())};
    else if (isLong && rng.chance(80))
      functions = chooseFunctions(bound);
    for (PointwiseFn fn : functions) {
      if (Value operand = operandFor(fn, type)) {
        operands.push_back(operand);
        bound = std::max(bound, bound * largestOf(operand)) + largestOf(operand);
      }
      epilogue.push_back(fn);
    }
  }
  // A clamp may raise what was small.
  bound += 10;
}

} // namespace mnc
