// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What code generation relies on.

#ifndef MNC_LIB_CODEGEN_CHECKSCHEDULE_H
#define MNC_LIB_CODEGEN_CHECKSCHEDULE_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mnc/Kernels/ModuleTarget.h"

namespace mnc {

/// Checks that the schedule of a verified graph is complete: all that computes is in a group with
/// a kernel, and each value that one reads has a buffer or is a constant with values. Reports the
/// first problem as an error. Whether the memory plan is right, `checkMemory` says.
mlir::LogicalResult checkSchedule(mlir::func::FuncOp graph, const CpuModel &cpu);

} // namespace mnc

#endif // MNC_LIB_CODEGEN_CHECKSCHEDULE_H
