// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reading and making the values of constants.

#ifndef MNC_IR_CONSTANTDATA_H
#define MNC_IR_CONSTANTDATA_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Value.h"
#include <memory>
#include <optional>
#include <vector>

namespace mnc {

/// The floats of a constant in row-major order, without a copy. Valid as long
/// as the context, or until freeUnusedConstants frees them.
class ConstantFloats {
public:
  /// Returns the floats of `value`. Nothing if it is not the result of a `mnc.constant`, or if its
  /// values were left out when its text was printed.
  static std::optional<ConstantFloats> get(mlir::Value value);
  static std::optional<ConstantFloats> get(mlir::ElementsAttr elements);

  int64_t size() const { return count; }
  float operator[](int64_t index) const { return splat ? values[0] : values[index]; }

private:
  llvm::ArrayRef<float> values;
  int64_t count = 0;
  bool splat = false;
};

/// True unless the values of a constant were left out when its text was printed.
bool hasValues(mlir::ElementsAttr elements);

/// A constant's value that holds `values`: `dense` when small, a resource of the
/// context otherwise.
mlir::ElementsAttr makeConstantData(mlir::RankedTensorType type, std::vector<float> values);

/// Returns a constant's value as `makeConstantData` does, for values that live as long as `owner`;
/// they are not copied unless small.
mlir::ElementsAttr wrapConstant(mlir::RankedTensorType type, llvm::ArrayRef<float> values,
                                std::shared_ptr<const void> owner);

/// `elements` under another shape with as many elements; shares the values.
mlir::ElementsAttr reshapeConstant(mlir::ElementsAttr elements, mlir::RankedTensorType type);

/// Frees the resources of the context that no constant of `module` holds. No
/// other module of the context may be used after that.
void freeUnusedConstants(mlir::ModuleOp module);

} // namespace mnc

#endif // MNC_IR_CONSTANTDATA_H
