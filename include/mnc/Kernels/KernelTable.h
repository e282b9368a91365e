// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One row for each kernel. Selection, code generation, tests and benches read
// the same rows: a new kernel is a file with its functions, and a row.

#ifndef MNC_KERNELS_KERNELTABLE_H
#define MNC_KERNELS_KERNELTABLE_H

#include "mnc/Kernels/KernelInstance.h"
#include "mnc/Kernels/Tilings.h"

namespace mnc {

/// How a convolution is cut into blocks, packed and generated.
struct ConvKernel {
  /// The blocks that fit into the registers of a CPU and into the work; of two
  /// with the same estimate, the first is better. At least one.
  decltype(&denseTilings) tiling;
  /// The estimate. Comparable between blocks of one kernel only.
  decltype(&denseCycles) cycles;
  /// The weights in the order in which `build` reads them, and how many.
  decltype(&packDense) pack;
  decltype(&packedElements) packedSize;
  decltype(&buildDenseConv) build;
};

struct Kernel {
  /// As `#mnc.kernel` spells it.
  llvm::StringLiteral name;
  /// Whether the kernel computes `op`.
  bool (*supports)(mlir::Operation *op);
  /// The function to generate for `op`, which has this kernel; fails with an
  /// error at `op`.
  mlir::FailureOr<KernelInstance> (*describe)(mlir::Operation *op, const Kernel &row);
  /// Null where there are no blocks to choose: one vector at a time.
  const ConvKernel *conv = nullptr;
};

/// All kernels. The first that computes an operation is the best.
llvm::ArrayRef<Kernel> kernelTable();

/// The row with this name, or null.
const Kernel *findKernel(llvm::StringRef name);

/// The best kernel for `op`, or null.
const Kernel *selectKernel(mlir::Operation *op);

/// The row that `op`'s attribute names; an error at `op` if it has none, or one
/// that does not compute it.
mlir::FailureOr<const Kernel *> assignedKernel(mlir::Operation *op);

} // namespace mnc

#endif // MNC_KERNELS_KERNELTABLE_H
