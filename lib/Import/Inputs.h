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

/// The inputs of the graph that are not initialisers, in order, with every
/// symbolic dimension replaced. Reports a dimension without a size, a symbol of
/// `options` that no input has, and element types other than float; a batch
/// dimension that becomes 1 gives a remark.
mlir::FailureOr<llvm::SmallVector<ModelInput>> resolveInputs(mlir::MLIRContext *context,
                                                             const onnx::GraphProto &graph,
                                                             const ImportOptions &options);

} // namespace mnc

#endif // MNC_LIB_IMPORT_INPUTS_H
