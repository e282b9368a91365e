// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a network costs: multiply-adds, parameters and bytes of each layer.

#ifndef MNC_DRIVER_STATS_H
#define MNC_DRIVER_STATS_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/JSON.h"
#include <string>
#include <vector>

namespace mnc {

struct LayerStats {
  /// The ONNX node and the operation that it became.
  std::string node, op;
  llvm::SmallVector<int64_t> shape;
  int64_t multiplyAdds = 0, parameters = 0;
  /// Kernel and its blocks, as scheduled.
  std::string kernel;
  /// Whether the kernel computes one value at a time.
  bool isScalar = false;
  /// Bytes of the result's buffer, with its border.
  int64_t bufferBytes = 0;
  /// Of the pointwise layer of a depthwise-separable pair: how many times
  /// fewer multiply-adds the pair needs than the convolution that it
  /// replaces; 0 otherwise.
  double timesCheaper = 0;
};

struct Statistics {
  /// Of the graph as imported; batch normalisation counts 2 parameters a
  /// channel.
  int64_t multiplyAdds = 0, parameters = 0;
  /// Of the scheduled graph, in order.
  std::vector<LayerStats> layers;
};

/// Adds up an imported graph.
void countImported(mlir::ModuleOp module, Statistics &statistics);

/// Describes the layers of a scheduled graph.
void describeLayers(mlir::ModuleOp module, Statistics &statistics);

/// A table for people.
void printStats(const Statistics &statistics, llvm::raw_ostream &os);

llvm::json::Value layersAsJson(const Statistics &statistics);

} // namespace mnc

#endif // MNC_DRIVER_STATS_H
