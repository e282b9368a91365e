// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What regions hold, and how two become one.

#ifndef MNC_LIB_SCHEDULE_GROUPS_H
#define MNC_LIB_SCHEDULE_GROUPS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mnc/IR/IR.h"
#include "mnc/Kernels/Convolution.h"
#include "mnc/Schedule/Prefetch.h"

namespace mnc {

/// The operation of a region that holds nothing else; null if it holds more, or without
/// a region.
mlir::Operation *singleOp(GroupOp group);

/// The same if that is a convolution.
Conv2dOp singleConv(GroupOp group);

/// The geometry of a dense convolution or fully connected layer, alone in its region.
std::optional<ConvSpec> denseSpec(mlir::Operation *op);

/// Of a dense layer.
LayerCost costOf(const ConvSpec &spec);

/// The convolutions of `graph` that are alone in their regions and that `accept` takes.
llvm::SmallVector<Conv2dOp> singleConvs(mlir::func::FuncOp graph,
                                        llvm::function_ref<bool(Conv2dOp)> accept);

/// The convolutions of a region, in order.
llvm::SmallVector<Conv2dOp> convsOf(GroupOp group);

GroupOp groupOf(mlir::Operation *op);

/// Whether `conv` alone reads the result of `region`, as its input.
bool isOnlyReader(Conv2dOp conv, GroupOp group);

/// The dense convolution, alone in its region, whose result `conv` alone reads.
Conv2dOp producerOf(Conv2dOp conv);

/// The ring of rows between a convolution and its only reader.
BufferAttr ringFor(Conv2dOp reader);

/// How the result of `conv` lies in `ring`, all channels of it.
Layout ringLayoutOf(BufferAttr ring, Conv2dOp conv);

/// Bytes of the elements of `value`.
int64_t bytesOf(mlir::Value value);

/// Moves what `region` computes before its only reader, which lies in another; the result
/// between them lies in `between`.
void fuseInto(GroupOp group, mlir::Operation *reader, BufferAttr between);

/// Notes for people how and why `region` is computed.
void setReason(GroupOp group, const llvm::Twine &reason);

} // namespace mnc

#endif // MNC_LIB_SCHEDULE_GROUPS_H
