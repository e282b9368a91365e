// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The parts of the C++ that do not come from kernel IR.

#ifndef MNC_LIB_EMIT_CPPPRELUDE_H
#define MNC_LIB_EMIT_CPPPRELUDE_H

#include "CppFunction.h"
#include "mnc/CPU/Target.h"
#include "mnc/Emit/LibraryDesc.h"
#include "llvm/ADT/ArrayRef.h"

namespace mnc {

/// The flags that GCC and Clang want, without the optimisation level.
std::string cppFlags(const Target &target);

/// The comment at the head of the file, and a check of the flags.
std::string cppHead(const LibraryDesc &library, const Target &target);

/// Vector types of what `facts` says is in use, and the functions on them.
std::string cppHelpers(const CppModule &facts, bool hasFma);

/// The text of what the library needs of the runtime.
std::string cppRuntime(const LibraryDesc &library, const Target &target);

/// NAME_run, which calls the body, and NAME_check_weights, if the library has
/// it.
std::string cppEntryPoints(const LibraryDesc &library, const Target &target);

/// The names of the arguments of NAME_run.
std::vector<std::string> cppArguments(const LibraryDesc &library);

} // namespace mnc

#endif // MNC_LIB_EMIT_CPPPRELUDE_H
