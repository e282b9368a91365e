// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operations on each value, for operators that are made of several.

#ifndef MNC_LIB_IMPORT_ARITHMETIC_H
#define MNC_LIB_IMPORT_ARITHMETIC_H

#include "Node.h"

namespace mnc {

/// Creates the function FnAttr with `parameters` of `input`; null after an error.
template <typename FnAttr, typename... Parameters>
mlir::Value createFunction(Node &node, mlir::Value input, Parameters... parameters) {
  mlir::Builder &builder = node.getBuilder();
  FnAttr fn;
  if constexpr (sizeof...(parameters) == 0)
    fn = FnAttr::get(builder.getContext());
  else
    fn = FnAttr::getChecked([&] { return node.emitError(); }, builder.getContext(),
                            builder.getF32FloatAttr(parameters)...);
  return node.create<PointwiseOp>(input, mlir::ValueRange(), fn);
}

/// Creates a constant with one value, of rank 0.
mlir::Value createScalar(Node &node, float value);

/// Creates -input.
mlir::Value createNegated(Node &node, mlir::Value input);

/// Creates the opposite of truth values.
mlir::Value createNot(Node &node, mlir::Value input);

/// Creates input to the power of `exponent`, as products where that is exact.
mlir::Value createPower(Node &node, mlir::Value input, float exponent);

/// Creates the mean over `axes`, which stay with size 1.
mlir::Value createMean(Node &node, mlir::Value input, llvm::ArrayRef<int64_t> axes);

} // namespace mnc

#endif // MNC_LIB_IMPORT_ARITHMETIC_H
