// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Lowering of kernel IR to MLIR's LLVM dialect.

#ifndef MNC_EMIT_LOWERTOLLVM_H
#define MNC_EMIT_LOWERTOLLVM_H

#include "mlir/Pass/Pass.h"
#include "mnc/CPU/Target.h"
#include <memory>

namespace mlir {
class OpPassManager;
} // namespace mlir

namespace mnc {

/// Converts the func, cf, memref, vector, arith, math and ub ops of a module
/// to the LLVM dialect in one conversion. A memref argument becomes a bare
/// pointer, an index 64 bits. `triple` supplies the data layout.
/// A function with the attribute `noinline` (or func's own `no_inline`) is
/// never inlined. Private functions stay private symbols.
std::unique_ptr<mlir::Pass> createLowerToLLVMPass(llvm::StringRef triple);

/// Registers the pass as `mnc-lower-to-llvm`; its triple is an option.
void registerLowerToLLVMPass();

/// Adds the passes from kernel IR to the LLVM dialect to a manager of modules.
void buildLowerToLLVMPipeline(mlir::OpPassManager &manager, const Target &target);

} // namespace mnc

#endif // MNC_EMIT_LOWERTOLLVM_H
