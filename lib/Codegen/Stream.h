// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Code of a chain of layers that is computed row by row.

#ifndef MNC_LIB_CODEGEN_STREAM_H
#define MNC_LIB_CODEGEN_STREAM_H

#include "GroupFunctions.h"

namespace mnc {

/// Calls, in `body`, a function that computes the chain. Each layer but the first reads the one
/// before it, whose result is a row ring.
/// - A row is computed when a window of the next layer needs it, and once.
/// - Rows of the padding are filled with zeros in the ring.
/// - A step computes `rows` rows of the last layer.
/// - With `channelTile`, all rows of that many channels of each layer come first, then the next
///   channels.
mlir::func::CallOp generateStream(const GroupFunctions &functions, mlir::OpBuilder &body,
                                  llvm::ArrayRef<GroupLayer> layers,
                                  std::optional<int64_t> channelTile, int64_t rows);

} // namespace mnc

#endif // MNC_LIB_CODEGEN_STREAM_H
