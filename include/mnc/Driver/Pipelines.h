// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every list of passes.

#ifndef MNC_DRIVER_PIPELINES_H
#define MNC_DRIVER_PIPELINES_H

#include "mlir/Pass/PassManager.h"
#include "mnc/Schedule/SearchOptions.h"

namespace mnc {

struct Plan;

/// Adds the passes from the imported graph to the optimised one.
void buildGraphPipeline(mlir::OpPassManager &passes);

/// What the schedule is like; its CPU is the module's.
struct ScheduleOptions {
  SearchOptions search = {};
  /// All values are in memory at the end of a run.
  bool keepAll = false;
  /// The plan is given, not searched for.
  bool takesPlan = false;
};

/// Adds the passes from the optimised graph to the scheduled one. The plan is taken from `plan`, or
/// stored there if that is not null.
void buildSchedulePipeline(mlir::OpPassManager &passes, const ScheduleOptions &options,
                           Plan *plan = nullptr);

/// Registers all passes of mnc and the general ones that they go with.
void registerPasses();

} // namespace mnc

#endif // MNC_DRIVER_PIPELINES_H
