// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Interfaces of several operations of the dialect.

#ifndef MNC_IR_INTERFACES_TD
#define MNC_IR_INTERFACES_TD

include "mlir/IR/OpBase.td"

def MNC_EpilogueOpInterface : OpInterface<"EpilogueOpInterface"> {
  let cppNamespace = "::mnc";
  let description = [{
    An operation whose single result passes through an epilogue, steps that are
    applied to each value in order. Steps with an operand take theirs in the order of the steps. The
    channels of a result are its last dimension.
  }];
  let methods = [
    InterfaceMethod<"The steps, in order; null for none.", "::mlir::ArrayAttr",
      "getEpilogueSteps", (ins), [{}],
      [{ return $_op.getEpilogueAttr(); }]>,
    InterfaceMethod<"The operands of the steps, in order.", "::mlir::OperandRange",
      "getStepOperands", (ins), [{}], [{ return $_op.getSteps(); }]>,
    InterfaceMethod<"Adds `step` to the end of the epilogue, with its operand if it takes one.",
      "void", "appendStep", (ins "::mlir::Attribute":$step, "::mlir::Value":$operand), [{}], [{
        ::llvm::SmallVector<::mlir::Attribute> steps;
        if (::mlir::ArrayAttr old = $_op.getEpilogueAttr())
          steps.append(old.begin(), old.end());
        steps.push_back(step);
        $_op.setEpilogueAttr(::mlir::ArrayAttr::get($_op.getContext(), steps));
        if (operand)
          $_op.getStepsMutable().append(operand);
      }]>,
    InterfaceMethod<"Makes `steps` the epilogue, with `operands` for those that take one.",
      "void", "setSteps", (ins "::mlir::ArrayAttr":$steps, "::mlir::ValueRange":$operands), [{}], [{
        $_op.setEpilogueAttr(steps);
        $_op.getStepsMutable().assign(operands);
      }]>
  ];
  let verify = [{ return ::mnc::verifyEpilogue($_op); }];
}

def MNC_PermutableOpInterface : OpInterface<"PermutableOpInterface"> {
  let cppNamespace = "::mnc";
  let description = [{
    An operation of one tensor that computes the same for any order of its dimensions, so that a
    transpose of its first operand may become one of its result.
  }];
  let methods = [
    InterfaceMethod<[{
      Rewrites what names dimensions, on a copy whose first operand has lost its transpose:
      dimension `d` of before is dimension `perm[d]` now. Fails where that cannot be.
    }], "::llvm::LogicalResult", "permuteDimensions", (ins "::llvm::ArrayRef<int64_t>":$perm),
      [{}], [{ return ::mlir::success(); }]>
  ];
}

def MNC_RowwiseOpInterface : OpInterface<"RowwiseOpInterface"> {
  let cppNamespace = "::mnc";
  let description = [{
    An operation on a 4-D activation (NHWC) whose rows need a few rows of the first operand each.
  }];
  let methods = [
    InterfaceMethod<"The window over the rows (dimension H) of the first operand.",
      "::mnc::WindowDim", "getRowWindow">
  ];
}

/// How an error of the operands passes through an operation (lib/Driver/RoundingBound).
def MNC_RoundingOpInterface : OpInterface<"RoundingOpInterface"> {
  let cppNamespace = "::mnc";
  let methods = [
    InterfaceMethod<"The rule.", "::mnc::ErrorRule", "getErrorRule">
  ];
}

#endif // MNC_IR_INTERFACES_TD
