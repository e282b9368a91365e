// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Passes that choose and plan. They write attributes, which code generation reads.

#ifndef MNC_SCHEDULE_PASSES_H
#define MNC_SCHEDULE_PASSES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/Pass.h"
#include "mnc/IR/IR.h"
#include "mnc/Schedule/SearchOptions.h"

namespace mnc {

#define GEN_PASS_DECL
#include "mnc/Schedule/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "mnc/Schedule/Passes.h.inc"

struct Plan;

/// Creates the pass that applies `plan`, if that is given, or the one that it finds and stores in
/// `plan` unless that is null.
std::unique_ptr<mlir::Pass> createScheduleGroups(const SearchOptions &options, Plan *plan,
                                                 bool isGiven);

} // namespace mnc

#endif // MNC_SCHEDULE_PASSES_H
