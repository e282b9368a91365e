// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Constraints of a scheduled group, in parts.

#ifndef MNC_LIB_IR_SCHEDULECONSTRAINTS_H
#define MNC_LIB_IR_SCHEDULECONSTRAINTS_H

#include "mnc/IR/IR.h"

namespace mnc {

/// Checks that several operations of a group are a chain, with a buffer between each two.
mlir::LogicalResult verifyChain(GroupOp group);

/// Checks that the buffers of a group's results, if it has them, suit these.
mlir::LogicalResult verifyResultBuffers(GroupOp group);

} // namespace mnc

#endif // MNC_LIB_IR_SCHEDULECONSTRAINTS_H
