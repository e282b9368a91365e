// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ElementType.h"

using namespace llvm;

namespace mnc {

std::string elementTypeName(int32_t type) {
  static constexpr StringLiteral names[] = {
      "undefined", "float",  "uint8",     "int8",       "uint16",  "int16",
      "int32",     "int64",  "string",    "bool",       "float16", "double",
      "uint32",    "uint64", "complex64", "complex128", "bfloat16"};
  if (type >= 0 && size_t(type) < std::size(names))
    return names[type].str();
  return "type " + std::to_string(type);
}

bool isIntegerType(int32_t type) {
  switch (type) {
  case element_type::UInt8:
  case element_type::Int8:
  case element_type::UInt16:
  case element_type::Int16:
  case element_type::Int32:
  case element_type::Int64:
  case element_type::Bool:
  case element_type::UInt32:
  case element_type::UInt64:
    return true;
  default:
    return false;
  }
}

bool isFloatType(int32_t type) {
  return type == element_type::Float || type == element_type::Float16 ||
         type == element_type::BFloat16;
}

mlir::Type graphTypeOf(mlir::MLIRContext *context, int32_t type) {
  auto integer = [&](unsigned bits, mlir::IntegerType::SignednessSemantics sign) {
    return mlir::IntegerType::get(context, bits, sign);
  };
  switch (type) {
  case element_type::Float:
    return mlir::Float32Type::get(context);
  case element_type::Float16:
    return mlir::Float16Type::get(context);
  case element_type::UInt8:
    return integer(8, mlir::IntegerType::Unsigned);
  case element_type::Int8:
    return integer(8, mlir::IntegerType::Signed);
  case element_type::Int32:
    return integer(32, mlir::IntegerType::Signed);
  case element_type::Int64:
    return integer(64, mlir::IntegerType::Signed);
  case element_type::Bool:
    return integer(1, mlir::IntegerType::Signless);
  default:
    return {};
  }
}

int32_t onnxTypeOf(mlir::Type element) {
  for (int32_t type : {element_type::Float, element_type::Float16, element_type::UInt8,
                       element_type::Int8, element_type::Int32, element_type::Int64})
    if (graphTypeOf(element.getContext(), type) == element)
      return type;
  return element_type::Bool;
}

} // namespace mnc
