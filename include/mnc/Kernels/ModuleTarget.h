// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The CPU of a module, which its attribute `mnc.cpu` names.

#ifndef MNC_KERNELS_MODULETARGET_H
#define MNC_KERNELS_MODULETARGET_H

#include "mlir/IR/BuiltinOps.h"
#include "mnc/CPU/Target.h"

namespace mnc {

/// Makes `target` the CPU of `module`.
void setTarget(mlir::ModuleOp module, const Target &target);

/// The CPU of the module around `op`, or of the module `op`. Fails with an error at `op` if the
/// module has none, or one that mnc does not know.
mlir::FailureOr<Target> targetOf(mlir::Operation *op);

/// The facts of that CPU.
mlir::FailureOr<CpuModel> cpuModelOf(mlir::Operation *op);

} // namespace mnc

#endif // MNC_KERNELS_MODULETARGET_H
