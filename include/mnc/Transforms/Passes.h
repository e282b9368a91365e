// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Passes from graph to graph; none knows a CPU.

#ifndef MNC_TRANSFORMS_PASSES_H
#define MNC_TRANSFORMS_PASSES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/Pass.h"
#include "mnc/IR/IR.h"

namespace mnc {
#define GEN_PASS_DECL
#include "mnc/Transforms/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "mnc/Transforms/Passes.h.inc"
} // namespace mnc

#endif // MNC_TRANSFORMS_PASSES_H
