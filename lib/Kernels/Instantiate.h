// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Functions by which the kernels of the table describe layers.

#ifndef MNC_LIB_KERNELS_INSTANTIATE_H
#define MNC_LIB_KERNELS_INSTANTIATE_H

#include "mnc/Kernels/KernelTable.h"

namespace mnc {

/// Returns a layer that reads the operands of `op` as they are and writes its result. It has no
/// function to build yet.
KernelInstance plainInstance(mlir::Operation *op);

mlir::FailureOr<KernelInstance> instantiateConv2d(mlir::Operation *op, const Kernel &row);
mlir::FailureOr<KernelInstance> instantiatePool(mlir::Operation *op, const Kernel &row);
mlir::FailureOr<KernelInstance> instantiateSoftmax(mlir::Operation *op, const Kernel &row);
mlir::FailureOr<KernelInstance> instantiateResample(mlir::Operation *op, const Kernel &row);
mlir::FailureOr<KernelInstance> instantiateMatmul(mlir::Operation *op, const Kernel &row);
mlir::FailureOr<KernelInstance> instantiateRank(mlir::Operation *op, const Kernel &row);
mlir::FailureOr<KernelInstance> instantiateTake(mlir::Operation *op, const Kernel &row);
/// Describes elementwise operations, and those that move values; fails with an error at `op`.
mlir::FailureOr<KernelInstance> instantiateElementwise(mlir::Operation *op, const Kernel &row);

} // namespace mnc

#endif // MNC_LIB_KERNELS_INSTANTIATE_H
