// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The function of a region of several layers, and the functions that it calls for parts
// of them.

#ifndef MNC_LIB_CODEGEN_REGIONFUNCTIONS_H
#define MNC_LIB_CODEGEN_REGIONFUNCTIONS_H

#include "LayerFunctions.h"
#include "LayerHook.h"
#include "mnc/Kernels/Layers.h"

namespace mnc {

/// A layer of a region with the arguments that the network's body has for it.
struct RegionLayer {
  mlir::Operation *op;
  Layer layer;
  llvm::SmallVector<LayerArgument> arguments;
  /// Among all layers of the network.
  int64_t number;
};

/// Of each layer: its arguments in the function of the region.
using BoundArguments = std::vector<llvm::SmallVector<LayerArgument>>;

/// Of a convolution's arguments: input, weights, output, links.
inline constexpr size_t convWeightsArgument = 1, convOutputArgument = 2;

struct RegionFunctions {
  LayerFunctions &functions;
  const LayerHook &hook;

  /// Calls, in `body`, the function that `build` makes for `layers`, unless there is one
  /// for such layers already; `kind` tells regions apart that are built otherwise.
  mlir::func::CallOp
  callRegion(mlir::OpBuilder &body, llvm::ArrayRef<RegionLayer> layers, llvm::StringRef kind,
             llvm::function_ref<void(KernelBuilder &, const BoundArguments &)> build) const;

  /// Calls, in the function of a region, the one that computes a part of `layer`:
  /// part(values) for what it gets of `extra`. `kind` tells kinds of parts apart.
  void callPart(KernelBuilder &kernel, const RegionLayer &layer,
                llvm::ArrayRef<LayerArgument> bound, llvm::StringRef kind,
                llvm::ArrayRef<LayerArgument> extra,
                llvm::function_ref<ConvPart(mlir::ValueRange)> part) const;
};

} // namespace mnc

#endif // MNC_LIB_CODEGEN_REGIONFUNCTIONS_H
