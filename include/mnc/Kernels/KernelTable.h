// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The table of kernels. Selection, code generation, tests and benches read it: a new kernel is a
// file with its functions, and an entry.

#ifndef MNC_KERNELS_KERNELTABLE_H
#define MNC_KERNELS_KERNELTABLE_H

#include "mnc/Kernels/KernelInstance.h"
#include "mnc/Kernels/Tilings.h"

namespace mnc {

/// How a convolution is tiled, packed and generated.
struct ConvKernel {
  /// Returns the tilings that fit into the registers of a CPU and into the work, at least one. Of
  /// two with the same estimate, the first is better.
  decltype(&denseTilings) tiling;
  /// Returns the estimated cycles. Comparable between tilings of one kernel only.
  decltype(&denseCycles) cycles;
  /// Returns the weights in the order in which `build` reads them.
  decltype(&packDense) pack;
  decltype(&buildDenseConv) build;
};

struct Kernel {
  /// The name in `#mnc.kernel`.
  llvm::StringLiteral name;
  /// True if the kernel computes `op`.
  bool (*supports)(mlir::Operation *op);
  /// Returns the function to generate for `op`, which has this kernel; fails with an error at `op`.
  mlir::FailureOr<KernelInstance> (*describe)(mlir::Operation *op, const Kernel &row);
  /// Null where there is no tiling to choose: one vector at a time.
  const ConvKernel *conv = nullptr;
};

/// Returns all kernels. The first that supports an operation is the best.
llvm::ArrayRef<Kernel> kernelTable();

/// Returns the kernel with this name, or null.
const Kernel *findKernel(llvm::StringRef name);

/// Returns the best kernel for `op`, or null.
const Kernel *selectKernel(mlir::Operation *op);

/// Returns the kernel that `op`'s attribute names; fails with an error at `op` if it has none, or
/// one that does not support it.
mlir::FailureOr<const Kernel *> assignedKernel(mlir::Operation *op);

} // namespace mnc

#endif // MNC_KERNELS_KERNELTABLE_H
