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

/// `function` of both operands' values at each index of the result.
template <typename Function>
static Tensor computeBinary(EpilogueOpInterface op, Operands operands, Function function) {
  const Tensor &lhs = *operands[0], &rhs = *operands[1];
  Tensor result = makeZeros(op->getResult(0));
  SmallVector<int64_t> basis = computeStrides(result.shape);
  SmallVector<int64_t> left = broadcastStrides(lhs, basis.size());
  SmallVector<int64_t> right = broadcastStrides(rhs, basis.size());
  for (size_t i = 0; i < result.values.size(); ++i) {
    SmallVector<int64_t> index = delinearize(i, basis);
    result.values[i] =
        function(lhs.values[linearize(index, left)], rhs.values[linearize(index, right)]);
  }
  applyEpilogue(op, operands.drop_front(2), result);
  return result;
}

Tensor compute(AddOp op, Operands operands) { return computeBinary(op, operands, std::plus()); }

Tensor compute(SubOp op, Operands operands) { return computeBinary(op, operands, std::minus()); }

Tensor compute(MulOp op, Operands operands) {
  return computeBinary(op, operands, std::multiplies());
}

Tensor compute(DivOp op, Operands operands) { return computeBinary(op, operands, std::divides()); }

/// NaN if one of them is.
static double larger(double lhs, double rhs) { return lhs > rhs || lhs != lhs ? lhs : rhs; }
static double smaller(double lhs, double rhs) { return lhs < rhs || lhs != lhs ? lhs : rhs; }

Tensor compute(MaxOp op, Operands operands) { return computeBinary(op, operands, larger); }

Tensor compute(MinOp op, Operands operands) { return computeBinary(op, operands, smaller); }

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
