// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What several operations of the dialect have in common.

#ifndef MNC_IR_INTERFACES_TD
#define MNC_IR_INTERFACES_TD

include "mlir/IR/OpBase.td"

def MNC_EpilogueOpInterface : OpInterface<"EpilogueOpInterface"> {
  let cppNamespace = "::mnc";
  let description = [{
    An operation whose single result passes through a chain of links. Each
    `bias` and each `residual` link takes one operand, in the chain's order.
    The channels of a result are its last dimension.
  }];
  let methods = [
    InterfaceMethod<"The chain.", "::mlir::ArrayAttr", "getEpilogueChain", (ins), [{}],
      [{ return $_op.getEpilogueAttr(); }]>,
    InterfaceMethod<"The operands of the links, in order.", "::mlir::OperandRange",
      "getLinkOperands", (ins), [{}], [{ return $_op.getLinks(); }]>,
    InterfaceMethod<"Adds `link` to the end of the chain, with its operand if it takes one.",
      "void", "appendLink", (ins "::mlir::Attribute":$link, "::mlir::Value":$operand), [{}], [{
        ::llvm::SmallVector<::mlir::Attribute> links;
        if (::mlir::ArrayAttr chain = $_op.getEpilogueAttr())
          links.append(chain.begin(), chain.end());
        links.push_back(link);
        $_op.setEpilogueAttr(::mlir::ArrayAttr::get($_op.getContext(), links));
        if (operand)
          $_op.getLinksMutable().append(operand);
      }]>
  ];
  let verify = [{ return ::mnc::verifyEpilogue($_op); }];
}

#endif // MNC_IR_INTERFACES_TD
