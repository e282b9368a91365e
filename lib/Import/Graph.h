// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names and order of the nodes of an ONNX graph.

#ifndef MNC_LIB_IMPORT_GRAPH_H
#define MNC_LIB_IMPORT_GRAPH_H

#include "Model.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Location.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace mnc {

/// The location of node number `index`: a NameLoc of its name, or of
/// `OpType_<index>` without one.
mlir::NameLoc getNodeLoc(mlir::MLIRContext *context, const onnx::NodeProto &node, int index);

/// An error that begins with "node 'Conv_12' (Conv): ". Operators of other
/// domains than the standard one are named with it.
mlir::InFlightDiagnostic emitNodeError(mlir::NameLoc loc, const onnx::NodeProto &node);

/// A warning with the same beginning.
mlir::InFlightDiagnostic emitNodeWarning(mlir::NameLoc loc, const onnx::NodeProto &node);

/// Calls `visit` with each name that `node` reads, those included that graphs in its attributes
/// take from outside.
void forEachRead(const onnx::NodeProto &node, llvm::function_ref<void(llvm::StringRef)> visit);

/// The indices of the nodes that the graph's outputs need, in an order in which each value is
/// defined before it is read: the file's own order where it is one. Reports values that are defined
/// twice or never, cycles, and outputs that nothing produces; nodes that nothing needs get a
/// remark.
mlir::FailureOr<llvm::SmallVector<int>> orderNodes(mlir::MLIRContext *context,
                                                   const onnx::GraphProto &graph);

} // namespace mnc

#endif // MNC_LIB_IMPORT_GRAPH_H
