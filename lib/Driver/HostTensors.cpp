// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Driver/HostTensors.h"

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/Support/ErrorHandling.h"

using namespace mlir;

namespace mnc {

ElementType hostTypeOf(Type element) {
  if (element.isF32())
    return ElementType::F32;
  if (element.isF16())
    return ElementType::F16;
  switch (element.getIntOrFloatBitWidth()) {
  case 1:
    return ElementType::Bool;
  case 8:
    return element.isUnsignedInteger() ? ElementType::U8 : ElementType::I8;
  case 32:
    return ElementType::I32;
  case 64:
    return ElementType::I64;
  }
  llvm_unreachable("not an element type of a graph");
}

ElementType hostTypeOf(const IoTensorDesc &ioTensor) {
  return *elementTypeNamed(ioTensor.dataType);
}

Tensor exactTensor(const HostTensor &tensor) {
  Tensor exact{tensor.shape, {}};
  dispatchElementType(tensor.type, [&](auto element) {
    using T = decltype(element);
    for (T value : tensor.data<T>())
      if constexpr (std::is_same_v<T, Half>)
        exact.values.push_back(toFloat(value));
      else if constexpr (std::is_floating_point_v<T>)
        exact.values.push_back(value);
      else
        exact.integers.push_back(value);
  });
  return exact;
}

std::vector<Tensor> exactTensors(ArrayRef<HostTensor> tensors) {
  std::vector<Tensor> exact;
  for (const HostTensor &tensor : tensors)
    exact.push_back(exactTensor(tensor));
  return exact;
}

HostTensor roundedTensor(const Tensor &tensor, ElementType type) {
  HostTensor rounded = HostTensor::zeros(type, tensor.shape);
  dispatchElementType(type, [&](auto element) {
    using T = decltype(element);
    for (auto [at, value] : llvm::enumerate(rounded.data<T>()))
      if constexpr (std::is_same_v<T, Half>)
        value = toHalf(tensor.values[at]);
      else if constexpr (std::is_floating_point_v<T>)
        value = T(tensor.values[at]);
      else
        value = T(tensor.integers[at]);
  });
  return rounded;
}

std::vector<HostTensor> seededInputs(const LibraryDesc &library) {
  std::vector<HostTensor> inputs;
  for (auto [index, ioTensor] : llvm::enumerate(library.inputs))
    inputs.push_back(generateInput(index, hostTypeOf(ioTensor), ioTensor.shape));
  return inputs;
}

} // namespace mnc
