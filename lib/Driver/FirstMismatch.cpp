// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "FirstMismatch.h"

#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mnc/IR/IR.h"
#include <cmath>
#include <limits>
#include <numeric>

using namespace mlir;

namespace mnc {

static constexpr double infinity = std::numeric_limits<double>::infinity();

/// The distance of value `i` of `found` from value `j` of `wanted`.
static double errorBetween(const Tensor &found, size_t i, const Tensor &wanted, size_t j) {
  if (found.holdsIntegers() || wanted.holdsIntegers())
    return found.holdsIntegers() && wanted.holdsIntegers() &&
                   found.integers[i] == wanted.integers[j]
               ? 0
               : infinity;
  double value = found.values[i], want = wanted.values[j];
  if (value == want || (std::isnan(value) && std::isnan(want)))
    return 0;
  double error = std::fabs(value - want);
  return std::isfinite(error) ? error : infinity;
}

Deviation deviationOf(const Tensor &found, const Tensor &wanted) {
  Deviation deviation;
  for (size_t i = 0; i < wanted.size(); ++i) {
    deviation.error = std::max(deviation.error, errorBetween(found, i, wanted, i));
    if (double want = wanted.number(i); std::isfinite(want))
      deviation.scale = std::max(deviation.scale, std::fabs(want));
  }
  return deviation;
}

namespace {

/// An evaluated graph.
struct Evaluated {
  llvm::DenseMap<Value, Tensor> values;

  LogicalResult run(func::FuncOp graph, ArrayRef<Tensor> inputs) {
    return evaluate(graph, inputs, [&](Operation *op, ArrayRef<Tensor> results) {
      for (auto [value, tensor] : llvm::zip_equal(op->getResults(), results))
        values[value] = tensor;
    });
  }
};

/// True if `found`, its dimensions in some order, is `wanted`.
bool sameInSomeOrder(const Tensor &found, const Tensor &wanted, double tolerance) {
  if (found.size() != wanted.size())
    return false;
  double allowed = tolerance * deviationOf(wanted, wanted).scale;
  auto equalAt = [&](size_t i, size_t j) { return errorBetween(found, i, wanted, j) <= allowed; };
  auto all = llvm::seq<size_t>(0, wanted.size());
  if (llvm::all_of(all, [&](size_t i) { return equalAt(i, i); }))
    return true;
  constexpr size_t mostDimensions = 5;
  if (found.shape.size() > mostDimensions || found.shape.size() != wanted.shape.size())
    return false;
  SmallVector<int64_t> perm(found.shape.size());
  std::iota(perm.begin(), perm.end(), 0);
  SmallVector<int64_t> basis = computeStrides(wanted.shape), strides = computeStrides(found.shape);
  while (std::next_permutation(perm.begin(), perm.end())) {
    if (applyPermutation(found.shape, perm) != wanted.shape)
      continue;
    SmallVector<int64_t> steps = applyPermutation(strides, perm);
    auto equal = [&](size_t i) { return equalAt(linearize(delinearize(i, basis), steps), i); };
    if (llvm::all_of(all, equal))
      return true;
  }
  return false;
}

StringAttr nodeOf(Operation *op) { return nodeNameOf(op->getLoc()); }

/// Returns the value inside a group that becomes its result `value`.
Value inside(Value value) {
  while (auto group = value.getDefiningOp<GroupOp>())
    value = group.getBody().front().getTerminator()->getOperand(
        cast<OpResult>(value).getResultNumber());
  return value;
}

class Search {
public:
  Search(func::FuncOp before, double tolerance) : before(before), tolerance(tolerance) {}

  LogicalResult run(func::FuncOp after, ArrayRef<Tensor> inputs) {
    forEachComputed(before, [&](Operation *op) { lastBefore[nodeOf(op)] = op; });
    forEachComputed(after, [&](Operation *op) { lastAfter[nodeOf(op)] = op; });
    return failed(old.run(before, inputs)) ? failure() : made.run(after, inputs);
  }

