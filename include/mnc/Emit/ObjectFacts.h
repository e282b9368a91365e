// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Facts that are read back from a finished object file.

#ifndef MNC_EMIT_OBJECTFACTS_H
#define MNC_EMIT_OBJECTFACTS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBufferRef.h"
#include <cstdint>

namespace llvm {
class Module;
} // namespace llvm

namespace mnc {

/// Upper bound in bytes of the stack that a call of `entry` uses: the deepest
/// path over the calls of `module`, with the frames that LLVM recorded in the
/// section .stack_sizes of `object`, the code of the same module. Each frame
/// counts 8 more for the return address and 64 for realignment, the last one
/// 128 for the red zone. Functions outside the module (memcpy, memset, memmove)
/// count as part of the red zone.
/// Fails on recursion, on an indirect call and on a frame without a size.
llvm::Expected<uint64_t> stackBytes(llvm::MemoryBufferRef object, const llvm::Module &module,
                                    llvm::StringRef entry);

/// Sum of the sizes of the sections that hold code.
llvm::Expected<uint64_t> codeBytes(llvm::MemoryBufferRef object);

/// Fails unless `entries` are the only external definitions and memcpy, memset,
/// memmove and, if not empty, `profilingCallback` and its context the only undefined
/// symbols.
llvm::Error checkSymbols(llvm::MemoryBufferRef object, llvm::ArrayRef<std::string> entries,
                         llvm::StringRef profilingCallback);

} // namespace mnc

#endif // MNC_EMIT_OBJECTFACTS_H
