// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The state of one import: what each ONNX name stands for.

#ifndef MNC_LIB_IMPORT_IMPORTER_H
#define MNC_LIB_IMPORT_IMPORTER_H

#include "Inputs.h"
#include "Model.h"
#include "Problems.h"
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

  /// Says that `name` has no meaning, because its node, or one before, has an error. What reads it
  /// has none of its own.
  void defineFailed(llvm::StringRef name) { failedNames.insert(name); }
  bool hasFailed(llvm::StringRef name) const { return failedNames.contains(name); }

  /// Returns the tensor of the file that `name` stands for; null if it is something else, or was
  /// read.
  onnx::TensorProto *findStored(llvm::StringRef name) const;

  /// True if `name` stands for a tensor of the file, or known integers, without elements.
  bool isEmpty(llvm::StringRef name) const;

  /// Imports the nodes of `branch`, a graph inside a node that sees the names around it, and
  /// returns the definitions of its outputs; fails after an error, or where what it reads has one.
  mlir::FailureOr<llvm::SmallVector<Definition>> importBranch(onnx::GraphProto &branch);

  /// True at the first call for `name`.
  bool isNewWeight(llvm::StringRef name) { return checkedWeights.insert(name).second; }

private:
  void createFunction(llvm::ArrayRef<ModelInput> inputs);
  mlir::Value convertTo(mlir::Location loc, mlir::Value value, mlir::Type to);
  void importNode(onnx::NodeProto &proto, int index);
  void reportUnsupported(llvm::ArrayRef<int> nodes);
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
  llvm::StringSet<> checkedWeights, failedNames;
  Problems problems;
};

} // namespace mnc

#endif // MNC_LIB_IMPORT_IMPORTER_H
