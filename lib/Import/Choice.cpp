// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operators that compare, combine truth values, choose and rank; on known integers, the first three
// are evaluated.

#include "Arithmetic.h"
#include "Node.h"
#include "Registry.h"

using namespace mlir;

namespace mnc {

//--- Comparisons -------------------------------------------------------------

/// Known integers compared, or combined, by `function`.
static LogicalResult defineKnown(Node &node, function_ref<bool(int64_t, int64_t)> function) {
  std::optional<IntTensor> lhs = node.getIntTensor(0), rhs = node.getIntTensor(1);
  if (!lhs || !rhs)
    return failure();
  llvm::Expected<IntTensor> result = combine(
      *lhs, *rhs, [&](int64_t l, int64_t r) -> std::optional<int64_t> { return function(l, r); });
  if (result)
    result->type = element_type::Bool;
  return node.defineInts(std::move(result));
}

/// `swaps` compares the operands the other way round.
template <typename Function, ComparePredicate predicate, bool swaps>
static LogicalResult convertComparison(Node &node) {
  if (node.areKnownIntegers())
    return defineKnown(node, [](int64_t l, int64_t r) { return Function()(l, r); });
  Value lhs = node.getValue(0), rhs = node.getValue(1);
  if (swaps)
    std::swap(lhs, rhs);
  return node.define(node.create<CompareOp>(lhs, rhs, predicate));
}

//--- Truth values ------------------------------------------------------------

/// And is the smaller of two truth values, Or the larger.
template <typename Function, typename OpTy> static LogicalResult convertLogical(Node &node) {
  if (node.areKnownIntegers())
    return defineKnown(node, [](int64_t l, int64_t r) { return Function()(l, r); });
  Value lhs = node.getTruths(0), rhs = node.getTruths(1);
  return node.define(node.create<OpTy>(lhs, rhs));
}

Value createNot(Node &node, Value input) {
  Value none = node.createIntegers({{}, {0}, element_type::Bool});
  return node.create<CompareOp>(input, none, ComparePredicate::Equal);
}

static LogicalResult convertNot(Node &node) {
  if (node.isIntTensor(0)) {
    IntTensor input = *node.getIntTensor(0);
    for (int64_t &value : input.values)
      value = value == 0;
    return node.define(Definition(std::move(input)));
  }
  return node.define(createNot(node, node.getTruths(0)));
}

//--- Where -------------------------------------------------------------------

/// Where with a known condition and known integers.
static LogicalResult defineKnownChoice(Node &node) {
  IntTensor condition = *node.getIntTensor(0), yes = *node.getIntTensor(1),
            no = *node.getIntTensor(2);
  // Positions stand for values: the choice depends on three tensors.
  auto first = [](int64_t l, int64_t) -> std::optional<int64_t> { return l; };
  auto second = [](int64_t, int64_t r) -> std::optional<int64_t> { return r; };
  llvm::Expected<IntTensor> shape = combine(yes, no, first);
  if (!shape)
    return node.defineInts(std::move(shape));
  llvm::Expected<IntTensor> chosen = combine(condition, *shape, first);
  if (!chosen)
    return node.defineInts(std::move(chosen));
  llvm::Expected<IntTensor> left = combine(*chosen, yes, second);
  llvm::Expected<IntTensor> right = combine(*chosen, no, second);
  if (!left || !right)
    return node.defineInts(left ? std::move(right) : std::move(left));
  for (auto [value, l, r] : llvm::zip_equal(chosen->values, left->values, right->values))
    value = value ? l : r;
  chosen->type = yes.type;
  return node.defineInts(std::move(chosen));
}

static LogicalResult convertWhere(Node &node) {
  if (node.areKnownIntegers())
    return defineKnownChoice(node);
  Value condition = node.getTruths(0);
  Value lhs = node.getValue(1), rhs = node.getValue(2);
  return node.define(node.create<SelectOp>(condition, lhs, rhs));
}

//--- Ranks -------------------------------------------------------------------

template <bool smallest> static LogicalResult convertArgMax(Node &node) {
  auto input = node.getValue(0);
  int64_t axis = node.getInt("axis", 0);
  bool keepDims = node.getBool("keepdims", true);
  bool last = node.getBool("select_last_index", false);
  if (!input)
    return failure();
  axis = node.checkAxis(axis, input.getType().getRank());
  Value indices = node.create<ArgMaxOp>(input, uint64_t(axis), smallest, last);
  if (node.hasFailed())
    return failure();
  SmallVector<int64_t> shape(shapeOf(indices));
  if (!keepDims)
    shape.erase(shape.begin() + axis);
  return node.define(node.createReshape(indices, shape));
}

/// The values and their indices; both in order, also where the file does not want that.
static LogicalResult convertTopK(Node &node) {
  auto input = node.getValue(0);
  int64_t axis = node.getInt("axis", -1);
  bool largest = node.getBool("largest", true);
  node.ignoreAttribute("sorted");
  std::optional<SmallVector<int64_t>> count;
  if (node.hasAttribute("k"))
    count = {node.getInt("k", 0)};
  else if (std::optional<IntTensor> given = node.getIntTensor(1))
    count = std::move(given->values);
  if (!input || !count)
    return failure();
  if (count->size() != 1)
    return node.emitError() << "'k' has " << count->size() << " values, wanted one";
  axis = node.checkAxis(axis, input.getType().getRank());
  Value indices = node.create<TopKOp>(input, uint64_t(axis), !largest, uint64_t((*count)[0]));
  Value values = node.create<GatherElementsOp>(input, indices, uint64_t(axis));
  return success(succeeded(node.define(values, 0)) && succeeded(node.define(indices, 1)));
}

ArrayRef<OperatorRow> getChoiceOperators() {
  using P = ComparePredicate;
  static constexpr OperatorRow rows[] = {
      {"And", "", 7, 25, 2, 2, convertLogical<std::logical_and<int64_t>, MinOp>},
      {"ArgMax", "", 7, 25, 1, 1, convertArgMax<false>},
      {"ArgMin", "", 7, 25, 1, 1, convertArgMax<true>},
      {"Equal", "", 7, 25, 2, 2, convertComparison<std::equal_to<int64_t>, P::Equal, false>},
      {"Greater", "", 7, 25, 2, 2, convertComparison<std::greater<int64_t>, P::Less, true>},
      {"GreaterOrEqual", "", 12, 25, 2, 2,
       convertComparison<std::greater_equal<int64_t>, P::LessOrEqual, true>},
      {"Less", "", 7, 25, 2, 2, convertComparison<std::less<int64_t>, P::Less, false>},
      {"LessOrEqual", "", 12, 25, 2, 2,
       convertComparison<std::less_equal<int64_t>, P::LessOrEqual, false>},
      {"Not", "", 7, 25, 1, 1, convertNot},
      {"Or", "", 7, 25, 2, 2, convertLogical<std::logical_or<int64_t>, MaxOp>},
      {"TopK", "", 7, 25, 1, 2, convertTopK},
      {"Where", "", 9, 25, 3, 3, convertWhere},
  };
  return rows;
}

} // namespace mnc
