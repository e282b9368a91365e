// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Values of operations that convert, choose and rank values.

#include "Compute.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "llvm/ADT/APFloat.h"
#include <cmath>
#include <numeric>

using namespace mlir;

namespace mnc {

//--- convert -----------------------------------------------------------------

/// Toward zero; the nearest value of `type` where there is none, 0 for NaN. A truth value is
/// whether `value` is not 0.
static int64_t toInteger(Type type, double value) {
  if (type.isInteger(1))
    return value != 0;
  if (std::isnan(value))
    return 0;
  unsigned bits = type.getIntOrFloatBitWidth();
  bool isUnsigned = type.isUnsignedInteger();
  double end = std::ldexp(1.0, isUnsigned ? bits : bits - 1), lowest = isUnsigned ? 0 : -end;
  double whole = std::trunc(value);
  if (whole < lowest)
    return int64_t(lowest);
  if (whole >= end)
    return int64_t(llvm::maskTrailingOnes<uint64_t>(isUnsigned ? bits : bits - 1));
  return int64_t(whole);
}

static double toHalf(double value) {
  llvm::APFloat number(value);
  bool losesInfo;
  number.convert(llvm::APFloat::IEEEhalf(), llvm::APFloat::rmNearestTiesToEven, &losesInfo);
  number.convert(llvm::APFloat::IEEEdouble(), llvm::APFloat::rmNearestTiesToEven, &losesInfo);
  return number.convertToDouble();
}

Tensor compute(ConvertOp op, Operands operands) {
  const Tensor &input = *operands[0];
  Tensor result = makeZeros(op);
  Type to = op.getTo();
  for (size_t at = 0; at < result.size(); ++at)
    if (!result.holdsIntegers())
      result.values[at] = to.isF16() ? toHalf(input.number(at)) : input.number(at);
    else
      result.integers[at] = input.holdsIntegers() ? wrapInteger(to, input.integers[at])
                                                  : toInteger(to, input.values[at]);
  return result;
}

//--- select ------------------------------------------------------------------

Tensor compute(SelectOp op, Operands operands) {
  const Tensor &condition = *operands[0];
  SmallVector<int64_t> basis = computeStrides(shapeOf(op));
  SmallVector<int64_t> places = broadcastStrides(condition, basis.size());
  // Both tensors behind each other, so that one move takes from either.
  Tensor both = *operands[1];
  llvm::append_range(both.values, operands[2]->values);
  llvm::append_range(both.integers, operands[2]->integers);
  SmallVector<int64_t> left = broadcastStrides(*operands[1], basis.size());
  SmallVector<int64_t> right = broadcastStrides(*operands[2], basis.size());
  return moved(op, both, [&](size_t at) {
    SmallVector<int64_t> index = delinearize(at, basis);
    return condition.integers[linearize(index, places)]
               ? linearize(index, left)
               : int64_t(operands[1]->size()) + linearize(index, right);
  });
}

//--- arg_max, top_k ----------------------------------------------------------

/// True if value `l` of `tensor` comes before value `r`: the larger one first, NaN before all
/// numbers, and by `smallest` the other way round.
static bool comesBefore(const Tensor &tensor, size_t l, size_t r, bool smallest) {
  if (smallest)
    std::swap(l, r);
  if (tensor.holdsIntegers())
    return tensor.integers[l] > tensor.integers[r];
  double left = tensor.values[l], right = tensor.values[r];
  return std::isnan(left) ? !std::isnan(right) : left > right;
}

/// For each line of `input` along `axis`, the indices of its `count` first values; of equal ones
/// the first comes first, or with `last` the last.
static Tensor computeRank(Operation *op, const Tensor &input, int64_t axis, int64_t count,
                          bool smallest, bool last) {
  Tensor result = makeZeros(op->getResult(0));
  int64_t size = input.shape[axis], inner = computeStrides(input.shape)[axis];
  for (int64_t line = 0; line < int64_t(input.size()) / size; ++line) {
    int64_t outer = line / inner, begin = outer * size * inner + line % inner;
    SmallVector<int64_t> order(size);
    std::iota(order.begin(), order.end(), 0);
    if (last)
      std::reverse(order.begin(), order.end());
    llvm::stable_sort(order, [&](int64_t l, int64_t r) {
      return comesBefore(input, begin + l * inner, begin + r * inner, smallest);
    });
    for (int64_t at = 0; at < count; ++at)
      result.integers[(outer * count + at) * inner + line % inner] = order[at];
  }
  return result;
}

Tensor compute(ArgMaxOp op, Operands operands) {
  return computeRank(op, *operands[0], op.getAxis(), 1, op.getSmallest(), op.getLast());
}

Tensor compute(TopKOp op, Operands operands) {
  return computeRank(op, *operands[0], op.getAxis(), op.getCount(), op.getSmallest(),
                     /*last=*/false);
}

} // namespace mnc
