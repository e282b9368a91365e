// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Layers that one region computes together, as one function.

#ifndef MNC_LIB_CODEGEN_CHAIN_H
#define MNC_LIB_CODEGEN_CHAIN_H

#include "LayerFunctions.h"
#include "LayerHook.h"
#include "mnc/Kernels/Layers.h"

namespace mnc {

/// A layer of the chain with the arguments that the network's body has for it.
/// Each layer but the first reads the one before it.
struct ChainLayer {
  mlir::Operation *op;
  Layer layer;
  llvm::SmallVector<LayerArgument> arguments;
  /// Among all layers of the network.
  int64_t number;
};

/// The function of a chain while it is built.
struct ChainFunction {
  LayerFunctions &functions;
  const LayerHook &hook;
  llvm::ArrayRef<ChainLayer> layers;
  KernelBuilder &kernel;
  /// Of each layer: its arguments inside the function.
  std::vector<llvm::SmallVector<LayerArgument>> bound;

  /// The buffer between a convolution and its reader.
  mlir::Value result(size_t layer) const { return bound[layer][outputArgument].value; }

  using Build = llvm::function_ref<void(KernelBuilder &, mlir::ValueRange, mlir::ValueRange)>;

  /// Calls a function for a part of a layer, which `part` names and `indices`
  /// place: `build(kernel, buffers, indices)`.
  void call(size_t layer, llvm::StringRef part, llvm::ArrayRef<mlir::Value> indices, Build build);

  /// Of a convolution's layer: input, weights, output, links.
  static constexpr size_t outputArgument = 2;
};

/// Calls, in `body`, a function that computes the chain; `kind` tells it from
/// others with the same layers.
mlir::func::CallOp callChain(LayerFunctions &functions, const LayerHook &hook,
                             mlir::OpBuilder &body, llvm::ArrayRef<ChainLayer> layers,
                             llvm::StringRef kind, llvm::function_ref<void(ChainFunction &)> build);

/// Row by row: each result inside the chain is a ring of rows. Rows are computed
/// when the next layer's window needs them, each once; those of the padding are
/// filled. With a `panel`, all rows of so many channels of each layer, then the next
/// channels.
mlir::func::CallOp generateStream(LayerFunctions &functions, const LayerHook &hook,
                                  mlir::OpBuilder &body, llvm::ArrayRef<ChainLayer> layers,
                                  std::optional<int64_t> panel);

} // namespace mnc

#endif // MNC_LIB_CODEGEN_CHAIN_H
