// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The buffers of a group that share bytes of the workspace.

#ifndef MNC_LIB_CODEGEN_SHAREDBYTES_H
#define MNC_LIB_CODEGEN_SHAREDBYTES_H

#include "mnc/IR/IR.h"

namespace mnc {

/// The result of a group and what it reads where they overlap: `owners` lie in bytes `begin` ...
/// `end` - 1 of the workspace. No owners if nothing overlaps the result.
struct SharedBytes {
  int64_t begin = 0, end = 0;
  llvm::SmallVector<mlir::Value> owners = {};
};

/// Finds them by the offsets of the buffers.
SharedBytes sharedBytesOf(GroupOp group);

} // namespace mnc

#endif // MNC_LIB_CODEGEN_SHAREDBYTES_H
