// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The table of kernels. Selection, code generation, checks, tests and benches read it: a new kernel
// is a file with its functions, and an entry.

#ifndef MNC_KERNELS_KERNELTABLE_H
#define MNC_KERNELS_KERNELTABLE_H

#include "mnc/Kernels/ConvKernel.h"
#include "mnc/Kernels/KernelInstance.h"

namespace mnc {

struct Kernel {
  /// The name in `#mnc.kernel`.
  llvm::StringLiteral name;
  /// True if the kernel computes `op` on `cpu`.
  bool (*supports)(mlir::Operation *op, const CpuModel &cpu);
  /// Returns the function to generate for `op`, which has this kernel; fails with an error at `op`.
  mlir::FailureOr<KernelInstance> (*describe)(mlir::Operation *op, const Kernel &row);
  /// The contract of a kernel for convolutions. Null where there is no tiling to choose: one vector
  /// at a time.
  const ConvKernel *conv = nullptr;
};

/// Returns all kernels. Where several support an operation, the cheapest is taken
/// (`chooseKernel`).
llvm::ArrayRef<Kernel> kernelTable();

/// Returns the kernel with this name, or null.
const Kernel *findKernel(llvm::StringRef name);

/// Returns the contract of the kernel that `op`'s attribute names; null where it has none, or one
/// that is not for convolutions.
const ConvKernel *convKernelOf(mlir::Operation *op);

/// Returns the kernel that `op`'s attribute names; fails with an error at `op` if it has none, or
/// one that does not support it on `cpu`.
mlir::FailureOr<const Kernel *> assignedKernel(mlir::Operation *op, const CpuModel &cpu);

} // namespace mnc

#endif // MNC_KERNELS_KERNELTABLE_H
