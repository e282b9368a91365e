// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Import of an ONNX file as a function of `mnc` operations.

#ifndef MNC_IMPORT_IMPORT_H
#define MNC_IMPORT_IMPORT_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/MemoryBufferRef.h"
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace mnc {

struct ImportOptions {
  /// Sizes of the symbolic dimensions of the model's inputs, each at least 1.
  /// A symbol that only stands in first positions may be left out: it becomes
  /// 1, with a remark.
  std::map<std::string, int64_t> dims;
  /// Shapes of inputs, by their names, for sizes that the file leaves open. Each has the rank and
  /// the sizes that the file states.
  std::map<std::string, std::vector<int64_t>> shapes;
  /// Inputs of type float16 become f32.
  bool widen = false;
};

/// Reads the ONNX model at `path` (opsets 7 to 25) into a module with the
/// single function `main`.
///
/// Arguments and results are the model's inputs (without those that are also
/// initialisers) and outputs in the model's order, as static f32 tensors of the
/// shapes and layouts that the model states. Each has the attributes
/// `mnc.name`, the ONNX name, and `mnc.layout`: "NCHW" or "NHWC" where windows slide over it, "NC"
/// for rank 2, otherwise "". Inputs and nodes that no output needs are left out, with a remark. A
/// result is never an argument, a constant, or the same value as another result; a `mnc.copy`
/// stands between.
///
/// Every operation has a NameLoc: the name of its ONNX node, `OpType_<index>`
/// for a node without one, the name of the initialiser for a constant. Windowed
/// operations work on NHWC between two transposes, filters stay as in the file,
/// and what is computed of constants is evaluated. Weights are not copied:
/// constants own what held them in the model.
///
/// Whatever is wrong with the file, its data or the options is reported through
/// the context's diagnostics, and the result is null. All nodes that are not supported are reported
/// together, each kind once.
///
/// Loads the dialects that it needs. The context may be used again.
mlir::OwningOpRef<mlir::ModuleOp> importOnnx(llvm::StringRef path, mlir::MLIRContext &context,
                                             const ImportOptions &options);

/// Imports the bytes of a model, which messages call by the buffer's identifier. External data is
/// looked for in `folder`.
mlir::OwningOpRef<mlir::ModuleOp> importOnnx(llvm::MemoryBufferRef bytes, llvm::StringRef folder,
                                             mlir::MLIRContext &context,
                                             const ImportOptions &options);

} // namespace mnc

#endif // MNC_IMPORT_IMPORT_H
