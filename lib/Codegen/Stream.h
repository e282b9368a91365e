// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A chain of convolutions that is computed row by row.

#ifndef MNC_LIB_CODEGEN_STREAM_H
#define MNC_LIB_CODEGEN_STREAM_H

#include "GroupFunctions.h"

namespace mnc {

/// Calls, in `body`, a function that computes the chain. Each layer but the
/// first reads the one before it, whose result is a ring of rows. Rows are
/// computed when the next layer's window needs them, each once; those of the
/// padding are filled. With a `panel`, all rows of so many channels of each layer,
/// then the next channels.
mlir::func::CallOp generateStream(const GroupFunctions &functions, mlir::OpBuilder &body,
                                  llvm::ArrayRef<GroupLayer> layers,
                                  std::optional<int64_t> channelTile);

} // namespace mnc

#endif // MNC_LIB_CODEGEN_STREAM_H
