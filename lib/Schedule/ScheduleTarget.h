// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The CPU that a pass is told to choose for.

#ifndef MNC_SCHEDULE_SCHEDULETARGET_H
#define MNC_SCHEDULE_SCHEDULETARGET_H

#include "mlir/IR/Operation.h"
#include "mnc/CPU/Target.h"

namespace mnc {

/// The row of `cpu` on `triple`; an error at `op` if there is none.
llvm::FailureOr<CpuRow> cpuRowFor(mlir::Operation *op, llvm::StringRef triple, llvm::StringRef cpu);

} // namespace mnc

#endif // MNC_SCHEDULE_SCHEDULETARGET_H
