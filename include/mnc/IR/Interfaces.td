// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What several operations of the dialect have in common.

#ifndef MNC_IR_INTERFACES_TD
#define MNC_IR_INTERFACES_TD

include "mlir/IR/OpBase.td"

def MNC_EpilogueOpInterface : OpInterface<"EpilogueOpInterface"> {
  let cppNamespace = "::mnc";
  let description = [{
    An operation whose single result passes through an epilogue, steps that are
    applied to each value in order. Each `bias` and each `residual` step takes
    one operand, in the order of the steps. The channels of a result are its
    last dimension.
  }];
  let methods = [
    InterfaceMethod<"The steps, in order; null for none.", "::mlir::ArrayAttr", "getEpilogueSteps", (ins), [{}],
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
      }]>
  ];
  let verify = [{ return ::mnc::verifyEpilogue($_op); }];
}

#endif // MNC_IR_INTERFACES_TD
