// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The function of a group of several layers, and the functions that it calls for slices of them.

#ifndef MNC_LIB_CODEGEN_GROUPFUNCTIONS_H
#define MNC_LIB_CODEGEN_GROUPFUNCTIONS_H

#include "LayerFunctions.h"
#include "ProfilingCallback.h"
#include "mnc/Kernels/KernelInstance.h"

namespace mnc {

/// A layer of a group with the arguments that the network's body has for it.
struct GroupLayer {
  mlir::Operation *op;
  KernelInstance layer;
  llvm::SmallVector<LayerArgument> arguments;
  /// Its number among all layers of the network.
  int64_t number;

  /// Returns the position of the result among the arguments.
  size_t outputArgument() const;
};

/// The arguments of each layer in the function of the group.
using GroupArguments = std::vector<llvm::SmallVector<LayerArgument>>;

/// Positions among a convolution's arguments: input, weights, output, then those of the steps.
/// Others have the output at the end.
inline constexpr size_t convWeightsArgument = 1, convOutputArgument = 2;

struct GroupFunctions {
  LayerFunctions &functions;
  const ProfilingCallback &callback;

  /// Calls, in `body`, the function that `build` makes for `layers`, or an equal one.
  mlir::func::CallOp
  emitGroupCall(mlir::OpBuilder &body, llvm::ArrayRef<GroupLayer> layers,
                llvm::function_ref<void(KernelBuilder &, const GroupArguments &)> build) const;

  /// Calls, in the function of a group, the one that does makeCall(values) of `layer`, where
  /// `values` are what that function gets for `extra`.
  void callSlice(KernelBuilder &kernel, const GroupLayer &layer,
                 llvm::ArrayRef<LayerArgument> bound, llvm::ArrayRef<LayerArgument> extra,
                 llvm::function_ref<ConvCall(mlir::ValueRange)> makeCall) const;
};

} // namespace mnc

#endif // MNC_LIB_CODEGEN_GROUPFUNCTIONS_H
