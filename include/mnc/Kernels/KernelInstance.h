// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One scheduled operation as a function to generate: its operands, what makes
// it differ from others, and its kernel.

#ifndef MNC_KERNELS_KERNELINSTANCE_H
#define MNC_KERNELS_KERNELINSTANCE_H

#include "mnc/IR/ConstantData.h"
#include "mnc/IR/IR.h"
#include "mnc/Kernels/Convolution.h"

namespace mnc {

/// A buffer that a layer reads or writes: that of `value`, or weights that are packed for its
/// kernel.
struct KernelOperand {
  mlir::Value value;
  std::function<std::vector<float>()> pack;
  std::string packKey;
  int64_t packedElements = 0;
};

struct KernelInstance {
  /// Layers with the same key and types of operands are the same function.
  std::string key;
  llvm::SmallVector<KernelOperand> operands;
  std::function<void(KernelBuilder &, mlir::ValueRange)> build;
  /// True if it reads and writes vectors of several values.
  bool usesVectors = true;
  /// Convolution or pool: computes a slice, or prefetches other weights meanwhile.
  std::function<void(KernelBuilder &, mlir::ValueRange, const ConvSlice &)> emitSlice;
};

/// Fails with an error at `op` if no kernel computes it.
mlir::FailureOr<KernelInstance> instantiate(mlir::Operation *op);

/// Text that is the same for constants with the same values and `packing`.
std::string packingKey(ConstantOp constant, llvm::StringRef packing);

/// Floats of the vectors that the kernel around `result` uses.
int64_t vectorWidthOf(mlir::Value result);

} // namespace mnc

#endif // MNC_KERNELS_KERNELINSTANCE_H
