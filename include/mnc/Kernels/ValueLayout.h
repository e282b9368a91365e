// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Layouts of the values of a scheduled graph, as its buffer attributes say.

#ifndef MNC_KERNELS_VALUELAYOUT_H
#define MNC_KERNELS_VALUELAYOUT_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mnc/IR/IR.h"
#include "mnc/Kernels/Convolution.h"

namespace mnc {

/// Returns the value whose buffer `value` shares: reshapes are views, and so are slices that are
/// read in place and the operands of a concat that is computed in place.
mlir::Value underlyingBuffer(mlir::Value value);

/// Returns the buffer of a group's result or of an intermediate; null for arguments, constants and
/// other results inside a group.
BufferAttr bufferOf(mlir::Value owner);

/// Attribute of a group, text for people: how its layers are computed, and the reason.
inline constexpr llvm::StringLiteral reasonAttr = "mnc.reason";

/// Attribute of a convolution, a PrefetchAttr: weights that it prefetches while it computes.
inline constexpr llvm::StringLiteral prefetchAttr = "mnc.prefetch";

/// Attribute of a dense convolution in a group, without a value: it prefetches what the depthwise
/// one after it will wait for.
inline constexpr llvm::StringLiteral prefetchConsumerAttr = "mnc.prefetch_consumer";

/// Function attribute, without a value: no layer prefetches anything.
inline constexpr llvm::StringLiteral noPrefetchAttr = "mnc.no_prefetch";

/// Attribute of an operation with weights: text that no other one has, by which a PrefetchAttr
/// names it.
inline constexpr llvm::StringLiteral weightsIdAttr = "mnc.weights_id";

/// Returns the operations of all groups of `graph`, in the order in which they run.
llvm::SmallVector<mlir::Operation *> opsInExecutionOrder(mlir::func::FuncOp graph);

/// Returns the channel tile, in channels, of the group around `op`; 0 if that computes all channels
/// together.
int64_t channelTileOf(mlir::Operation *op);

/// Gives `owner`, for which `bufferOf` finds a buffer, another one.
void setBufferAttr(mlir::OpResult owner, BufferAttr buffer);

/// Returns the layout of `value` in the buffer of its owner. The result of an operation inside a
/// group lies where the group's own result does.
Layout layoutOf(mlir::Value value);

/// Returns the layout of an activation of `shape` in `buffer`, which holds one channel tile where
/// it has any and `holdsChannelTile`: in a group that computes them.
Layout layoutIn(BufferAttr buffer, llvm::ArrayRef<int64_t> shape, bool holdsChannelTile);

/// Returns the geometry of a scheduled convolution, as laid out in its buffers.
ConvSpec convSpecOf(Conv2dOp op);

/// True if the depthwise kernel supports `op`.
bool hasDepthwiseKernel(Conv2dOp op);

/// Convert between a kernel attribute and the tiling that it holds.
Tiling tilingOf(KernelAttr kernel);
KernelAttr kernelAttr(mlir::MLIRContext *context, llvm::StringRef name, const Tiling &tiling);

/// Returns the steps of an epilogue with layouts, without buffers.
llvm::SmallVector<EpilogueStep> epilogueOf(EpilogueOpInterface op);

} // namespace mnc

#endif // MNC_KERNELS_VALUELAYOUT_H
