// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef MNC_CODEGEN_PASSES_TD
#define MNC_CODEGEN_PASSES_TD

include "mlir/Pass/PassBase.td"

def GenerateLoops : Pass<"mnc-generate-loops", "::mlir::ModuleOp"> {
  let summary = "Turns a scheduled graph into kernel IR: loops over vectors in flat buffers";
  let description = [{
    `main` becomes `NAME_body`, which calls one function for each fusion group;
    equal layers share a function. The weights are packed into a store of the caller
    and read through the global `NAME_weights` or, with `external-weights`, through
    the last argument of `NAME_body`.
  }];
  let options = [
    Option<"name", "name", "std::string", "\"model\"", "prefix of every symbol">,
    Option<"profilingCallback", "profiling-callback", "std::string", "\"\"",
           "an external function to call after each layer, or after each row of a streamed one, "
           "with the address of the symbol CALLBACK_context and the layer's number; "
           "empty for none">,
    Option<"externalWeights", "external-weights", "bool", "false",
           "the weights are the last argument of NAME_body">
  ];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect",
    "::mlir::vector::VectorDialect"
  ];
}

#endif // MNC_CODEGEN_PASSES_TD
