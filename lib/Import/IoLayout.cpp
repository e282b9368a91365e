// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "IoLayout.h"

#include "mnc/IR/IR.h"

using namespace mlir;

namespace mnc {

/// Windows are imported as NHWC: a transpose says what is on its other side.
static constexpr int64_t toNHWC[] = {0, 2, 3, 1}, toNCHW[] = {0, 3, 1, 2};

/// True if `op` keeps the order of the dimensions of its first operand.
static bool keepsDimensions(Operation *op) {
  return isa<PointwiseOp, BatchNormOp, PadOp, AddOp, SubOp, MulOp, DivOp, CopyOp, SliceOp,
             InterpolateOp, GatherOp, SoftmaxOp, ConvertOp, CompareOp, ArgMaxOp>(op) &&
         shapeOf(op->getOperand(0)).size() == shapeOf(op->getResult(0)).size();
}

static StringRef layoutByRank(Value value) { return shapeOf(value).size() == 2 ? "NC" : ""; }

StringRef layoutOfInput(Value argument) {
  if (shapeOf(argument).size() != 4)
    return layoutByRank(argument);
  SmallVector<Value> todo = {argument};
  for (size_t next = 0; next < todo.size() && next < 64; ++next)
    for (Operation *user : todo[next].getUsers()) {
      if (auto transpose = dyn_cast<TransposeOp>(user)) {
        if (transpose.getPerm() == ArrayRef(toNHWC))
          return "NCHW";
        if (transpose.getPerm() == ArrayRef(toNCHW))
          return "NHWC";
      } else if (keepsDimensions(user)) {
        todo.push_back(user->getResult(0));
      }
    }
  return "";
}

StringRef layoutOfOutput(Value result) {
  if (shapeOf(result).size() != 4)
    return layoutByRank(result);
  Operation *op = result.getDefiningOp();
  while (op && keepsDimensions(op))
    op = op->getOperand(0).getDefiningOp();
  auto transpose = dyn_cast_or_null<TransposeOp>(op);
  if (!transpose)
    return "";
  return transpose.getPerm() == ArrayRef(toNCHW)   ? "NCHW"
         : transpose.getPerm() == ArrayRef(toNHWC) ? "NHWC"
                                                   : "";
}

} // namespace mnc
