// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The dialect `mnc`: a graph of neural-network operations on static tensors.

#ifndef MNC_IR_DIALECT_TD
#define MNC_IR_DIALECT_TD

include "mlir/IR/OpBase.td"

def MNC_Dialect : Dialect {
  let name = "mnc";
  let summary = "Graph of a convolutional network on static tensors";
  let description = [{
    Activations of windowed operations are NHWC; filters keep the
    layout of the ONNX file (OIHW), so that weights are never copied before
    they are packed. docs/Ops.md is the specification.
  }];
  let cppNamespace = "::mnc";
  let useDefaultAttributePrinterParser = 1;
  let hasConstantMaterializer = 1;
  let hasOperationAttrVerify = 1;
}

#endif // MNC_IR_DIALECT_TD
