// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Kernels/Views.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;

namespace mnc {

SmallVector<int64_t> borderFor(Conv2dOp conv) {
  ArrayRef<int64_t> input = shapeOf(conv.getInput());
  ArrayRef<int64_t> filter = shapeOf(conv.getFilter());
  SmallVector<int64_t> border(4);
  for (int dim : {0, 1}) {
    WindowDim window{input[1 + dim],      filter[2 + dim],         conv.getStrides()[dim],
                     conv.getPads()[dim], conv.getPads()[2 + dim], conv.getDilations()[dim]};
    int64_t end = (window.output() - 1) * window.stride + window.span() - window.padBefore;
    border[dim] = window.padBefore;
    border[2 + dim] = std::max<int64_t>(0, end - window.input);
  }
  bool none = llvm::all_of(border, [](int64_t size) { return size == 0; });
  return none ? SmallVector<int64_t>() : border;
}

/// True if the kernel of `conv` reads `operand`, which is not its input, by the layout of its
/// buffer: a residual.
static bool isResidual(Conv2dOp conv, OpOperand &operand) {
  ArrayAttr epilogue = conv.getEpilogueAttr();
  auto *step = conv.getStepsMutable().begin();
  for (Attribute fn : epilogue ? epilogue.getValue() : ArrayRef<Attribute>())
    if (FnOperand kind = cast<PointwiseFn>(fn).getOperandKind(); kind != FnOperand::None)
      if (&*step++ == &operand)
        return kind == FnOperand::Full;
  return false;
}

SliceOp sliceInPlace(Value value) {
  auto slice = value.getDefiningOp<SliceOp>();
  return slice && slice->hasAttr(inPlaceAttr) ? slice : nullptr;
}

bool canReadPart(OpOperand &operand) {
  Operation *op = operand.getOwner();
  if (isa<ConcatOp, ReshapeOp, func::ReturnOp>(op))
    return false;
  auto conv = dyn_cast<Conv2dOp>(op);
  if (!conv)
    return true;
  // A border lies around the whole input.
  return operand.getOperandNumber() == 0 ? borderFor(conv).empty() : isResidual(conv, operand);
}

bool canBePart(SliceOp slice) {
  ArrayRef<int64_t> steps = slice.getSteps();
  // Kernels read vectors of the last dimension.
  bool isForward = llvm::all_of(steps, [](int64_t step) { return step > 0; });
  bool isContiguous = steps.empty() || steps.back() == 1;
  return isForward && isContiguous && !slice.getInput().getDefiningOp<ConstantOp>() &&
         llvm::all_of(slice->getUses(), canReadPart);
}

} // namespace mnc