  /// Goes back from `wrong` over unexplained values.
  Operation *from(Value wrong) {
    Operation *firstMismatch = nullptr;
    for (Value value = inside(wrong); value && !explained(value);) {
      firstMismatch = value.getDefiningOp();
      value = firstUnexplained(firstMismatch->getOperands());
    }
    return firstMismatch;
  }

private:
  /// Calls `visit` with each operation but constants, groups and terminators.
  static void forEachComputed(func::FuncOp graph, function_ref<void(Operation *)> visit) {
    graph.walk([&](Operation *op) {
      if (op->getNumResults() != 0 && !isa<ConstantOp, GroupOp>(op))
        visit(op);
    });
  }

  Value firstUnexplained(OperandRange operands) {
    for (Value operand : operands)
      if (Value value = inside(operand); !explained(value))
        return value;
    return Value();
  }

  /// Constants and what is computed of them alone count as explained.
  bool explained(Value value) {
    auto [known, isNew] = verdicts.try_emplace(value, true);
    if (!isNew)
      return known->second;
    Operation *op = value.getDefiningOp();
    bool verdict = !op || fromConstants(op) || llvm::any_of(related(op), [&](Value other) {
      return sameInSomeOrder(made.values[value], old.values[other], tolerance);
    }) || isStep(value);
    return verdicts[value] = verdict;
  }

  /// True if an explained operation of the same node reads `value`.
  bool isStep(Value value) {
    StringAttr node = nodeOf(value.getDefiningOp());
    return llvm::any_of(value.getUses(), [&](OpOperand &use) {
      Operation *consumer = use.getOwner();
      if (isa<YieldOp>(consumer))
        return isStep(consumer->getParentOp()->getResult(use.getOperandNumber()));
      return consumer->getNumResults() != 0 && node && nodeOf(consumer) == node &&
             explained(consumer->getResult(0));
    });
  }

  static bool fromConstants(Operation *op) {
    return llvm::all_of(op->getOperands(), [](Value operand) {
      Operation *source = inside(operand).getDefiningOp();
      return source && fromConstants(source);
    });
  }

  /// Returns the values that `before` computes for the node of `op` and for all nodes that follow;
  /// all values if `op` has no node.
  const SmallVector<Value> &related(Operation *op) {
    StringAttr node = nodeOf(op);
    bool isLast = node && lastAfter[node] == op;
    auto [entry, isNew] = relatedTo[isLast].try_emplace(node);
    SmallVector<Value> &values = entry->second;
    if (!isNew)
      return values;
    llvm::SmallPtrSet<Operation *, 32> follows;
    forEachComputed(before, [&](Operation *other) {
      bool begins = !node || (isLast ? lastBefore[node] == other : nodeOf(other) == node);
      bool reads = llvm::any_of(other->getOperands(), [&](Value operand) {
        Operation *source = inside(operand).getDefiningOp();
        return source && follows.contains(source);
      });
      if (!begins && !reads)
        return;
      follows.insert(other);
      llvm::append_range(values, other->getResults());
    });
    return values;
  }

  func::FuncOp before;
  double tolerance;
  Evaluated old, made;
  llvm::DenseMap<Value, bool> verdicts;
  /// The last operation of each node.
  llvm::DenseMap<StringAttr, Operation *> lastBefore, lastAfter;
  /// Values by node: of any operation, and of its last one.
  llvm::DenseMap<StringAttr, SmallVector<Value>> relatedTo[2];
};

} // namespace

FailureOr<Operation *> findFirstMismatch(func::FuncOp before, func::FuncOp after,
                                         ArrayRef<Tensor> inputs, unsigned result,
                                         double tolerance) {
  Search search(before, tolerance);
  if (failed(search.run(after, inputs)))
    return failure();
  return search.from(after.getBody().front().getTerminator()->getOperand(result));
}

} // namespace mnc
