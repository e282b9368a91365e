// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The buffers of a scheduled graph: which values hold the workspace, and when.

#ifndef MNC_SCHEDULE_LIVERANGES_H
#define MNC_SCHEDULE_LIVERANGES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mnc/Schedule/MemoryPlan.h"
#include "llvm/Support/JSON.h"

namespace mnc {

/// A value that has a buffer of its own in the workspace, or scratch memory. Steps are groups,
/// counted from 0 in the order in which they run.
struct LiveBuffer {
  mlir::OpResult owner;
  LiveRange range;
  /// It is the scratch memory of the operation that computes the value.
  bool isScratch = false;
};

/// Returns the buffers in the order in which they are first written. Fails with an error at a group
/// without buffers.
mlir::FailureOr<std::vector<LiveBuffer>> liveBuffers(mlir::func::FuncOp graph);

/// Returns the live ranges of `buffers`, in their order.
std::vector<LiveRange> rangesOf(llvm::ArrayRef<LiveBuffer> buffers);

/// Returns who lives where in the workspace of a graph whose memory is planned, as docs/Json.md
/// says, with the schema.
llvm::json::Value memoryAsJson(mlir::func::FuncOp graph);

} // namespace mnc

#endif // MNC_SCHEDULE_LIVERANGES_H
