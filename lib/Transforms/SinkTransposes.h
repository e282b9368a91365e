// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The patterns of the pass mnc-sink-transposes that stand in files of their own.

#ifndef MNC_LIB_TRANSFORMS_SINKTRANSPOSES_H
#define MNC_LIB_TRANSFORMS_SINKTRANSPOSES_H

#include "mlir/IR/PatternMatch.h"

namespace mnc {

/// Adds what moves transposes past reshapes.
void populateBelowReshape(mlir::RewritePatternSet &patterns);

} // namespace mnc

#endif // MNC_LIB_TRANSFORMS_SINKTRANSPOSES_H
