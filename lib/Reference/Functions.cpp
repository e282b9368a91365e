// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The table of what pointwise functions mean.

#include "mnc/Reference/Functions.h"

#include <cmath>
#include <limits>

using namespace mlir;

namespace mnc {

static double valueOf(FloatAttr parameter) { return parameter.getValue().convertToFloat(); }

/// min(max(y, low), high); NaN stays NaN.
static double clamp(double y, double low, double high) {
  double raised = y < low ? low : y;
  return raised > high ? high : raised;
}

static double sigmoid(double y) { return 1 / (1 + std::exp(-y)); }

/// y * sigmoid(alpha * y): 0 at the end where the sigmoid vanishes faster than y grows.
static double swish(double y, double alpha) {
  double z = alpha * y;
  if (std::isinf(y) && z < 0)
    return std::copysign(0.0, y);
  return y / (1 + std::exp(-z));
}

/// The largest distance of fn from its value at `y`, for a monotone function; infinite where it has
/// no value nearby.
template <auto eval>
static double movesMonotone(Attribute fn, double y, double error, double operand, double) {
  double at = eval(fn, y, operand);
  double above = std::fabs(eval(fn, y + error, operand) - at);
  double below = std::fabs(at - eval(fn, y - error, operand));
  return std::isnan(above) || std::isnan(below) ? std::numeric_limits<double>::infinity()
                                                : std::max(above, below);
}

//--- Functions with an operand -----------------------------------------------

static double addOperand(Attribute, double y, double operand) { return y + operand; }
static double movesSum(Attribute, double, double error, double, double operandError) {
  return error + operandError;
}
static double sumRounding(Attribute, double y, double operand) {
  return 2 * (std::fabs(y) + std::fabs(operand));
}

static double scale(Attribute, double y, double operand) { return y * operand; }
static double movesProduct(Attribute, double y, double error, double operand, double operandError) {
  return error * std::fabs(operand) + operandError * (std::fabs(y) + error);
}
static double productRounding(Attribute, double y, double operand) {
  return 2 * std::fabs(y * operand);
}

static double prelu(Attribute, double y, double operand) { return y < 0 ? y * operand : y; }
static double movesPRelu(Attribute, double y, double error, double operand, double operandError) {
  double slope = std::max(1.0, std::fabs(operand));
  return error * slope + (y - error < 0 ? operandError * (std::fabs(y) + error) : 0);
}
static double preluRounding(Attribute fn, double y, double operand) {
  return y < 0 ? productRounding(fn, y, operand) : 0;
}

//--- Functions of the value alone --------------------------------------------

static double clampValue(Attribute fn, double y, double) {
  auto bounds = cast<ClampAttr>(fn);
  return clamp(y, valueOf(bounds.getMin()), valueOf(bounds.getMax()));
}
static double movesAsMuch(Attribute, double, double error, double, double) { return error; }
static double noRounding(Attribute, double, double) { return 0; }

static double leakyRelu(Attribute fn, double y, double) {
  return y < 0 ? y * valueOf(cast<LeakyReluAttr>(fn).getValue()) : y;
}
static double movesLeakyRelu(Attribute fn, double, double error, double, double) {
  return error * std::max(1.0, std::fabs(valueOf(cast<LeakyReluAttr>(fn).getValue())));
}
static double leakyReluRounding(Attribute fn, double y, double) {
  return 2 * std::fabs(leakyRelu(fn, y, 0));
}

static double hardSigmoid(Attribute fn, double y, double) {
  auto line = cast<HardSigmoidAttr>(fn);
  return clamp(valueOf(line.getAlpha()) * y + valueOf(line.getBeta()), 0, 1);
}
/// The line is off by its own rounding where it is computed, which the bounds only make smaller.
static double hardSigmoidRounding(Attribute fn, double y, double) {
  auto line = cast<HardSigmoidAttr>(fn);
  double product = std::fabs(valueOf(line.getAlpha()) * y);
  return std::min(2 * (product + std::fabs(valueOf(line.getBeta()))), 0x1p23);
}

static double hardSwish(Attribute, double y, double) {
  return std::isinf(y) && y < 0 ? 0 : y * clamp(y / 6 + 0.5, 0, 1);
}
/// The slope is at most 3/2, at y = 3.
static double movesHardSwish(Attribute, double, double error, double, double) {
  return 1.5 * error;
}
static double hardSwishRounding(Attribute, double y, double) {
  return std::fabs(y) < 4 ? 4 * std::fabs(y) : y < 0 ? 0 : 2 * y;
}

static double swishValue(Attribute fn, double y, double) {
  return swish(y, valueOf(cast<SwishAttr>(fn).getValue()));
}
/// The slope is at most 1.1, whatever alpha is.
static double movesSwish(Attribute, double, double error, double, double) { return 1.1 * error; }
/// Four units in the last place, and the rounding of alpha * y, which the exponential magnifies;
/// all of the value where the sigmoid is below 2^-126.
static double swishRounding(Attribute fn, double y, double) {
  double alpha = valueOf(cast<SwishAttr>(fn).getValue()), z = std::fabs(alpha * y);
  if (sigmoid(alpha * y) < 0x1p-126)
    return 0x1p23 * std::fabs(swishValue(fn, y, 0));
  return (4 + std::min(z, 200.0)) * std::fabs(swishValue(fn, y, 0));
}

static double sigmoidValue(Attribute, double y, double) { return sigmoid(y); }
static double sigmoidRounding(Attribute, double y, double) { return 4 * sigmoid(y); }
static double tanhValue(Attribute, double y, double) { return std::tanh(y); }
static double tanhRounding(Attribute, double y, double) { return 4 * std::fabs(std::tanh(y)); }
static double expValue(Attribute, double y, double) { return std::exp(y); }
static double expRounding(Attribute, double y, double) { return 4 * std::exp(y); }

static double logValue(Attribute, double y, double) { return std::log(y); }
static double logRounding(Attribute, double y, double) { return 4 * std::fabs(std::log(y)); }
static double sqrtValue(Attribute, double y, double) { return std::sqrt(y); }
static double sqrtRounding(Attribute, double y, double) { return 4 * std::sqrt(y); }

static double powValue(Attribute fn, double y, double) {
  return std::pow(y, valueOf(cast<PowAttr>(fn).getValue()));
}
/// The product of exponent and logarithm is rounded, which the exponential magnifies.
static double powRounding(Attribute fn, double y, double) {
  double z = std::fabs(valueOf(cast<PowAttr>(fn).getValue()) * std::log(std::fabs(y)));
  return (4 + 4 * std::min(z, 200.0)) * std::fabs(powValue(fn, y, 0));
}

/// max(y, 0) + log(1 + exp(-|y|))
static double softplus(double y) { return std::max(y, 0.0) + std::log1p(std::exp(-std::fabs(y))); }
static double softplusValue(Attribute, double y, double) { return std::isnan(y) ? y : softplus(y); }
static double softplusRounding(Attribute, double y, double) { return 4 * softplus(y); }

static double mishValue(Attribute, double y, double) {
  return std::isinf(y) && y < 0 ? -0.0 : y * std::tanh(softplusValue({}, y, 0));
}
static double mishRounding(Attribute, double y, double) {
  return 8 * std::fabs(mishValue({}, y, 0));
}

static double eluValue(Attribute fn, double y, double) {
  return y < 0 ? valueOf(cast<EluAttr>(fn).getValue()) * std::expm1(y) : y;
}
static double movesElu(Attribute fn, double, double error, double, double) {
  return error * std::max(1.0, std::fabs(valueOf(cast<EluAttr>(fn).getValue())));
}
static double eluRounding(Attribute fn, double y, double) {
  return y < 0 ? 4 * std::fabs(eluValue(fn, y, 0)) : 0;
}

static double erfValue(Attribute, double y, double) { return std::erf(y); }
static double erfRounding(Attribute, double y, double) { return 4 * std::fabs(std::erf(y)); }

static double geluValue(Attribute, double y, double) {
  return std::isinf(y) && y < 0 ? -0.0 : y * std::erfc(-y / std::sqrt(2.0)) / 2;
}
/// The slope is at most 1.13.
static double movesGelu(Attribute, double, double error, double, double) { return 1.13 * error; }
/// Where there is no fused multiply-add, the rounding of y * y counts, too.
static double geluRounding(Attribute, double y, double) {
  return (8 + std::min(y * y, 200.0)) * std::fabs(geluValue({}, y, 0));
}

static double absValue(Attribute, double y, double) { return std::fabs(y); }
static double signValue(Attribute, double y, double) { return y > 0 ? 1 : y < 0 ? -1 : y; }
static double floorValue(Attribute, double y, double) { return std::floor(y); }
static double ceilValue(Attribute, double y, double) { return std::ceil(y); }
static double roundValue(Attribute, double y, double) { return std::nearbyint(y); }

ArrayRef<FunctionMeaning> functionMeanings() {
  static const FunctionMeaning rows[] = {
      {TypeID::get<BiasAttr>(), addOperand, movesSum, sumRounding},
      {TypeID::get<ResidualAttr>(), addOperand, movesSum, sumRounding},
      {TypeID::get<ScaleAttr>(), scale, movesProduct, productRounding},
      {TypeID::get<PReluAttr>(), prelu, movesPRelu, preluRounding},
      {TypeID::get<ClampAttr>(), clampValue, movesAsMuch, noRounding},
      {TypeID::get<LeakyReluAttr>(), leakyRelu, movesLeakyRelu, leakyReluRounding},
      {TypeID::get<HardSigmoidAttr>(), hardSigmoid, movesMonotone<hardSigmoid>,
       hardSigmoidRounding},
      {TypeID::get<HardSwishAttr>(), hardSwish, movesHardSwish, hardSwishRounding},
      {TypeID::get<SwishAttr>(), swishValue, movesSwish, swishRounding},
      {TypeID::get<SigmoidAttr>(), sigmoidValue, movesMonotone<sigmoidValue>, sigmoidRounding},
      {TypeID::get<TanhAttr>(), tanhValue, movesMonotone<tanhValue>, tanhRounding},
      {TypeID::get<ExpAttr>(), expValue, movesMonotone<expValue>, expRounding},
      {TypeID::get<LogAttr>(), logValue, movesMonotone<logValue>, logRounding},
      {TypeID::get<SqrtAttr>(), sqrtValue, movesMonotone<sqrtValue>, sqrtRounding},
      {TypeID::get<PowAttr>(), powValue, movesMonotone<powValue>, powRounding},
      {TypeID::get<SoftplusAttr>(), softplusValue, movesAsMuch, softplusRounding},
      {TypeID::get<MishAttr>(), mishValue, movesSwish, mishRounding},
      {TypeID::get<EluAttr>(), eluValue, movesElu, eluRounding},
      {TypeID::get<ErfAttr>(), erfValue, movesMonotone<erfValue>, erfRounding},
      {TypeID::get<GeluAttr>(), geluValue, movesGelu, geluRounding},
      {TypeID::get<AbsAttr>(), absValue, movesAsMuch, noRounding},
      {TypeID::get<SignAttr>(), signValue, movesMonotone<signValue>, noRounding},
      {TypeID::get<FloorAttr>(), floorValue, movesMonotone<floorValue>, noRounding},
      {TypeID::get<CeilAttr>(), ceilValue, movesMonotone<ceilValue>, noRounding},
      {TypeID::get<RoundAttr>(), roundValue, movesMonotone<roundValue>, noRounding},
  };
  return rows;
}

const FunctionMeaning &meaningOf(Attribute fn) {
  for (const FunctionMeaning &row : functionMeanings())
    if (row.fn == fn.getTypeID())
      return row;
  llvm::report_fatal_error(fn.getAbstractAttribute().getName() +
                           " has no row in lib/Reference/Functions.cpp");
}

FnIndex::FnIndex(FnOperand kind, ArrayRef<int64_t> shape) : kind(kind) {
  channels = shape.empty() ? 1 : shape.back();
  perImage = channels;
  if (kind != FnOperand::ImageChannel)
    return;
  // Below two dimensions there is one value for all.
  if (shape.size() < 2) {
    perImage = std::max<size_t>(channels, 1);
    channels = 1;
    return;
  }
  for (int64_t size : shape.drop_back().drop_front())
    perImage *= size;
}

} // namespace mnc
