// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The state of one import: what each ONNX name stands for.

#ifndef MNC_LIB_IMPORT_IMPORTER_H
#define MNC_LIB_IMPORT_IMPORTER_H

#include "Inputs.h"
#include "Model.h"
#include "TensorReader.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringSet.h"
#include <variant>

namespace mnc {

/// A tensor of the file whose element type or size the graph cannot hold, or
/// that nothing has read yet.
struct StoredTensor {
  onnx::TensorProto *tensor;
  /// The location of its constant.
  mlir::Location loc;
};

/// The meaning of an ONNX name: a value of the function, integers that are known at import time, or
/// a tensor of the file.
using Definition = std::variant<mlir::Value, IntTensor, StoredTensor>;

class Importer {
public:
  Importer(Model &model, mlir::MLIRContext *context, const ImportOptions &options);

  /// Imports the graph; null after diagnostics.
  mlir::OwningOpRef<mlir::ModuleOp> run();

  int64_t getOpset() const { return model.opset; }
  mlir::OpBuilder &getBuilder() { return builder; }
  TensorReader &getReader() { return reader; }

  /// Returns the definition of `name`, or null if nothing defines it. A stored tensor of floats
  /// becomes a constant and one of integers an IntTensor; fails if its data is not right.
  llvm::Expected<const Definition *> resolve(llvm::StringRef name);

  void define(llvm::StringRef name, Definition definition);

  /// True at the first call for `name`.
  bool isNewWeight(llvm::StringRef name) { return checkedWeights.insert(name).second; }

private:
  mlir::LogicalResult checkOperators();
  void createFunction(llvm::ArrayRef<ModelInput> inputs);
  mlir::LogicalResult importNodes(llvm::ArrayRef<int> order);
  mlir::LogicalResult createReturn();
  mlir::FailureOr<mlir::Value> getOutput(llvm::StringRef name);

  Model &model;
  mlir::MLIRContext *context;
  const ImportOptions &options;
  TensorReader reader;
  mlir::OpBuilder builder;
  mlir::Location unknownLoc;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  mlir::func::FuncOp function;
  llvm::StringMap<Definition> definitions;
  llvm::StringSet<> checkedWeights;
};

} // namespace mnc

#endif // MNC_LIB_IMPORT_IMPORTER_H
