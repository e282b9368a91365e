// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Queries about fusion groups, and their fusion.

#ifndef MNC_LIB_SCHEDULE_GROUPS_H
#define MNC_LIB_SCHEDULE_GROUPS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mnc/IR/IR.h"
#include "mnc/Kernels/Convolution.h"
#include "mnc/Schedule/Prefetch.h"

namespace mnc {

/// Returns the operation of a group that holds nothing else; null if it holds more, or if `group`
/// is null.
mlir::Operation *singleOp(GroupOp group);

/// Returns the geometry of a dense convolution that is alone in its group; nothing otherwise.
std::optional<ConvSpec> denseSpec(mlir::Operation *op);

/// Returns the cost of a dense layer.
LayerCost costOf(const ConvSpec &spec);

GroupOp groupOf(mlir::Operation *op);

/// Returns the row ring before `consumer`, which has a row window: the rows of one.
BufferAttr ringFor(mlir::Operation *consumer);

/// Returns the layout of all channels of the result of `conv` in `ring`.
Layout ringLayoutOf(BufferAttr ring, Conv2dOp conv);

/// Returns the bytes of the elements of `value`.
int64_t bytesOf(mlir::Value value);

/// Moves the operations of `group` before its consumer `consumer`, which lies in another
/// group, and erases `group`. Its result becomes an intermediate in the buffer `between`.
void fuseInto(GroupOp group, mlir::Operation *consumer, BufferAttr between);

} // namespace mnc

#endif // MNC_LIB_SCHEDULE_GROUPS_H
