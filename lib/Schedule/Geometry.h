// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where the layers of a plan lie, before anything of it is written into a graph.

#ifndef MNC_LIB_SCHEDULE_GEOMETRY_H
#define MNC_LIB_SCHEDULE_GEOMETRY_H

#include "mnc/Schedule/KernelChoice.h"
#include "mnc/Schedule/Plan.h"

namespace mnc {

/// A graph of groups of one operation each, with the numbers of its operations.
struct Network {
  explicit Network(mlir::func::FuncOp graph, const CpuModel &cpu);

  /// Works out `ownCycles`, which estimates want. Fails with an error at an operation that no
  /// kernel computes.
  mlir::LogicalResult countCycles();

  mlir::Operation *opOf(const LayerPlan &layer) const { return ops[layer.number]; }

  mlir::func::FuncOp graph;
  const CpuModel &cpu;
  llvm::SmallVector<mlir::Operation *> ops;
  llvm::DenseMap<mlir::Operation *, int64_t> numbers;
  /// Bytes of the weights of all convolutions.
  int64_t weightBytes = 0;
  /// By the numbers of the operations: cycles beside the products of a convolution, or all; nothing
  /// for an operation without code.
  std::vector<std::optional<double>> ownCycles;
};

/// Returns the plan of a layer without a kernel, with the buffer that its result has in the graph.
LayerPlan layerOf(const Network &network, mlir::Operation *op);

/// Returns the buffer before `consumer` in a group of `mode`, without what a plan decides: its
/// border.
BufferAttr borderBetween(GroupMode mode, mlir::Operation *consumer);

/// Returns `buffer` with what `plan` says; fails with an error at `op` if that is no buffer.
mlir::FailureOr<BufferAttr> bufferIn(mlir::Operation *op, BufferAttr buffer,
                                     const BufferPlan &plan);

/// Returns the geometry of layer `index` of `group`, as its buffers will lie.
LayerGeometry geometryOf(const Network &network, const GroupPlan &group, size_t index);

} // namespace mnc

#endif // MNC_LIB_SCHEDULE_GEOMETRY_H
