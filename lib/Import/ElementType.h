// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Element types of ONNX, by their numbers in the format.

#ifndef MNC_LIB_IMPORT_ELEMENTTYPE_H
#define MNC_LIB_IMPORT_ELEMENTTYPE_H

#include "mlir/IR/BuiltinTypes.h"
#include <cstdint>
#include <string>

namespace mnc {

namespace element_type {
enum : int32_t {
  Float = 1,
  UInt8 = 2,
  Int8 = 3,
  UInt16 = 4,
  Int16 = 5,
  Int32 = 6,
  Int64 = 7,
  Bool = 9,
  Float16 = 10,
  Double = 11,
  UInt32 = 12,
  UInt64 = 13,
  BFloat16 = 16,
};
} // namespace element_type

/// "float", "int64", ...; "type 99" for what is not known here.
std::string elementTypeName(int32_t type);

/// Integers and booleans, which shape arithmetic works on.
bool isIntegerType(int32_t type);

/// Calls `callable` with a value of the C++ type for `type`, an integer type; int64_t for others.
template <typename Callable> decltype(auto) dispatchInteger(int32_t type, Callable &&callable) {
  switch (type) {
  case element_type::Bool:
    return callable(bool());
  case element_type::UInt8:
    return callable(uint8_t());
  case element_type::Int8:
    return callable(int8_t());
  case element_type::UInt16:
    return callable(uint16_t());
  case element_type::Int16:
    return callable(int16_t());
  case element_type::UInt32:
    return callable(uint32_t());
  case element_type::Int32:
    return callable(int32_t());
  case element_type::UInt64:
    return callable(uint64_t());
  default:
    return callable(int64_t());
  }
}

/// f32, and the types of 16 bits that become it when they are read.
bool isFloatType(int32_t type);

/// The element type of the graph for `type`; null if it has none.
mlir::Type graphTypeOf(mlir::MLIRContext *context, int32_t type);

/// The type of ONNX for an element type of the graph.
int32_t onnxTypeOf(mlir::Type element);

} // namespace mnc

#endif // MNC_LIB_IMPORT_ELEMENTTYPE_H
