// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Offsets of buffers in one workspace, shared over time.

#ifndef MNC_SCHEDULE_MEMORYPLAN_H
#define MNC_SCHEDULE_MEMORYPLAN_H

#include "mnc/IR/Limits.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <vector>

namespace mnc {

/// A buffer of `bytes` bytes that holds values from step `first` to step `last`, inclusive.
struct LiveRange {
  int64_t bytes;
  int64_t first, last;
};

struct MemoryPlan {
  /// Offset of each buffer in bytes, a multiple of `bufferAlignment`.
  std::vector<int64_t> offsets;
  /// Bytes of the whole workspace.
  int64_t bytes = 0;
};

/// Places the largest buffers first, each at the lowest offset that is free for its whole live
/// range.
MemoryPlan planMemory(llvm::ArrayRef<LiveRange> buffers);

/// Checks, independently of how a plan was made, that no two buffers whose live ranges meet
/// overlap, and that all lie in the workspace. Fails with the first pair or buffer that does not.
llvm::Error checkPlan(llvm::ArrayRef<LiveRange> buffers, const MemoryPlan &plan);

} // namespace mnc

#endif // MNC_SCHEDULE_MEMORYPLAN_H
