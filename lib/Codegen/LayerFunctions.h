// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The functions of a network's layers, one for all layers that are equal.

#ifndef MNC_LIB_CODEGEN_LAYERFUNCTIONS_H
#define MNC_LIB_CODEGEN_LAYERFUNCTIONS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mnc/Kernels/KernelBuilder.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

namespace mnc {

/// An argument of a layer: a buffer and the alignment in bytes that the layer
/// may rely on, or an index and 0.
struct LayerArgument {
  mlir::Value value;
  int64_t alignment;
};

class LayerFunctions {
public:
  /// Functions are called `prefix`_NODE, unless the library itself needs the
  /// name.
  LayerFunctions(mlir::ModuleOp module, std::string prefix, const CpuModel &cpu);

  using Build = llvm::function_ref<void(KernelBuilder &, mlir::ValueRange)>;

  /// Calls the function that `key` (with the arguments' types) stands for. The first time it is
  /// built, named after `loc`. Its buffers do not overlap anything that it writes.
  mlir::func::CallOp call(mlir::OpBuilder &body, mlir::Location loc, llvm::StringRef key,
                          llvm::ArrayRef<LayerArgument> arguments, Build build);

private:
  mlir::func::FuncOp create(mlir::Location loc, llvm::ArrayRef<LayerArgument> arguments,
                            Build build);
  std::string uniqueName(mlir::Location loc);

  mlir::ModuleOp module;
  std::string prefix;
  CpuModel cpu;
  llvm::StringMap<mlir::func::FuncOp> byKey;
  llvm::StringSet<> names;
};

} // namespace mnc

#endif // MNC_LIB_CODEGEN_LAYERFUNCTIONS_H
