// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Costs of a network: multiply-adds, parameters and bytes of each layer.

#ifndef MNC_DRIVER_STATS_H
#define MNC_DRIVER_STATS_H

#include "mlir/IR/BuiltinOps.h"
#include "mnc/CPU/CpuTable.h"
#include "llvm/Support/JSON.h"
#include <string>
#include <vector>

namespace mnc {

struct LayerStats {
  /// The ONNX node and the operation that it became.
  std::string node, op;
  llvm::SmallVector<int64_t> shape;
  int64_t multiplyAdds = 0, parameters = 0;
  /// Kernel and its tiling, as scheduled.
  std::string kernel;
  /// Estimated for all of it.
  int64_t cycles = 0;
  /// True if the kernel computes one value at a time.
  bool isScalar = false;
  /// Bytes of the result's buffer, with its border.
  int64_t bufferBytes = 0;
  /// For the pointwise layer of a depthwise-separable pair: the multiply-adds of the convolution
  /// that the pair replaces, over those of the pair. 0 for other layers.
  double timesCheaper = 0;
};

struct Statistics {
  /// Totals of the graph as imported; batch normalisation counts 2 parameters a channel.
  int64_t multiplyAdds = 0, parameters = 0;
  /// Layers of the scheduled graph, in order.
  std::vector<LayerStats> layers;
};

/// Adds the costs of an imported graph to `statistics`.
void countImported(mlir::ModuleOp module, Statistics &statistics);

/// Describes the layers of a graph that is scheduled for `cpu`.
void describeLayers(mlir::ModuleOp module, const CpuModel &cpu, Statistics &statistics);

/// Prints the statistics as a table.
void printStats(const Statistics &statistics, llvm::raw_ostream &os);

/// Returns what docs/Json.md says of layers, without the schema.
llvm::json::Object asJson(const Statistics &statistics);

} // namespace mnc

#endif // MNC_DRIVER_STATS_H
