// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How the rows of the kernel table describe layers.

#ifndef MNC_LIB_KERNELS_INSTANTIATE_H
#define MNC_LIB_KERNELS_INSTANTIATE_H

#include "mnc/Kernels/KernelTable.h"

namespace mnc {

/// A layer that reads the operands of `op` as they are and writes its result,
/// still without a function to build.
KernelInstance plainInstance(mlir::Operation *op);

mlir::FailureOr<KernelInstance> instantiateConv2d(mlir::Operation *op, const Kernel &row);
mlir::FailureOr<KernelInstance> instantiateFullyConnected(mlir::Operation *op, const Kernel &row);
mlir::FailureOr<KernelInstance> instantiatePool(mlir::Operation *op, const Kernel &row);
mlir::FailureOr<KernelInstance> instantiateSoftmax(mlir::Operation *op, const Kernel &row);
/// Of elementwise operations, and of those that move values.
mlir::FailureOr<KernelInstance> instantiateElementwise(mlir::Operation *op, const Kernel &row);

} // namespace mnc

#endif // MNC_LIB_KERNELS_INSTANTIATE_H
