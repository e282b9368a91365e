// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pointwise functions on tensors, alone and as the steps of an epilogue.

#include "Compute.h"
#include "mnc/Reference/Functions.h"

using namespace mlir;

namespace mnc {

/// fn of each value of `result`; takes the operand of `fn`, if any, from the front of `operands`.
static void apply(PointwiseFn fn, Operands &operands, Tensor &result) {
  const FunctionMeaning &meaning = meaningOf(fn);
  FnOperand kind = fn.getOperandKind();
  const Tensor *operand = nullptr;
  if (kind != FnOperand::None) {
    operand = operands.front();
    operands = operands.drop_front();
  }
  FnIndex index(kind, result.shape);
  for (size_t i = 0; i < result.values.size(); ++i)
    result.values[i] =
        meaning.eval(fn, result.values[i], operand ? operand->values[index(i)] : 0.0);
}

void applyEpilogue(EpilogueOpInterface op, Operands operands, Tensor &result) {
  if (ArrayAttr epilogue = op.getEpilogueSteps())
    for (auto fn : epilogue.getAsRange<PointwiseFn>())
      apply(fn, operands, result);
}

Tensor compute(PointwiseOp op, Operands operands) {
  Tensor result = *operands[0];
  Operands rest = operands.drop_front();
  apply(cast<PointwiseFn>(op.getFn()), rest, result);
  return result;
}

} // namespace mnc
