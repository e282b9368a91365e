// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where the result of a group may lie over what the group reads.

#ifndef MNC_LIB_SCHEDULE_OVERLAP_H
#define MNC_LIB_SCHEDULE_OVERLAP_H

#include "mnc/IR/IR.h"

#include <optional>

namespace mnc {

/// Returns how many bytes before `buffer`, which `group` reads and nobody reads later, the result
/// of the group must begin at least, so that no row is written over one that is still to be read.
/// Negative where it may begin within. Nothing if the result may not overlap it: where a group is
/// not computed row by row, from top to bottom, or either of them is no plain image.
///
///   buffer    | read | read | read | to be read | to be read |
///   result      | written | written | written | step |         before the step: reads
std::optional<int64_t> overlapLead(GroupOp group, mlir::Value buffer);

} // namespace mnc

#endif // MNC_LIB_SCHEDULE_OVERLAP_H
