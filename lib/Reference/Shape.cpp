// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Values of operations that only move values.

#include "Compute.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;

namespace mnc {

Tensor compute(TransposeOp op, Operands operands) {
  const Tensor &input = *operands[0];
  Tensor result = makeZeros(op);
  SmallVector<int64_t> basis = computeStrides(result.shape);
  SmallVector<int64_t> steps = applyPermutation(computeStrides(input.shape), op.getPerm());
  for (size_t i = 0; i < result.values.size(); ++i)
    result.values[i] = input.values[linearize(delinearize(i, basis), steps)];
  return result;
}

Tensor compute(ReshapeOp op, Operands operands) {
  Tensor result = makeZeros(op);
  result.values = operands[0]->values;
  return result;
}

Tensor compute(PadOp op, Operands operands) {
  const Tensor &input = *operands[0];
  Tensor result = makeZeros(op);
  std::fill(result.values.begin(), result.values.end(), op.getValue().convertToFloat());
  SmallVector<int64_t> from = computeStrides(input.shape);
  SmallVector<int64_t> to = computeStrides(result.shape);
  int64_t first = linearize(op.getLow(), to);
  for (size_t i = 0; i < input.values.size(); ++i)
    result.values[first + linearize(delinearize(i, from), to)] = input.values[i];
  return result;
}

Tensor compute(CopyOp op, Operands operands) { return *operands[0]; }

} // namespace mnc
