// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The functions of a network's layers, one for all layers that are equal.

#ifndef MNC_LIB_CODEGEN_LAYERFUNCTIONS_H
#define MNC_LIB_CODEGEN_LAYERFUNCTIONS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mnc/Kernels/KernelBuilder.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

namespace mnc {

/// A buffer as the network's body sees it, and the alignment in bytes that a
/// layer may rely on.
struct BodyBuffer {
  mlir::Value memref;
  int64_t alignment;
};

class LayerFunctions {
public:
  LayerFunctions(mlir::ModuleOp module, std::string prefix, bool hasFma)
      : module(module), prefix(std::move(prefix)), hasFma(hasFma) {}

  using Build = llvm::function_ref<void(KernelBuilder &, mlir::ValueRange)>;

  /// Calls the function that `key` (with the buffers' types) stands for; the
  /// first time it is built, named after `loc`. Its arguments do not overlap
  /// anything that it writes.
  void call(mlir::OpBuilder &body, mlir::Location loc, llvm::StringRef key,
            llvm::ArrayRef<BodyBuffer> buffers, Build build);

private:
  mlir::func::FuncOp create(mlir::Location loc, llvm::ArrayRef<BodyBuffer> buffers, Build build);
  std::string uniqueName(mlir::Location loc);

  mlir::ModuleOp module;
  std::string prefix;
  bool hasFma;
  llvm::StringMap<mlir::func::FuncOp> byKey;
  llvm::StringSet<> names;
};

} // namespace mnc

#endif // MNC_LIB_CODEGEN_LAYERFUNCTIONS_H
