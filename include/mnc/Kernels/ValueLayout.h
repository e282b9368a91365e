// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where the values of a scheduled graph lie, as its buffer attributes say.

#ifndef MNC_KERNELS_VALUELAYOUT_H
#define MNC_KERNELS_VALUELAYOUT_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mnc/IR/IR.h"
#include "mnc/Kernels/Convolution.h"

namespace mnc {

/// Function attribute: bytes of the workspace.
inline constexpr llvm::StringLiteral workspaceBytesAttr = "mnc.workspace_bytes";

/// Of an operation inside a region of several: the ring of rows that holds its
/// result until the next operation has read it.
inline constexpr llvm::StringLiteral intermediateAttr = "mnc.intermediate";

/// The value whose buffer `value` shares: reshapes are views.
mlir::Value underlyingBuffer(mlir::Value value);

/// The buffer of a region's result or of a ring; null for arguments, constants
/// and other results inside a region.
BufferAttr bufferOf(mlir::Value owner);

/// Of a region, text for people: how its layers are computed, and why.
inline constexpr llvm::StringLiteral reasonAttr = "mnc.reason";

/// [number, count] on a convolution: while it is computed, the first `count` packed
/// weights of operation `number` are asked for, as `opsInExecutionOrder` counts.
inline constexpr llvm::StringLiteral prefetchAttr = "mnc.prefetch";

/// The operations of all regions of `graph`, in the order in which they run.
llvm::SmallVector<mlir::Operation *> opsInExecutionOrder(mlir::func::FuncOp graph);

/// Channels that the region around `op` computes together, all of its rows; 0 if all.
int64_t channelTileOf(mlir::Operation *op);

/// Gives `owner` another buffer than `bufferOf` finds, which is not null.
void setBufferAttr(mlir::OpResult owner, BufferAttr buffer);

/// Layout of `value` in the buffer of its owner. The result of an operation
/// inside a region lies where the region's own result does.
Layout layoutOf(mlir::Value value);

/// Geometry of a scheduled convolution, as laid out in its buffers.
ConvSpec convSpecOf(Conv2dOp op);

/// A fully connected layer as a pointwise convolution of one row of M pixels.
ConvSpec convSpecOf(FullyConnectedOp op);

/// The blocks that an attribute holds, and the attribute that holds them.
Tiling tilingOf(KernelAttr kernel);
KernelAttr kernelAttr(mlir::MLIRContext *context, llvm::StringRef name, const Tiling &tiling);

/// The links of an epilogue with layouts, without buffers.
llvm::SmallVector<EpilogueStep> epilogueOf(EpilogueOpInterface op);

} // namespace mnc

#endif // MNC_KERNELS_VALUELAYOUT_H
