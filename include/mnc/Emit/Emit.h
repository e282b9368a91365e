// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Emission of kernel IR as an object file in memory.
//
// The module holds
//   func.func private @NAME_body(inputs..., outputs..., memref<Wxi8>)
// in the model's order with the workspace last, the private functions that it calls, and at most
// one global, the weights:
//   memref.global constant @NAME_weights : memref<Bxi8>
// without a value. With external weights there is no global, and the last argument of NAME_body is
// memref<Bxi8>, the weights.
// With a profiling callback, it also declares
//   func.func private @CALLBACK(memref<1xi8>, i64)
//   memref.global constant @CALLBACK_context : memref<1xi8>
// All memrefs are static. The inputs and outputs are taken to be aligned to their element and not
// to overlap; the workspace and the weights are aligned to 64 bytes.
//
// All functions here take kernel IR, which they lower in place, or a module that
// buildLowerToLLVMPipeline has lowered. They fail, and print nothing, when the module breaks this
// contract or needs a function that a library may not call; MLIR's diagnostics go to the context's
// handlers.

#ifndef MNC_EMIT_EMIT_H
#define MNC_EMIT_EMIT_H

#include "mlir/IR/BuiltinOps.h"
#include "mnc/CPU/Target.h"
#include "mnc/Emit/LibraryDesc.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

namespace mnc {

/// An ELF object whose external definitions are the library's entries.
struct EmittedObject {
  llvm::SmallVector<char, 0> object;
  /// Upper bound of the stack that a call of an entry uses.
  uint64_t stackBytes = 0;
  /// Size of the machine code.
  uint64_t codeBytes = 0;
};

/// Emits
///   int32_t NAME_run(inputs..., outputs..., void *workspace)
/// compiled for the architecture's baseline, the rest for `target`. It returns
///   0  after running the network
///   1  for a null pointer; the workspace may be null if it has 0 bytes
///   2  for a workspace that is not aligned to 64 bytes
///   3  for a CPU that lacks instructions
/// With external weights, NAME_run takes them as its last argument, and returns
///   4  if they are not aligned to 64 bytes
/// and there is
///   int32_t NAME_check_weights(const void *weights, uint64_t bytes)
/// which returns 0, 1 and 4 as NAME_run does, and
///   5  for bytes that are not the weights of this network
/// Weights of 0 bytes may be null.
///
/// - `library`: its name, its input and output tensors, the size of the workspace and the facts
///   about the weights are read.
/// - `weights`: the bytes of NAME_weights.
llvm::Expected<EmittedObject> emitObject(mlir::ModuleOp module, const LibraryDesc &library,
                                         llvm::ArrayRef<uint8_t> weights, const Target &target);

/// The optimised LLVM IR as text; the weights are a declaration.
llvm::Expected<std::string> emitLLVMText(mlir::ModuleOp module, const LibraryDesc &library,
                                         const Target &target);

/// The assembly as text; the weights are an undefined symbol.
llvm::Expected<std::string> emitAssemblyText(mlir::ModuleOp module, const LibraryDesc &library,
                                             const Target &target);

} // namespace mnc

#endif // MNC_EMIT_EMIT_H
