// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arithmetic on each value; on integers, it is evaluated.

#include "Arithmetic.h"
#include "Node.h"
#include "Registry.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>
#include <limits>

using namespace mlir;

namespace mnc {

static std::optional<int64_t> addInts(int64_t lhs, int64_t rhs) {
  int64_t result;
  return llvm::AddOverflow(lhs, rhs, result) ? std::nullopt : std::optional(result);
}
static std::optional<int64_t> subtractInts(int64_t lhs, int64_t rhs) {
  int64_t result;
  return llvm::SubOverflow(lhs, rhs, result) ? std::nullopt : std::optional(result);
}
static std::optional<int64_t> multiplyInts(int64_t lhs, int64_t rhs) {
  int64_t result;
  return llvm::MulOverflow(lhs, rhs, result) ? std::nullopt : std::optional(result);
}
static std::optional<int64_t> divideInts(int64_t lhs, int64_t rhs) {
  bool overflows = lhs == std::numeric_limits<int64_t>::min() && rhs == -1;
  return rhs == 0 || overflows ? std::nullopt : std::optional(lhs / rhs);
}

/// A sum, difference, product or quotient with broadcast.
template <typename OpTy, std::optional<int64_t> (*onInts)(int64_t, int64_t)>
static LogicalResult convertArithmetic(Node &node) {
  if (node.areKnownIntegers()) {
    std::optional<IntTensor> lhs = node.getIntTensor(0);
    std::optional<IntTensor> rhs = node.getIntTensor(1);
    return lhs && rhs ? node.defineInts(combine(*lhs, *rhs, onInts)) : failure();
  }
  Value lhs = node.getValue(0), rhs = node.getValue(1);
  return node.define(node.create<OpTy>(lhs, rhs));
}

Value createScalar(Node &node, float value) { return node.createSplat({}, value); }

Value createNegated(Node &node, Value input) {
  return node.create<MulOp>(input, createScalar(node, -1));
}

/// `value` limited by a constant with a single element, where `limit` is one: a clamp.
static Value createLimit(Node &node, Value value, Value limit, bool isMax) {
  std::optional<ConstantFloats> floats = ConstantFloats::get(limit);
  if (!floats || floats->size() != 1 || shapeOf(limit).size() > shapeOf(value).size() ||
      std::isnan((*floats)[0]))
    return {};
  constexpr float infinity = std::numeric_limits<float>::infinity();
  float bound = (*floats)[0];
  return createFunction<ClampAttr>(node, value, isMax ? bound : -infinity,
                                   isMax ? infinity : bound);
}

/// OpTy of two tensors.
template <typename OpTy> static Value createPair(Node &node, Value lhs, Value rhs) {
  if (node.hasFailed())
    return {};
  if constexpr (std::is_same_v<OpTy, MaxOp> || std::is_same_v<OpTy, MinOp>) {
    bool isMax = std::is_same_v<OpTy, MaxOp>;
    if (Value limited = createLimit(node, lhs, rhs, isMax))
      return limited;
    if (Value limited = createLimit(node, rhs, lhs, isMax))
      return limited;
  }
  return node.create<OpTy>(lhs, rhs);
}

/// Sum, Max and Min of known integers.
static LogicalResult defineSeveralInts(Node &node) {
  StringRef name = node.getType();
  if (name == "Mean")
    return node.emitError() << "on integers is not supported";
  auto combineTwo = [&](int64_t l, int64_t r) {
    return name == "Sum" ? addInts(l, r) : std::optional((name == "Max") == (l > r) ? l : r);
  };
  llvm::Expected<IntTensor> result = *node.getIntTensor(0);
  for (int index = 1; result && index < node.getNumInputs(); ++index) {
    std::optional<IntTensor> next = node.getIntTensor(index);
    if (!next)
      return failure();
    result = combine(*result, *next, combineTwo);
  }
  return node.defineInts(std::move(result));
}

//--- Several operands --------------------------------------------------------

/// Sum, Mean, Max and Min of one tensor or more.
template <typename OpTy> static LogicalResult convertSeveral(Node &node) {
  bool isMean = node.getType() == "Mean";
  if (node.areKnownIntegers())
    return defineSeveralInts(node);
  auto operand = [&](int index) -> Value {
    return isMean ? node.getTensor(index) : node.getValue(index);
  };
  Value result = operand(0);
  for (int index = 1; index < node.getNumInputs(); ++index) {
    Value next = operand(index);
    result = createPair<OpTy>(node, result, next);
  }
  if (isMean && node.getNumInputs() > 1)
    result = node.create<MulOp>(result, createScalar(node, 1.0f / float(node.getNumInputs())));
  return node.define(result);
}

//--- Functions made of arithmetic --------------------------------------------

static LogicalResult convertNeg(Node &node) {
  if (node.isIntTensor(0)) {
    IntTensor input = *node.getIntTensor(0), zero{{}, {0}, input.type};
    return node.defineInts(combine(zero, input, subtractInts));
  }
  auto input = node.getValue(0);
  if (!input || input.getType().getElementType().isF32())
    return node.define(createNegated(node, input));
  IntTensor zero{{}, {0}, onnxTypeOf(input.getType().getElementType())};
  return node.define(node.create<SubOp>(node.createIntegers(zero), input));
}

static LogicalResult convertReciprocal(Node &node) {
  Value input = node.getTensor(0);
  return node.define(node.create<DivOp>(createScalar(node, 1), input));
}

ArrayRef<OperatorRow> getElementwiseOperators() {
  static constexpr OperatorRow rows[] = {
      {"Add", "", 7, 25, 2, 2, convertArithmetic<AddOp, addInts>},
      {"Div", "", 7, 25, 2, 2, convertArithmetic<DivOp, divideInts>},
      {"Max", "", 7, 25, 1, anyNumber, convertSeveral<MaxOp>},
      {"Mean", "", 7, 25, 1, anyNumber, convertSeveral<AddOp>},
      {"Min", "", 7, 25, 1, anyNumber, convertSeveral<MinOp>},
      {"Mul", "", 7, 25, 2, 2, convertArithmetic<MulOp, multiplyInts>},
      {"Neg", "", 7, 25, 1, 1, convertNeg},
      {"Reciprocal", "", 7, 25, 1, 1, convertReciprocal},
      {"Sum", "", 7, 25, 1, anyNumber, convertSeveral<AddOp>},
      {"Sub", "", 7, 25, 2, 2, convertArithmetic<SubOp, subtractInts>},
  };
  return rows;
}

} // namespace mnc
