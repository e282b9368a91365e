// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Values of operations that only move values.

#include "Compute.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;

namespace mnc {

Tensor compute(TransposeOp op, Operands operands) {
  const Tensor &input = *operands[0];
  SmallVector<int64_t> basis = computeStrides(shapeOf(op));
  SmallVector<int64_t> steps = applyPermutation(computeStrides(input.shape), op.getPerm());
  return moved(op, input, [&](size_t at) { return linearize(delinearize(at, basis), steps); });
}

Tensor compute(ReshapeOp op, Operands operands) {
  return moved(op, *operands[0], [](size_t at) { return at; });
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
