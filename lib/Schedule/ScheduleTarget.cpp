// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ScheduleTarget.h"

namespace mnc {

llvm::FailureOr<CpuRow> cpuRowFor(mlir::Operation *op, llvm::StringRef triple, llvm::StringRef cpu) {
  llvm::Expected<Target> target = resolveTarget(triple, cpu);
  if (target)
    return target->row;
  op->emitError(llvm::toString(target.takeError()));
  return mlir::failure();
}

} // namespace mnc
