// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Dense tensors in the memory of the compiling machine, and the seeded inputs
// that tests and benchmarks share.

#ifndef MNC_HOSTTENSOR_HOSTTENSOR_H
#define MNC_HOSTTENSOR_HOSTTENSOR_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include <cassert>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace mnc {

enum class ElementType { F32, F64, F16, I8, U8, I32, I64, Bool };

inline constexpr ElementType elementTypes[] = {ElementType::F32, ElementType::F64, ElementType::F16,
                                               ElementType::I8,  ElementType::U8,  ElementType::I32,
                                               ElementType::I64, ElementType::Bool};

/// The 16 bits of a float16, IEEE's binary16.
enum class Half : uint16_t {};

/// The number nearest to `value`, the even one of two; infinite beyond 65504.
Half toHalf(double value);
/// Exact.
float toFloat(Half value);

/// Bytes of one element: 1, 2, 4 or 8.
unsigned elementBytes(ElementType type);

/// The name that ONNX and numpy use: "float32", "float64", "float16", "int8",
/// "uint8", "int32", "int64", "bool".
llvm::StringRef elementTypeName(ElementType type);

/// The type with this name.
std::optional<ElementType> elementTypeNamed(llvm::StringRef name);

/// Bytes of a tensor, or nothing if a dimension is negative or the size does
/// not fit int64_t.
std::optional<int64_t> tensorBytes(ElementType type, llvm::ArrayRef<int64_t> shape);

/// "1x3x224x224"; "scalar" for rank 0.
std::string formatShape(llvm::ArrayRef<int64_t> shape);

/// The ElementType whose elements are held as T.
template <typename T> constexpr ElementType elementTypeOf() {
  if constexpr (std::is_same_v<T, float>)
    return ElementType::F32;
  else if constexpr (std::is_same_v<T, double>)
    return ElementType::F64;
  else if constexpr (std::is_same_v<T, Half>)
    return ElementType::F16;
  else if constexpr (std::is_same_v<T, int8_t>)
    return ElementType::I8;
  else if constexpr (std::is_same_v<T, uint8_t>)
    return ElementType::U8;
  else if constexpr (std::is_same_v<T, int32_t>)
    return ElementType::I32;
  else if constexpr (std::is_same_v<T, int64_t>)
    return ElementType::I64;
  else {
    static_assert(std::is_same_v<T, bool>, "not the type of a tensor's elements");
    return ElementType::Bool;
  }
}

/// Calls `callable` with a value-initialised element of the C++ type that holds
/// `type`, for example `0.0f`.
template <typename Callable>
decltype(auto) dispatchElementType(ElementType type, Callable &&callable) {
  switch (type) {
  case ElementType::F64:
    return callable(double());
  case ElementType::F16:
    return callable(Half());
  case ElementType::I8:
    return callable(int8_t());
  case ElementType::U8:
    return callable(uint8_t());
  case ElementType::I32:
    return callable(int32_t());
  case ElementType::I64:
    return callable(int64_t());
  case ElementType::Bool:
    return callable(bool());
  case ElementType::F32:
    break;
  }
  return callable(float());
}

/// A dense tensor in C order (last dimension fastest). Elements have the host's
/// byte order; a Bool is one byte, 0 or 1. `bytes` has exactly the length
/// tensorBytes(type, shape).
struct HostTensor {
  ElementType type = ElementType::F32;
  llvm::SmallVector<int64_t> shape;
  std::vector<uint8_t> bytes;

  /// A tensor of zeros. The size must fit memory (see tensorBytes).
  static HostTensor zeros(ElementType type, llvm::ArrayRef<int64_t> shape);

  /// Product of the dimensions, 1 for rank 0.
  int64_t numElements() const { return bytes.size() / elementBytes(type); }

  /// The elements in C order; T must be the type that holds `type`.
  template <typename T> llvm::ArrayRef<T> data() const {
    assert(elementTypeOf<T>() == type && "tensor holds elements of another type");
    return llvm::ArrayRef(reinterpret_cast<const T *>(bytes.data()), bytes.size() / sizeof(T));
  }
  template <typename T> llvm::MutableArrayRef<T> data() {
    assert(elementTypeOf<T>() == type && "tensor holds elements of another type");
    return llvm::MutableArrayRef(reinterpret_cast<T *>(bytes.data()), bytes.size() / sizeof(T));
  }
};

/// The documented input for the model's input number `inputIndex` (from 0), the
/// same on every machine. With uint64_t arithmetic, element j in C order comes
/// from the 24-bit number
///   k = mix(0x9E3779B97F4A7C15 * (j + 1 + (inputIndex << 40))) >> 40
/// where mix(z) is
///   z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9
///   z = (z ^ z >> 27) * 0x94D049BB133111EB
///   z ^ z >> 31
/// float32 and float64: k * 2^-23 - 1, exact, in [-1, 1). float16: (k >> 13) *
/// 2^-10 - 1, exact. Integers take k
/// modulo the number of values of their type, in two's complement: uint8
/// 0..255, int8 -128..127, int32 and int64 0..2^24-1, bool the lowest bit of k.
HostTensor generateInput(unsigned inputIndex, ElementType type, llvm::ArrayRef<int64_t> shape);

} // namespace mnc

#endif // MNC_HOSTTENSOR_HOSTTENSOR_H
