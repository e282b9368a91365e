// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every list of passes.

#ifndef MNC_DRIVER_PIPELINES_H
#define MNC_DRIVER_PIPELINES_H

#include "mlir/Pass/PassManager.h"

namespace mnc {

struct Plan;

/// Adds the passes from the imported graph to the optimised one.
void buildGraphPipeline(mlir::OpPassManager &passes);

/// Restrictions of the schedule; its CPU is the module's.
struct ScheduleOptions {
  /// Chains of layers are computed row by row where that pays.
  bool stream = true;
  /// Channel tiles, channel blocks, loop orders, prefetches and pixel padding suit the caches.
  bool cacheBlocks = true;
  /// All values are in memory at the end of a run.
  bool keepAll = false;
  /// Of plans of a larger workspace, none is taken.
  int64_t mostWorkspaceBytes = std::numeric_limits<int64_t>::max();
  /// The plan whose groups have the smallest results is taken, whatever time it needs.
  bool leastResults = false;
  /// Groups that are computed row by row.
  bool rows = true;
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
