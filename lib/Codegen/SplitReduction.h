// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Layers whose last one adds up what the others give, panel by panel.

#ifndef MNC_LIB_CODEGEN_SPLITREDUCTION_H
#define MNC_LIB_CODEGEN_SPLITREDUCTION_H

#include "GroupFunctions.h"

namespace mnc {

/// Calls, in `body`, a function that computes `layers`: a dense convolution, a pool, and a
/// dense layer of one pixel. For each `panel` of channels, the first two compute it, then
/// the last adds its products to its result. Meanwhile the first asks for the weights
/// that the last has for the panel.
mlir::func::CallOp generateSplitReduction(const GroupFunctions &functions, mlir::OpBuilder &body,
                                          llvm::ArrayRef<GroupLayer> layers, int64_t channelTile);

} // namespace mnc

#endif // MNC_LIB_CODEGEN_SPLITREDUCTION_H
