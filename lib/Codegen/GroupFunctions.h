// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The function of a region of several layers, and the functions that it calls for parts
// of them.

#ifndef MNC_LIB_CODEGEN_GROUPFUNCTIONS_H
#define MNC_LIB_CODEGEN_GROUPFUNCTIONS_H

#include "LayerFunctions.h"
#include "ProfilingCallback.h"
#include "mnc/Kernels/KernelInstance.h"

namespace mnc {

/// A layer of a region with the arguments that the network's body has for it.
struct GroupLayer {
  mlir::Operation *op;
  KernelInstance layer;
  llvm::SmallVector<LayerArgument> arguments;
  /// Among all layers of the network.
  int64_t number;
};

/// Of each layer: its arguments in the function of the region.
using GroupArguments = std::vector<llvm::SmallVector<LayerArgument>>;

/// Of a convolution's arguments: input, weights, output, links.
inline constexpr size_t convWeightsArgument = 1, convOutputArgument = 2;

struct GroupFunctions {
  LayerFunctions &functions;
  const ProfilingCallback &callback;

  /// Calls, in `body`, the function that `build` makes for `layers`, unless there is one
  /// for such layers already; `kind` tells regions apart that are built otherwise.
  mlir::func::CallOp
  emitGroupCall(mlir::OpBuilder &body, llvm::ArrayRef<GroupLayer> layers, llvm::StringRef kind,
                llvm::function_ref<void(KernelBuilder &, const GroupArguments &)> build) const;

  /// Calls, in the function of a region, the one that computes a part of `layer`:
  /// part(values) for what it gets of `extra`. `kind` tells kinds of parts apart.
  void callSlice(KernelBuilder &kernel, const GroupLayer &layer,
                 llvm::ArrayRef<LayerArgument> bound, llvm::StringRef kind,
                 llvm::ArrayRef<LayerArgument> extra,
                 llvm::function_ref<ConvSlice(mlir::ValueRange)> slice) const;
};

} // namespace mnc

#endif // MNC_LIB_CODEGEN_GROUPFUNCTIONS_H
