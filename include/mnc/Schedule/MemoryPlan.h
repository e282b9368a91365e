// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Offsets of buffers in one workspace, shared over time.

#ifndef MNC_SCHEDULE_MEMORYPLAN_H
#define MNC_SCHEDULE_MEMORYPLAN_H

#include "mnc/IR/Limits.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <vector>

namespace mnc {

/// Another buffer, by its number, over which one may lie: what is read of it goes on `lead` bytes
/// ahead of what is written, so that it begins at least so many bytes after the one that is
/// written, or a little before it where `lead` is negative.
struct Overlap {
  size_t other;
  int64_t lead;
};

/// A buffer of `bytes` bytes that holds values from step `first` to step `last`, inclusive. In its
/// first step it is written over those of `overlaps`, whose last step that is.
struct LiveRange {
  int64_t bytes;
  int64_t first, last;
  llvm::SmallVector<Overlap, 1> overlaps = {};
};

struct MemoryPlan {
  /// Offset of each buffer in bytes, a multiple of `bufferAlignment`.
  std::vector<int64_t> offsets;
  /// Bytes of the whole workspace.
  int64_t bytes = 0;
};

/// Places each buffer at the lowest offset that is free for its whole live range. Of many orders,
/// always the same ones, it takes the plan with the fewest bytes: the largest buffer first, after
/// each one those with which it may overlap, and what hill climbing makes of the two, where the
/// buffer that ends highest changes its turn with others.
MemoryPlan planMemory(llvm::ArrayRef<LiveRange> buffers);

/// Checks, independently of how a plan was made, that no two buffers whose live ranges meet
/// overlap, but as they may, and that all lie in the workspace. Fails with the first pair or buffer
/// that does not.
llvm::Error checkPlan(llvm::ArrayRef<LiveRange> buffers, const MemoryPlan &plan);

} // namespace mnc

#endif // MNC_SCHEDULE_MEMORYPLAN_H
