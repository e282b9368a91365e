// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Calls of a function outside the network after each layer, for a profile.

#ifndef MNC_LIB_CODEGEN_PROFILINGCALLBACK_H
#define MNC_LIB_CODEGEN_PROFILINGCALLBACK_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include <string>

namespace mnc {

/// The profiling callback of a network. Without a name it calls nothing.
class ProfilingCallback {
public:
  /// Declares the function `name` and the datum NAME_context in `module`; nothing if `name` is
  /// empty.
  ProfilingCallback(mlir::ModuleOp module, llvm::StringRef name);

  /// Emits a call that says: the time since the last call belongs to layer `number`.
  void call(mlir::OpBuilder &builder, mlir::Location loc, int64_t number) const;

private:
  mlir::func::FuncOp function;
  std::string context;
};

} // namespace mnc

#endif // MNC_LIB_CODEGEN_PROFILINGCALLBACK_H
