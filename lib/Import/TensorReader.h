// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Values of the tensors that an ONNX model stores.

#ifndef MNC_LIB_IMPORT_TENSORREADER_H
#define MNC_LIB_IMPORT_TENSORREADER_H

#include "IntTensor.h"
#include "Model.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"

namespace mnc {

/// A readable name of a stored tensor for messages: "initialiser 'w'".
std::string describeTensor(const onnx::TensorProto &tensor);

/// Reads stored tensors of one model. Errors name the tensor and say what is
/// wrong with its shape, its length or its file.
class TensorReader {
public:
  explicit TensorReader(Model &model) : model(model) {}

  /// The values of a tensor of a float type, each dimension at least 1. The constant takes the data
  /// of f32, which nobody can read again; only data at an odd place of an external file is copied.
  llvm::Expected<mlir::ElementsAttr> takeFloats(onnx::TensorProto &tensor,
                                                mlir::MLIRContext *context);

  /// The values of a tensor of an integer type, at most `mostElements`.
  llvm::Expected<IntTensor> readInts(const onnx::TensorProto &tensor,
                                     int64_t mostElements = maxIntElements);

  /// The values of a tensor of doubles, rounded to floats.
  llvm::Expected<mlir::ElementsAttr> readDoubles(const onnx::TensorProto &tensor,
                                                 mlir::MLIRContext *context);

private:
  llvm::Expected<mlir::ElementsAttr> readHalves(const onnx::TensorProto &tensor, int64_t count,
                                                mlir::RankedTensorType type);
  /// The bytes of a tensor that is stored as such, exactly `count` elements of
  /// `elementBytes` in little-endian order. Nothing if it is stored as a list
  /// of numbers.
  llvm::Expected<std::optional<llvm::StringRef>> getBytes(const onnx::TensorProto &tensor,
                                                          int64_t count, int64_t elementBytes);
  llvm::Expected<llvm::StringRef> getExternalBytes(const onnx::TensorProto &tensor, int64_t wanted);
  llvm::Expected<llvm::StringRef> getExternalFile(llvm::StringRef location);

  Model &model;
};

} // namespace mnc

#endif // MNC_LIB_IMPORT_TENSORREADER_H
