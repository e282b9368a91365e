// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Code of a split-K group: the last layer accumulates the K tiles that the others compute.

#ifndef MNC_LIB_CODEGEN_SPLITREDUCTION_H
#define MNC_LIB_CODEGEN_SPLITREDUCTION_H

#include "GroupFunctions.h"

namespace mnc {

/// Calls, in `body`, a function that computes `layers`: a dense convolution, a pool, and a dense
/// layer of one pixel.
///
///   sums = bias, or zeros
///   for each channel tile:
///     convolution computes the tile, and prefetches the last layer's weights for it
///     pool        reduces it to one pixel, the K tile
///     last layer  sums += K tile * its weights
///
/// `channelTile` divides the channels of the convolution.
mlir::func::CallOp generateSplitReduction(const GroupFunctions &functions, mlir::OpBuilder &body,
                                          llvm::ArrayRef<GroupLayer> layers, int64_t channelTile);

} // namespace mnc

#endif // MNC_LIB_CODEGEN_SPLITREDUCTION_H
