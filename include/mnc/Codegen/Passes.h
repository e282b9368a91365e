// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// From a scheduled graph to kernel IR.

#ifndef MNC_CODEGEN_PASSES_H
#define MNC_CODEGEN_PASSES_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"
#include "mnc/Codegen/WeightStore.h"

namespace mnc {
#define GEN_PASS_DECL
#include "mnc/Codegen/Passes.h.inc"

/// `weights` receives the packed weights and outlives the pass.
std::unique_ptr<mlir::Pass> createGenerateLoops(GenerateLoopsOptions options, WeightStore &weights);

#define GEN_PASS_REGISTRATION
#include "mnc/Codegen/Passes.h.inc"
} // namespace mnc

#endif // MNC_CODEGEN_PASSES_H
