// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What regions hold, and how two become one.

#ifndef MNC_LIB_SCHEDULE_CHAINS_H
#define MNC_LIB_SCHEDULE_CHAINS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mnc/IR/IR.h"
#include "mnc/Kernels/Convolution.h"
#include "mnc/Schedule/Asking.h"

namespace mnc {

/// The operation of a region that holds nothing else; null if it holds more, or without
/// a region.
mlir::Operation *onlyOp(RegionOp region);

/// The same if that is a convolution.
Conv2dOp onlyConv(RegionOp region);

/// The geometry of a dense convolution or fully connected layer, alone in its region.
std::optional<ConvSpec> denseSpec(mlir::Operation *op);

/// Of a dense layer.
LayerFacts factsOf(const ConvSpec &spec);

/// The convolutions of `graph` that are alone in their regions and that `accept` takes.
llvm::SmallVector<Conv2dOp> loneConvs(mlir::func::FuncOp graph,
                                      llvm::function_ref<bool(Conv2dOp)> accept);

/// The convolutions of a region, in order.
llvm::SmallVector<Conv2dOp> convsOf(RegionOp region);

RegionOp regionOf(mlir::Operation *op);

/// Whether `conv` alone reads the result of `region`, as its input.
bool isOnlyReader(Conv2dOp conv, RegionOp region);

/// The dense convolution, alone in its region, whose result `conv` alone reads.
Conv2dOp producerOf(Conv2dOp conv);

/// The ring of rows between a convolution and its only reader.
BufferAttr ringBefore(Conv2dOp reader);

/// How the result of `conv` lies in `ring`, all channels of it.
Layout layoutIn(BufferAttr ring, Conv2dOp conv);

/// Bytes of the elements of `value`.
int64_t bytesOf(mlir::Value value);

/// Moves what `region` computes before its only reader, which lies in another; the result
/// between them lies in `between`.
void joinWith(RegionOp region, mlir::Operation *reader, BufferAttr between);

/// Notes for people how and why `region` is computed.
void explain(RegionOp region, const llvm::Twine &why);

} // namespace mnc

#endif // MNC_LIB_SCHEDULE_CHAINS_H
