// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operators that work on each value: arithmetic and limits. On integers,
// arithmetic is evaluated.

#include "Node.h"
#include "Registry.h"
#include "llvm/Support/MathExtras.h"
#include <limits>

using namespace mlir;

namespace mnc {

static constexpr float infinity = std::numeric_limits<float>::infinity();

//--- Arithmetic --------------------------------------------------------------

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
  if (node.isIntTensor(0)) {
    std::optional<IntTensor> lhs = node.getIntTensor(0);
    std::optional<IntTensor> rhs = node.getIntTensor(1);
    return lhs && rhs ? node.defineInts(combine(*lhs, *rhs, onInts)) : failure();
  }
  Value lhs = node.getTensor(0), rhs = node.getTensor(1);
  return node.define(node.create<OpTy>(lhs, rhs));
}

//--- Limits ------------------------------------------------------------------

static LogicalResult defineClamp(Node &node, Value input, float min, float max) {
  Builder &builder = node.getBuilder();
  return node.define(
      node.create<PointwiseOp>(input, ValueRange(),
                               ClampAttr::get(builder.getContext(), builder.getF32FloatAttr(min),
                                              builder.getF32FloatAttr(max))));
}

static LogicalResult convertRelu(Node &node) {
  return defineClamp(node, node.getTensor(0), 0, infinity);
}

/// Clip with its bounds as attributes.
static LogicalResult convertClipAttributes(Node &node) {
  return defineClamp(node, node.getTensor(0), node.getFloat("min", -infinity),
                     node.getFloat("max", infinity));
}

/// Clip with its bounds as inputs.
static LogicalResult convertClip(Node &node) {
  Value input = node.getTensor(0);
  std::optional<float> min, max;
  min = node.hasInput(1) ? node.getScalar(1) : -infinity;
  max = node.hasInput(2) ? node.getScalar(2) : infinity;
  return min && max ? defineClamp(node, input, *min, *max) : failure();
}

/// Max (as the lower bound) or Min (as the upper one) of a tensor and a scalar
/// constant, or of one tensor, which it gives as it is.
static LogicalResult convertMinMax(Node &node) {
  bool isMax = node.getType() == "Max";
  if (node.getNumInputs() == 1)
    return node.define(Value(node.getTensor(0)));
  auto lhs = node.getTensor(0), rhs = node.getTensor(1);
  if (!lhs || !rhs)
    return failure();
  auto isLimit = [](TypedValue<RankedTensorType> limit, TypedValue<RankedTensorType> value) {
    return limit.getDefiningOp<ConstantOp>() && limit.getType().getNumElements() == 1 &&
           limit.getType().getRank() <= value.getType().getRank();
  };
  int limitIndex = isLimit(rhs, lhs) ? 1 : 0;
  if (limitIndex == 0 && !isLimit(lhs, rhs))
    return node.emitError() << "only supported for a tensor and a constant "
                               "with a single element";
  std::optional<float> limit = node.getScalar(limitIndex);
  if (!limit)
    return failure();
  return defineClamp(node, limitIndex == 1 ? lhs : rhs, isMax ? *limit : -infinity,
                     isMax ? infinity : *limit);
}

ArrayRef<OperatorRow> getElementwiseOperators() {
  static constexpr OperatorRow rows[] = {
      {"Add", "", 7, 25, 2, 2, convertArithmetic<AddOp, addInts>},
      {"Clip", "", 7, 10, 1, 1, convertClipAttributes},
      {"Clip", "", 11, 25, 1, 3, convertClip},
      {"Div", "", 7, 25, 2, 2, convertArithmetic<DivOp, divideInts>},
      {"Max", "", 7, 25, 1, 2, convertMinMax},
      {"Min", "", 7, 25, 1, 2, convertMinMax},
      {"Mul", "", 7, 25, 2, 2, convertArithmetic<MulOp, multiplyInts>},
      {"Relu", "", 7, 25, 1, 1, convertRelu},
      {"Sub", "", 7, 25, 2, 2, convertArithmetic<SubOp, subtractInts>},
  };
  return rows;
}

} // namespace mnc
