// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Shapes of a model's inputs.

#ifndef MNC_LIB_IMPORT_INPUTS_H
#define MNC_LIB_IMPORT_INPUTS_H

#include "Model.h"
#include "mnc/Import/Import.h"

namespace mnc {

/// An input that the caller of the network provides.
struct ModelInput {
  llvm::StringRef name;
  mlir::RankedTensorType type;
};

/// The inputs of the graph that are not initialisers and that a node of `needed`, or an output,
/// reads, in order, with every unknown size replaced. Reports a dimension without a size, options
/// that name no input or symbol, and element types that are not supported; a batch dimension that
/// becomes 1, and an input that is left out, give a remark.
mlir::FailureOr<llvm::SmallVector<ModelInput>> resolveInputs(mlir::MLIRContext *context,
                                                             const onnx::GraphProto &graph,
                                                             llvm::ArrayRef<int> needed,
                                                             const ImportOptions &options);

} // namespace mnc

#endif // MNC_LIB_IMPORT_INPUTS_H
