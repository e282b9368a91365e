// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The functions of a network's layers, one for all layers that compute the same.

#ifndef MNC_LIB_CODEGEN_LAYERFUNCTIONS_H
#define MNC_LIB_CODEGEN_LAYERFUNCTIONS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mnc/Kernels/KernelBuilder.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringSet.h"

namespace mnc {

/// An argument of a layer: a buffer and the alignment in bytes that the layer
/// may rely on, or an index and 0.
struct LayerArgument {
  mlir::Value value;
  int64_t alignment;
  /// Where the buffer is `part` of `value`, which are bytes, from byte `partOffset` on: it shares
  /// some of them with another buffer.
  mlir::MemRefType part = {};
  int64_t partOffset = 0;
};

class LayerFunctions {
public:
  /// Functions are called `prefix`_NODE, unless the library itself needs the
  /// name. Without `prefetches`, they prefetch nothing.
  LayerFunctions(mlir::ModuleOp module, std::string prefix, const CpuModel &cpu, bool prefetches);

  using Build = llvm::function_ref<void(KernelBuilder &, mlir::ValueRange)>;

  /// Calls the function that `build` makes, or one with the same arguments and body. A new one is
  /// named after `loc`. Its buffers do not overlap anything that it writes.
  ///
  /// `build` may call others: those are compared by their names, which are settled by then.
  mlir::func::CallOp call(mlir::OpBuilder &body, mlir::Location loc,
                          llvm::ArrayRef<LayerArgument> arguments, Build build);

private:
  mlir::func::FuncOp create(mlir::Location loc, llvm::ArrayRef<LayerArgument> arguments,
                            Build build);
  mlir::func::FuncOp findEqual(mlir::func::FuncOp function) const;
  std::string uniqueName(mlir::Location loc);

  mlir::ModuleOp module;
  std::string prefix;
  CpuModel cpu;
  bool prefetches;
  /// Functions by the types and attributes of their arguments.
  using Signature = std::pair<mlir::Type, mlir::Attribute>;
  llvm::DenseMap<Signature, llvm::SmallVector<mlir::func::FuncOp, 1>> bySignature;
  llvm::StringSet<> names;
};

} // namespace mnc

#endif // MNC_LIB_CODEGEN_LAYERFUNCTIONS_H
