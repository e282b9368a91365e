// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every list of passes.

#ifndef MNC_DRIVER_PIPELINES_H
#define MNC_DRIVER_PIPELINES_H

#include "mlir/Pass/PassManager.h"
#include "mnc/CPU/Target.h"

namespace mnc {

/// From the imported graph to the optimised one.
void buildGraphPipeline(mlir::OpPassManager &passes);

/// From the optimised graph to the scheduled one. With `stream`, chains of
/// layers are computed row by row where that pays. With `keepAll`, all values
/// are in memory at the end of a run.
void buildSchedulePipeline(mlir::OpPassManager &passes, llvm::StringRef triple,
                           llvm::StringRef cpu, bool stream, bool keepAll);

/// Registers all passes of mnc and the general ones that they go with.
void registerPasses();

} // namespace mnc

#endif // MNC_DRIVER_PIPELINES_H
