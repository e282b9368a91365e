// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How the rows of the kernel table describe layers.

#ifndef MNC_LIB_KERNELS_DESCRIBE_H
#define MNC_LIB_KERNELS_DESCRIBE_H

#include "mnc/Kernels/KernelTable.h"

namespace mnc {

/// The kernel that was chosen for `op`; null before.
KernelAttr kernelOf(mlir::Operation *op);

/// A layer that reads the operands of `op` as they are and writes its result,
/// still without a function to build.
Layer plainLayer(mlir::Operation *op);

mlir::FailureOr<Layer> describeConv2d(mlir::Operation *op, const KernelRow &row);
mlir::FailureOr<Layer> describeFullyConnected(mlir::Operation *op, const KernelRow &row);
mlir::FailureOr<Layer> describePool(mlir::Operation *op, const KernelRow &row);
mlir::FailureOr<Layer> describeSoftmax(mlir::Operation *op, const KernelRow &row);
/// Of elementwise operations, and of those that move values.
mlir::FailureOr<Layer> describeMap(mlir::Operation *op, const KernelRow &row);

} // namespace mnc

#endif // MNC_LIB_KERNELS_DESCRIBE_H
