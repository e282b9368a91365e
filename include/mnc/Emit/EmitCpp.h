// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Emission of kernel IR as C++.

#ifndef MNC_EMIT_EMITCPP_H
#define MNC_EMIT_EMITCPP_H

#include "mlir/IR/BuiltinOps.h"
#include "mnc/CPU/Target.h"
#include "mnc/Emit/LibraryDesc.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"

namespace mnc {

/// On a call in NAME_body: an array of strings, what the call computes, which
/// the C++ says in comments.
inline constexpr llvm::StringLiteral layerAttr = "mnc.layer";

/// The bound of the stack that a header states for C++ that is compiled with
/// the flags that its head names. Tests measure what compilers use.
inline constexpr uint64_t cppStackBytes = 64 * 1024;

/// The most bytes of weights that become C++ source.
inline constexpr uint64_t mostCppWeights = 32 * 1024 * 1024;

/// Prints a module as Emit.h describes it, as NAME.cpp, which includes NAME.h and defines the
/// library's entries: C++17 with GNU vector types, for GCC and Clang. Changes the module on the
/// way. Equal functions of the object and of the C++ compute equal bits.
/// Fails
/// - if there are more than mostCppWeights bytes of weights that are not external;
/// - after an error at the operation, if one has no form in C++.
llvm::Expected<std::string> emitCpp(mlir::ModuleOp module, const LibraryDesc &library,
                                    const Target &target);

/// Writes NAME_weights.cpp, which says so if there are no weights.
void writeCppWeights(llvm::raw_ostream &stream, llvm::StringRef name,
                     llvm::ArrayRef<uint8_t> weights);

} // namespace mnc

#endif // MNC_EMIT_EMITCPP_H
