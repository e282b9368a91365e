// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The code of each pointwise function, a row each.

#ifndef MNC_KERNELS_FUNCTIONS_H
#define MNC_KERNELS_FUNCTIONS_H

#include "mnc/Kernels/KernelBuilder.h"

namespace mnc {

struct FunctionEmitter {
  mlir::TypeID fn;
  /// The vector of `fn` for a vector `y`; `operand` is null where `fn` has none.
  mlir::Value (*emit)(KernelBuilder &kernel, mlir::Attribute fn, mlir::Value y,
                      mlir::Value operand);
  /// Whether a result may be `y` itself: a loaded denormal has to be flushed before.
  bool choosesInput = false;
  /// Whether its code is so long that a register tile does not repeat it for each of its sums.
  bool isLong = false;
};

/// All rows.
llvm::ArrayRef<FunctionEmitter> functionEmitters();

/// The row of `fn`, which has one.
const FunctionEmitter &emitterOf(PointwiseFn fn);

/// Emits `fn`.
mlir::Value emitFunction(KernelBuilder &kernel, PointwiseFn fn, mlir::Value y, mlir::Value operand);

//--- The exponential and what is made of it (lib/Kernels/Exponential.cpp) ---

mlir::Value emitExp(KernelBuilder &kernel, mlir::Value x);
/// For x <= 0, -inf and NaN.
mlir::Value emitExpOfNegative(KernelBuilder &kernel, mlir::Value x);
mlir::Value emitSigmoid(KernelBuilder &kernel, mlir::Value x);
mlir::Value emitTanh(KernelBuilder &kernel, mlir::Value x);
/// x * sigmoid(alpha * x)
mlir::Value emitSwish(KernelBuilder &kernel, mlir::Value x, float alpha);
mlir::Value emitElu(KernelBuilder &kernel, mlir::Value x, float alpha);
mlir::Value emitMish(KernelBuilder &kernel, mlir::Value x);

//--- The logarithm and what is made of it (lib/Kernels/Logarithm.cpp) ---

mlir::Value emitLog(KernelBuilder &kernel, mlir::Value x);
mlir::Value emitSoftplus(KernelBuilder &kernel, mlir::Value x);
mlir::Value emitPow(KernelBuilder &kernel, mlir::Value x, float exponent);

//--- The error function (lib/Kernels/ErrorFunction.cpp) ---

mlir::Value emitErf(KernelBuilder &kernel, mlir::Value x);
mlir::Value emitGelu(KernelBuilder &kernel, mlir::Value x);

//--- Rounding and choosing (lib/Kernels/Rounding.cpp) ---

mlir::Value emitAbs(KernelBuilder &kernel, mlir::Value x);
mlir::Value emitSign(KernelBuilder &kernel, mlir::Value x);
mlir::Value emitRound(KernelBuilder &kernel, mlir::Value x);
mlir::Value emitFloor(KernelBuilder &kernel, mlir::Value x);
mlir::Value emitCeil(KernelBuilder &kernel, mlir::Value x);
mlir::Value emitSqrt(KernelBuilder &kernel, mlir::Value x);

} // namespace mnc

#endif // MNC_KERNELS_FUNCTIONS_H
