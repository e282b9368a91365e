// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sizes and names of element types, and the generator of seeded inputs.

#include "mnc/HostTensor/HostTensor.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

namespace mnc {

unsigned elementBytes(ElementType type) {
  return dispatchElementType(type, [](auto element) -> unsigned { return sizeof(element); });
}

llvm::StringRef elementTypeName(ElementType type) {
  switch (type) {
  case ElementType::F32:
    return "float32";
  case ElementType::F64:
    return "float64";
  case ElementType::F16:
    return "float16";
  case ElementType::I8:
    return "int8";
  case ElementType::U8:
    return "uint8";
  case ElementType::I32:
    return "int32";
  case ElementType::I64:
    return "int64";
  case ElementType::Bool:
    break;
  }
  return "bool";
}

std::optional<ElementType> elementTypeNamed(llvm::StringRef name) {
  for (ElementType type : elementTypes)
    if (elementTypeName(type) == name)
      return type;
  return std::nullopt;
}

std::optional<int64_t> tensorBytes(ElementType type, llvm::ArrayRef<int64_t> shape) {
  int64_t bytes = elementBytes(type);
  for (int64_t dimension : shape)
    if (dimension < 0 || llvm::MulOverflow(bytes, dimension, bytes))
      return std::nullopt;
  return bytes;
}

std::string formatShape(llvm::ArrayRef<int64_t> shape) {
  return shape.empty()
             ? "scalar"
             : llvm::join(llvm::map_range(shape, [](int64_t d) { return llvm::itostr(d); }), "x");
}

HostTensor HostTensor::zeros(ElementType type, llvm::ArrayRef<int64_t> shape) {
  std::optional<int64_t> bytes = tensorBytes(type, shape);
  assert(bytes && "shape must be checked by the caller");
  return {type, llvm::SmallVector<int64_t>(shape), std::vector<uint8_t>(*bytes)};
}

Half toHalf(double value) {
  llvm::APFloat number(value);
  bool losesInfo;
  number.convert(llvm::APFloat::IEEEhalf(), llvm::APFloat::rmNearestTiesToEven, &losesInfo);
  return Half(number.bitcastToAPInt().getZExtValue());
}

float toFloat(Half value) {
  return llvm::APFloat(llvm::APFloat::IEEEhalf(), llvm::APInt(16, uint16_t(value)))
      .convertToFloat();
}

static uint64_t mix(uint64_t z) {
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
  z = (z ^ z >> 27) * 0x94D049BB133111EB;
  return z ^ z >> 31;
}

HostTensor generateInput(unsigned inputIndex, ElementType type, llvm::ArrayRef<int64_t> shape) {
  HostTensor tensor = HostTensor::zeros(type, shape);
  dispatchElementType(type, [&](auto element) {
    using T = decltype(element);
    uint64_t counter = uint64_t(inputIndex) << 40;
    for (T &value : tensor.data<T>()) {
      uint64_t k = mix(0x9E3779B97F4A7C15 * ++counter) >> 40;
      if constexpr (std::is_floating_point_v<T>)
        value = static_cast<T>(k) * T(0x1p-23) - T(1);
      else if constexpr (std::is_same_v<T, Half>)
        value = toHalf(double(k >> 13) * 0x1p-10 - 1);
      else if constexpr (std::is_same_v<T, bool>)
        value = k & 1;
      else
        value = static_cast<T>(k);
    }
  });
  return tensor;
}

} // namespace mnc
