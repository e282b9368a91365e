// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Checks that object and C++ of kernel IR mean the same.

#ifndef MNC_EMIT_VERIFYKERNELIR_H
#define MNC_EMIT_VERIFYKERNELIR_H

#include "mlir/Pass/Pass.h"
#include <memory>

namespace mnc {

/// Checks a module of kernel IR, and changes nothing:
/// - operations are those of the table in VerifyKernelIR.cpp;
/// - values are index, f32, i1, integers of 8, 16, 32 or 64 bits, vectors of one dimension of
///   these but index, and memrefs of one dimension of f32 or integers, dense and static;
/// - with `hasFma`, a product that feeds a sum is a `vector.fma`, so that no
///   compiler has a product and a sum to contract or to leave; without it
///   there is no `vector.fma`.
std::unique_ptr<mlir::Pass> createVerifyKernelIRPass(bool hasFma);

/// Registers the pass as `mnc-verify-kernel-ir`, with the option `fma`.
void registerVerifyKernelIRPass();

} // namespace mnc

#endif // MNC_EMIT_VERIFYKERNELIR_H
