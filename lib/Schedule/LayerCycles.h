// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a layer computes beside the products of a convolution, in cycles, with all data in the
// first-level cache.

#ifndef MNC_LIB_SCHEDULE_LAYERCYCLES_H
#define MNC_LIB_SCHEDULE_LAYERCYCLES_H

#include "mnc/CPU/CpuTable.h"
#include "mnc/IR/IR.h"
#include <optional>

namespace mnc {

/// Returns the cycles of the steps after the sums of `op`.
double epilogueCycles(mlir::Operation *op, const CpuModel &cpu);

/// Returns the cycles of an operation that is no convolution: those of its code; nothing if it has
/// none. Fails with an error at `op` if its kernel does not compute it.
mlir::FailureOr<std::optional<double>> plainCycles(mlir::Operation *op, const CpuModel &cpu);

} // namespace mnc

#endif // MNC_LIB_SCHEDULE_LAYERCYCLES_H
