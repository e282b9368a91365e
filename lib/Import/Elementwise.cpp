// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arithmetic on each value; on integers, it is evaluated.

#include "Node.h"
#include "Registry.h"
#include "llvm/Support/MathExtras.h"
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
  if (node.isIntTensor(0)) {
    std::optional<IntTensor> lhs = node.getIntTensor(0);
    std::optional<IntTensor> rhs = node.getIntTensor(1);
    return lhs && rhs ? node.defineInts(combine(*lhs, *rhs, onInts)) : failure();
  }
  Value lhs = node.getTensor(0), rhs = node.getTensor(1);
  return node.define(node.create<OpTy>(lhs, rhs));
}

ArrayRef<OperatorRow> getElementwiseOperators() {
  static constexpr OperatorRow rows[] = {
      {"Add", "", 7, 25, 2, 2, convertArithmetic<AddOp, addInts>},
      {"Div", "", 7, 25, 2, 2, convertArithmetic<DivOp, divideInts>},
      {"Mul", "", 7, 25, 2, 2, convertArithmetic<MulOp, multiplyInts>},
      {"Sub", "", 7, 25, 2, 2, convertArithmetic<SubOp, subtractInts>},
  };
  return rows;
}

} // namespace mnc
