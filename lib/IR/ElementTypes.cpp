// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/IR/ElementTypes.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace mnc {

Type elementTypeOf(Value tensor) {
  return cast<RankedTensorType>(tensor.getType()).getElementType();
}

bool isGraphElement(Type element) {
  return element.isF32() || element.isF16() || element.isUnsignedInteger(8) ||
         element.isSignedInteger(8) || element.isSignedInteger(32) || element.isSignedInteger(64) ||
         element.isSignlessInteger(1);
}

int64_t elementBytes(Type element) { return llvm::divideCeil(element.getIntOrFloatBitWidth(), 8); }

int64_t elementBytesOf(Value tensor) { return elementBytes(elementTypeOf(tensor)); }

Type storageType(Type element) {
  return element.isF32() ? element
                         : IntegerType::get(element.getContext(), 8 * elementBytes(element));
}

int64_t wrapInteger(Type element, int64_t value) {
  unsigned bits = element.getIntOrFloatBitWidth();
  if (bits == 1)
    return value != 0;
  return element.isUnsignedInteger()
             ? int64_t(uint64_t(value) & llvm::maskTrailingOnes<uint64_t>(bits))
             : llvm::SignExtend64(uint64_t(value), bits);
}

std::optional<SmallVector<int64_t>> integersOf(ElementsAttr elements) {
  auto dense = dyn_cast<DenseElementsAttr>(elements);
  auto type = dyn_cast<IntegerType>(elements.getElementType());
  if (!dense || !type)
    return std::nullopt;
  SmallVector<int64_t> values;
  values.reserve(dense.getNumElements());
  bool isSigned = type.isSigned();
  for (const APInt &value : dense.getValues<APInt>())
    values.push_back(isSigned ? value.getSExtValue() : int64_t(value.getZExtValue()));
  return values;
}

ElementsAttr makeIntegers(RankedTensorType type, ArrayRef<int64_t> values) {
  auto element = cast<IntegerType>(type.getElementType());
  SmallVector<APInt> numbers;
  for (int64_t value : values)
    numbers.emplace_back(element.getWidth(), uint64_t(value), element.isSigned(),
                         /*implicitTrunc=*/true);
  return DenseElementsAttr::get(type, numbers);
}

} // namespace mnc
