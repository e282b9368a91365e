// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Compiled layers against the evaluator, each alone.

#ifndef MNC_DRIVER_COMPARELAYERS_H
#define MNC_DRIVER_COMPARELAYERS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mnc/HostTensor/HostTensor.h"
#include <string>
#include <vector>

namespace mnc {

/// Memory that a run read and left behind. The schedule must have been made with `keepAll`.
struct RunMemory {
  llvm::ArrayRef<HostTensor> inputs, outputs;
  llvm::ArrayRef<uint8_t> workspace;
};

/// One result of a group, or of an operation inside a streamed one.
struct LayerComparison {
  /// The ONNX node, and the operation that computes the result.
  std::string node, op;
  /// |found - wanted| of the value that is worst in relation to its bound, infinite where one of
  /// the two is not finite; and that bound.
  double error = 0, allowed = 0;
  /// True if the buffer's border holds its fill.
  bool borderHolds = true;

  bool passed() const { return error <= allowed && borderHolds; }
};

/// Compares each layer of `scheduled`, in order. Wanted is what the evaluator gives on the values
/// that the compiled code itself left in the layer's operands, so that no layer answers for
/// another. Bounds are those of docs/Ops.md. Inside a streamed group, only the last image of a
/// batch is there to be compared; the group's result is compared in full. Fails with an error at an
/// operation that cannot be evaluated.
mlir::FailureOr<std::vector<LayerComparison>> compareLayers(mlir::func::FuncOp scheduled,
                                                            const RunMemory &memory);

/// A line for each layer, and the count.
void printLayers(llvm::ArrayRef<LayerComparison> layers, llvm::raw_ostream &os);

/// Describes the first layer that did not pass; empty if all did.
std::string firstWrongLayer(llvm::ArrayRef<LayerComparison> layers);

} // namespace mnc

#endif // MNC_DRIVER_COMPARELAYERS_H
