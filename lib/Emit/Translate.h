// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The steps between the LLVM dialect and machine code; private to the room.

#ifndef MNC_LIB_EMIT_TRANSLATE_H
#define MNC_LIB_EMIT_TRANSLATE_H

#include "mlir/IR/BuiltinOps.h"
#include "mnc/CPU/Target.h"
#include "mnc/Emit/LibraryDesc.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/IR/Module.h"

namespace mnc {

/// Translates a module of the LLVM dialect. All functions are internal and
/// compiled for `target`; the weights are a hidden declaration.
llvm::Expected<std::unique_ptr<llvm::Module>> translate(mlir::ModuleOp module,
                                                        const LibraryDesc &library,
                                                        const Target &target,
                                                        llvm::LLVMContext &context);

/// Adds NAME_run, the word that caches the CPU check and, with external weights,
/// NAME_check_weights. Needs NAME_body; leaves functions of the runtime declared.
llvm::Error addEntryPoints(llvm::Module &module, const LibraryDesc &library, const Target &target);

/// Links the runtime's bitcode for `arch` and makes its functions internal.
llvm::Error linkRuntime(llvm::Module &module, Arch arch);

/// Defines NAME_weights as zeros that nobody may rely on, once the optimiser has
/// run. Fails if the declared size is not `bytes`; does nothing if no code reads
/// the weights.
llvm::Error reserveWeights(llvm::Module &module, llvm::StringRef libraryName, size_t bytes);

/// Writes the weights in their place in an object whose module had room for
/// them, or none.
llvm::Error fillWeights(llvm::MutableArrayRef<char> object, llvm::StringRef libraryName,
                        llvm::ArrayRef<uint8_t> weights);

} // namespace mnc

#endif // MNC_LIB_EMIT_TRANSLATE_H
