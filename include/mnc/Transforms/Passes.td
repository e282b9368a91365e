// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Passes from graph to graph. They keep every result within rounding.

#ifndef MNC_TRANSFORMS_PASSES_TD
#define MNC_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

class MNC_GraphPass<string argument> : Pass<argument, "::mlir::func::FuncOp"> {
  let dependentDialects = ["::mnc::MNCDialect"];
}

def FoldConstants : MNC_GraphPass<"mnc-fold-constants"> {
  let summary = "Computes operations whose operands are all constants";
}

def SinkTransposes : MNC_GraphPass<"mnc-sink-transposes"> {
  let summary = "Moves transposes towards the results, where they meet and cancel";
}

def RaiseFunctions : MNC_GraphPass<"mnc-raise-functions"> {
  let summary = "Recognises functions that are spelled out in arithmetic";
  let description = [{
    Where a value is infinite, the spelled-out form may give NaN where the function gives its limit.
  }];
}

def FoldBatchNorm : MNC_GraphPass<"mnc-fold-batch-norm"> {
  let summary = "Moves batch normalisation into the weights of the convolution before it";
  let description = [{
    In double. Also arithmetic with one constant for each channel, which is how
    some files spell it. One that follows no convolution becomes a product and
    a sum.
  }];
}

def FusePad : MNC_GraphPass<"mnc-fuse-pad"> {
  let summary = "Makes zero padding a part of the window that reads it";
}

def FuseEpilogue : MNC_GraphPass<"mnc-fuse-epilogue"> {
  let summary = "Makes sums, factors and functions steps of their producer's epilogue";
  let description = [{
    Also where reshapes lie between them, as behind matrix products; those then follow the producer.
  }];
}

#endif // MNC_TRANSFORMS_PASSES_TD
