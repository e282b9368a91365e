// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the dimensions of inputs and outputs are.

#ifndef MNC_LIB_IMPORT_IOLAYOUT_H
#define MNC_LIB_IMPORT_IOLAYOUT_H

#include "mlir/IR/Value.h"

namespace mnc {

/// Returns "NCHW" or "NHWC" for an activation that windows slide over, directly or behind functions
/// of each value, "NC" for rank 2, and "" for what is not known.
llvm::StringRef layoutOfInput(mlir::Value argument);
llvm::StringRef layoutOfOutput(mlir::Value result);

} // namespace mnc

#endif // MNC_LIB_IMPORT_IOLAYOUT_H
