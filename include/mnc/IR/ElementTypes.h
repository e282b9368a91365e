// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The element types of tensors: f32, f16, ui8, si8, si32, si64, and i1 for truth values.

#ifndef MNC_IR_ELEMENTTYPES_H
#define MNC_IR_ELEMENTTYPES_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Value.h"
#include <optional>

namespace mnc {

/// The element type of a tensor.
mlir::Type elementTypeOf(mlir::Value tensor);

bool isGraphElement(mlir::Type element);

/// Bytes of an element in memory: a truth value takes one.
int64_t elementBytes(mlir::Type element);

/// Bytes of an element of `tensor` in memory.
int64_t elementBytesOf(mlir::Value tensor);

/// The type that code loads and stores for an element: f32, or an integer without a sign of as many
/// bits as the element has in memory.
mlir::Type storageType(mlir::Type element);

/// The integer of type `element` that has the low bits of `value`; 0 or 1 for a truth value.
int64_t wrapInteger(mlir::Type element, int64_t value);

/// The integers of a constant in row-major order; nothing if it is not one of integers.
std::optional<llvm::SmallVector<int64_t>> integersOf(mlir::ElementsAttr elements);

/// A constant's value that holds `values`, which fit the element type of `type`.
mlir::ElementsAttr makeIntegers(mlir::RankedTensorType type, llvm::ArrayRef<int64_t> values);

} // namespace mnc

#endif // MNC_IR_ELEMENTTYPES_H
