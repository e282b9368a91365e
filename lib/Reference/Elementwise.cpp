// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Values of elementwise operations and softmax.

#include "Compute.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include <cmath>
#include <functional>

using namespace mlir;

namespace mnc {

SmallVector<int64_t> broadcastStrides(const Tensor &tensor, size_t rank) {
  SmallVector<int64_t> strides(rank - tensor.shape.size(), 0);
  strides.append(computeStrides(tensor.shape));
  for (size_t dim = rank - tensor.shape.size(); dim < rank; ++dim)
    if (tensor.shape[dim - (rank - tensor.shape.size())] == 1)
      strides[dim] = 0;
  return strides;
}

/// `function` of the values of both operands at each index of a result of `shape`.
template <typename Value, typename Function>
static auto combined(ArrayRef<int64_t> shape, const Tensor &lhs, const Tensor &rhs,
                     const std::vector<Value> Tensor::*values, Function function) {
  SmallVector<int64_t> basis = computeStrides(shape);
  SmallVector<int64_t> left = broadcastStrides(lhs, basis.size());
  SmallVector<int64_t> right = broadcastStrides(rhs, basis.size());
  std::vector<std::invoke_result_t<Function, Value, Value>> result(computeProduct(shape));
  for (size_t i = 0; i < result.size(); ++i) {
    SmallVector<int64_t> index = delinearize(i, basis);
    result[i] =
        function((lhs.*values)[linearize(index, left)], (rhs.*values)[linearize(index, right)]);
  }
  return result;
}

/// Applies `onFloats` or `onIntegers`, whose results keep the low bits that the element type has.
template <typename OnFloats, typename OnIntegers>
static Tensor computeBinary(EpilogueOpInterface op, Operands operands, OnFloats onFloats,
                            OnIntegers onIntegers) {
  const Tensor &lhs = *operands[0], &rhs = *operands[1];
  Value value = op->getResult(0);
  Tensor result{SmallVector<int64_t>(shapeOf(value)), {}};
  if (lhs.holdsIntegers()) {
    auto wrapped = [&, type = elementTypeOf(value)](int64_t l, int64_t r) {
      return wrapInteger(type, onIntegers(l, r));
    };
    result.integers = combined(result.shape, lhs, rhs, &Tensor::integers, wrapped);
    return result;
  }
  result.values = combined(result.shape, lhs, rhs, &Tensor::values, onFloats);
  applyEpilogue(op, operands.drop_front(2), result);
  return result;
}

/// `operation` of the bits, which does not overflow.
template <typename Operation> static auto onBits(Operation operation) {
  return [=](int64_t l, int64_t r) { return int64_t(operation(uint64_t(l), uint64_t(r))); };
}

Tensor compute(AddOp op, Operands operands) {
  return computeBinary(op, operands, std::plus(), onBits(std::plus()));
}

Tensor compute(SubOp op, Operands operands) {
  return computeBinary(op, operands, std::minus(), onBits(std::minus()));
}

Tensor compute(MulOp op, Operands operands) {
  return computeBinary(op, operands, std::multiplies(), onBits(std::multiplies()));
}

/// Toward zero; 0 for a divisor of 0, and the lowest value for itself and -1.
static int64_t quotient(int64_t lhs, int64_t rhs) {
  return rhs == 0 ? 0 : rhs == -1 ? int64_t(-uint64_t(lhs)) : lhs / rhs;
}

Tensor compute(DivOp op, Operands operands) {
  return computeBinary(op, operands, std::divides(), quotient);
}

/// NaN if one of them is.
static double larger(double lhs, double rhs) { return lhs > rhs || lhs != lhs ? lhs : rhs; }
static double smaller(double lhs, double rhs) { return lhs < rhs || lhs != lhs ? lhs : rhs; }

Tensor compute(MaxOp op, Operands operands) {
  return computeBinary(op, operands, larger, [](int64_t l, int64_t r) { return std::max(l, r); });
}

Tensor compute(MinOp op, Operands operands) {
  return computeBinary(op, operands, smaller, [](int64_t l, int64_t r) { return std::min(l, r); });
}

template <typename T> static bool compares(ComparePredicate predicate, T lhs, T rhs) {
  switch (predicate) {
  case ComparePredicate::Equal:
    return lhs == rhs;
  case ComparePredicate::Less:
    return lhs < rhs;
  case ComparePredicate::LessOrEqual:
    return lhs <= rhs;
  }
  llvm_unreachable("unknown predicate");
}

Tensor compute(CompareOp op, Operands operands) {
  const Tensor &lhs = *operands[0], &rhs = *operands[1];
  Tensor result{SmallVector<int64_t>(shapeOf(op)), {}};
  ComparePredicate predicate = op.getPredicate();
  auto truth = [&](auto l, auto r) { return int64_t(compares(predicate, l, r)); };
  result.integers = lhs.holdsIntegers() ? combined(result.shape, lhs, rhs, &Tensor::integers, truth)
                                        : combined(result.shape, lhs, rhs, &Tensor::values, truth);
  return result;
}

Tensor compute(MatmulOp op, Operands operands) {
  const Tensor &lhs = *operands[0], &rhs = *operands[1];
  Tensor result = makeZeros(op);
  size_t rank = result.shape.size();
  int64_t rows = result.shape[rank - 2], columns = result.shape[rank - 1];
  int64_t inner = lhs.shape[rank - 1];
  for (auto [at, value] : llvm::enumerate(result.values)) {
    int64_t column = at % columns, line = at / columns, matrix = line / rows;
    for (int64_t k = 0; k < inner; ++k)
      value += lhs.values[line * inner + k] * rhs.values[(matrix * inner + k) * columns + column];
  }
  return result;
}

/// Softmax of `count` values that lie `step` apart.
static void softmax(double *values, int64_t count, int64_t step) {
  double largest = values[0], sum = 0;
  for (int64_t i = 1; i < count; ++i)
    if (values[i * step] > largest)
      largest = values[i * step];
  for (int64_t i = 0; i < count; ++i) {
    values[i * step] = std::exp(values[i * step] - largest);
    sum += values[i * step];
  }
  for (int64_t i = 0; i < count; ++i)
    values[i * step] /= sum;
}

Tensor compute(SoftmaxOp op, Operands operands) {
  Tensor result = *operands[0];
  int64_t axis = op.getAxis(), count = result.shape[axis];
  int64_t step = computeStrides(result.shape)[axis];
  for (int64_t start = 0; start < int64_t(result.values.size()); ++start)
    if (start / step % count == 0)
      softmax(&result.values[start], count, step);
  return result;
}

} // namespace mnc
