// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Types, tensors and runs of an open model.

#include "OrtState.h"
#include "llvm/ADT/STLExtras.h"
#include <cstring>

using llvm::Error;
using llvm::Expected;

namespace mnc {

/// Numbers of ONNX's TensorProto.DataType.
static int onnxType(ElementType type) {
  switch (type) {
  case ElementType::F32:
    return 1;
  case ElementType::U8:
    return 2;
  case ElementType::I8:
    return 3;
  case ElementType::I32:
    return 6;
  case ElementType::I64:
    return 7;
  case ElementType::F16:
    return 10;
  case ElementType::F64:
    return 11;
  case ElementType::Bool:
    break;
  }
  return 9;
}

static Expected<ElementType> elementType(int onnx) {
  for (ElementType type : elementTypes)
    if (onnxType(type) == onnx)
      return type;
  return llvm::createStringError(
      "element type is number " + llvm::Twine(onnx) +
      " of ONNX, wanted float32, float64, float16, int8, uint8, int32, int64 or bool");
}

/// Element type and shape; the name is left empty.
Expected<OrtTensorType> OrtSession::State::describe(const ort::TensorInfo *info) const {
  OrtTensorType result;
  int type;
  size_t rank;
  if (Error error = library->call<ort::GetTensorElementType>(info, &type))
    return error;
  if (Error error = elementType(type).moveInto(result.type))
    return error;
  if (Error error = library->call<ort::GetDimensionsCount>(info, &rank))
    return error;
  result.shape.resize(rank);
  if (Error error = library->call<ort::GetDimensions>(info, result.shape.data(), rank))
    return error;
  return result;
}

/// Describes all inputs or all outputs; `names` points into `types`.
template <typename Count, typename Name, typename Info>
Error OrtSession::State::list(std::vector<OrtTensorType> &types,
                              std::vector<const char *> &names) const {
  size_t count;
  if (Error error = library->call<Count>(session.get(), &count))
    return error;
  for (size_t index = 0; index < count; ++index) {
    char *rawName;
    if (Error error = library->call<Name>(session.get(), index, library->allocator, &rawName))
      return error;
    std::string name = rawName;
    if (Error error = library->call<ort::AllocatorFree>(library->allocator, rawName))
      return error;
    ort::TypeInfo *typeInfo;
    if (Error error = library->call<Info>(session.get(), index, &typeInfo))
      return error;
    Owner<ort::TypeInfo, ort::ReleaseTypeInfo> owner(typeInfo, {library->table});
    const ort::TensorInfo *tensorInfo;
    if (Error error = library->call<ort::CastTypeInfoToTensorInfo>(typeInfo, &tensorInfo))
      return error;
    if (!tensorInfo)
      return llvm::createStringError("'" + name +
                                     "' is a sequence, map or optional, wanted a tensor");
    Expected<OrtTensorType> type = describe(tensorInfo);
    if (!type)
      return llvm::createStringError("'" + name + "': " + llvm::toString(type.takeError()));
    type->name = std::move(name);
    types.push_back(std::move(*type));
  }
  for (const OrtTensorType &type : types)
    names.push_back(type.name.c_str());
  return Error::success();
}

Error OrtSession::State::describeModel() {
  if (Error error =
          list<ort::SessionGetInputCount, ort::SessionGetInputName, ort::SessionGetInputTypeInfo>(
              inputs, inputNames))
    return error;
  return list<ort::SessionGetOutputCount, ort::SessionGetOutputName, ort::SessionGetOutputTypeInfo>(
      outputs, outputNames);
}

/// A value over the tensor's own bytes.
Expected<ValueOwner> OrtSession::State::wrap(const HostTensor &tensor) const {
  ort::Value *value;
  if (Error error = library->call<ort::CreateTensorWithDataAsOrtValue>(
          library->memory, const_cast<uint8_t *>(tensor.bytes.data()), tensor.bytes.size(),
          tensor.shape.data(), tensor.shape.size(), onnxType(tensor.type), &value))
    return error;
  return ValueOwner(value, {library->table});
}

Expected<HostTensor> OrtSession::State::copy(ort::Value *value) const {
  int isTensor;
  if (Error error = library->call<ort::IsTensor>(value, &isTensor))
    return error;
  if (!isTensor)
    return llvm::createStringError("output is no tensor");
  ort::TensorInfo *info;
  if (Error error = library->call<ort::GetTensorTypeAndShape>(value, &info))
    return error;
  Owner<ort::TensorInfo, ort::ReleaseTensorInfo> owner(info, {library->table});
  Expected<OrtTensorType> type = describe(info);
  if (!type)
    return type.takeError();
  void *data;
  if (Error error = library->call<ort::GetTensorMutableData>(value, &data))
    return error;
  HostTensor tensor = HostTensor::zeros(type->type, type->shape);
  if (!tensor.bytes.empty())
    std::memcpy(tensor.bytes.data(), data, tensor.bytes.size());
  return tensor;
}

Error OrtSession::State::invoke(llvm::ArrayRef<ort::Value *> inputValues,
                                llvm::MutableArrayRef<ort::Value *> outputValues) const {
  return library->call<ort::Run>(session.get(), nullptr, inputNames.data(), inputValues.data(),
                                 inputNames.size(), outputNames.data(), outputNames.size(),
                                 outputValues.data());
}

OrtSession::OrtSession(std::unique_ptr<State> state) : state(std::move(state)) {}
OrtSession::OrtSession(OrtSession &&) = default;
OrtSession &OrtSession::operator=(OrtSession &&) = default;
OrtSession::~OrtSession() = default;

llvm::ArrayRef<OrtTensorType> OrtSession::inputs() const { return state->inputs; }
llvm::ArrayRef<OrtTensorType> OrtSession::outputs() const { return state->outputs; }
llvm::ArrayRef<HostTensor> OrtSession::preparedOutputs() const { return state->preparedOutputs; }

Expected<std::vector<HostTensor>> OrtSession::run(llvm::ArrayRef<HostTensor> inputs) {
  if (inputs.size() != state->inputs.size())
    return llvm::createStringError("found " + llvm::Twine(inputs.size()) +
                                   " input tensors, wanted " + llvm::Twine(state->inputs.size()));
  std::vector<ValueOwner> owners;
  std::vector<ort::Value *> inputValues, outputValues(state->outputs.size());
  for (const HostTensor &tensor : inputs) {
    Expected<ValueOwner> value = state->wrap(tensor);
    if (!value)
      return value.takeError();
    inputValues.push_back(value->get());
    owners.push_back(std::move(*value));
  }
  if (Error error = state->invoke(inputValues, outputValues))
    return error;
  for (ort::Value *value : outputValues)
    owners.push_back(ValueOwner(value, {state->library->table}));

  std::vector<HostTensor> outputs;
  for (auto [value, type] : llvm::zip_equal(outputValues, state->outputs)) {
    Expected<HostTensor> tensor = state->copy(value);
    if (!tensor)
      return llvm::createStringError("'" + type.name + "': " + llvm::toString(tensor.takeError()));
    outputs.push_back(std::move(*tensor));
  }
  return outputs;
}

Error OrtSession::prepare(std::vector<HostTensor> inputs) {
  Expected<std::vector<HostTensor>> outputs = run(inputs);
  if (!outputs)
    return outputs.takeError();
  state->preparedValues.clear();
  state->preparedInputPointers.clear();
  state->preparedOutputPointers.clear();
  state->preparedInputs = std::move(inputs);
  state->preparedOutputs = std::move(*outputs);
  auto wrapAll = [&](llvm::ArrayRef<HostTensor> tensors,
                     std::vector<ort::Value *> &pointers) -> Error {
    for (const HostTensor &tensor : tensors) {
      Expected<ValueOwner> value = state->wrap(tensor);
      if (!value)
        return value.takeError();
      pointers.push_back(value->get());
      state->preparedValues.push_back(std::move(*value));
    }
    return Error::success();
  };
  if (Error error = wrapAll(state->preparedInputs, state->preparedInputPointers))
    return error;
  return wrapAll(state->preparedOutputs, state->preparedOutputPointers);
}

Error OrtSession::runOnce() {
  assert(state->preparedOutputPointers.size() == state->outputs.size() &&
         "prepare() must have succeeded");
  return state->invoke(state->preparedInputPointers, state->preparedOutputPointers);
}

} // namespace mnc
