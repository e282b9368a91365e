// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Operations that can be computed row by row.

#include "mnc/IR/IR.h"

using namespace mlir;
using namespace mnc;

/// True if each value of the result is computed from those at the same index, of operands of its
/// shape.
static bool isElementwise(Operation *op) {
  return isa<AddOp, SubOp, MulOp, DivOp, MaxOp, MinOp, PointwiseOp, CopyOp>(op);
}

bool mnc::isReadRowByRow(OpOperand &operand) {
  Operation *op = operand.getOwner();
  if (op->getNumResults() != 1 || operand.get().getType() != op->getResult(0).getType())
    return false;
  if (auto conv = dyn_cast<Conv2dOp>(op))
    return llvm::any_of(conv.getStepsMutable(), [&](OpOperand &step) { return &step == &operand; });
  return isElementwise(op);
}

std::optional<WindowDim> mnc::rowWindowOf(OpOperand &operand) {
  Operation *op = operand.getOwner();
  auto rowwise = dyn_cast<RowwiseOpInterface>(op);
  if (rowwise && operand.getOperandNumber() == 0)
    return rowwise.getRowWindow();
  if (!computesRows(op) || !isReadRowByRow(operand))
    return std::nullopt;
  int64_t height = shapeOf(op->getResult(0))[1];
  return WindowDim{.input = height, .kernel = 1, .stride = 1, .padBefore = 0, .padAfter = 0};
}

std::optional<WindowDim> mnc::rowWindowOf(Operation *op) {
  return op->getNumOperands() ? rowWindowOf(op->getOpOperand(0)) : std::nullopt;
}

bool mnc::computesRows(Operation *op) {
  if (op->getNumResults() != 1 || shapeOf(op->getResult(0)).size() != 4 ||
      !elementTypeOf(op->getResult(0)).isF32())
    return false;
  return isElementwise(op) ||
         isa<RowwiseOpInterface, TransposeOp, SliceOp, BroadcastOp, ConvertOp, SelectOp>(op);
}
