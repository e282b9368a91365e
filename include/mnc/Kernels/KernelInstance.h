// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One scheduled operation as a function to generate: its operands and its kernel.

#ifndef MNC_KERNELS_KERNELINSTANCE_H
#define MNC_KERNELS_KERNELINSTANCE_H

#include "mnc/IR/ConstantData.h"
#include "mnc/IR/IR.h"
#include "mnc/Kernels/Convolution.h"

namespace mnc {

/// A buffer that a layer reads or writes: that of `value`, weights that are packed for its kernel,
/// or scratch memory.
struct KernelOperand {
  mlir::Value value;
  std::function<std::vector<float>()> pack;
  int64_t scratchFloats = 0;
};

struct KernelInstance {
  llvm::SmallVector<KernelOperand> operands;
  /// Null for a view, which has no code.
  std::function<void(KernelBuilder &, mlir::ValueRange)> build;
  /// True if it reads and writes vectors of several values.
  bool usesVectors = true;
  /// Computes a slice, and prefetches meanwhile. Null where the kernel computes all of it only, as
  /// some do; of what is no convolution, some rows or all.
  std::function<void(KernelBuilder &, mlir::ValueRange, const ConvCall &)> emitCall;
};

/// Fails with an error at `op` if its kernel does not compute it on `cpu`.
mlir::FailureOr<KernelInstance> instantiate(mlir::Operation *op, const CpuModel &cpu);

/// Returns the floats of scratch memory of the kernel that `op` has; 0 if it has none.
int64_t scratchFloatsOf(mlir::Operation *op);

/// Floats of the vectors that the kernel around `result` uses.
int64_t vectorWidthOf(mlir::Value result);

} // namespace mnc

#endif // MNC_KERNELS_KERNELINSTANCE_H
