// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checked access to the inputs of a node.

#include "Graph.h"
#include "Node.h"
#include <cmath>

using namespace mlir;

namespace mnc {

const Definition *Node::getDefinition(int index) {
  if (hasError)
    return nullptr;
  if (!hasInput(index)) {
    emitError() << "input " << index << " is left out, but it is required";
    return nullptr;
  }
  if (importer.hasFailed(getInputName(index))) {
    hasError = true;
    return nullptr;
  }
  llvm::Expected<const Definition *> definition = importer.resolve(getInputName(index));
  if (!definition) {
    emitError() << llvm::toString(definition.takeError());
    return nullptr;
  }
  if (!*definition)
    emitError() << "reads '" << getInputName(index) << "', an output that is not supported";
  return *definition;
}

bool Node::isIntTensor(int index) {
  const Definition *definition = getDefinition(index);
  return definition && std::holds_alternative<IntTensor>(*definition);
}

bool Node::areKnownIntegers() {
  auto isLarge = [&](int index) {
    onnx::TensorProto *stored = importer.findStored(getInputName(index));
    return stored &&
           !countElements({stored->dims().data(), size_t(stored->dims_size())}, maxIntElements);
  };
  for (int index = 0; index < getNumInputs(); ++index)
    if (isLarge(index) || !isIntTensor(index))
      return false;
  return getNumInputs() > 0;
}

std::optional<IntTensor> Node::getIntTensor(int index) {
  const Definition *definition = getDefinition(index);
  if (!definition)
    return std::nullopt;
  if (const auto *tensor = std::get_if<IntTensor>(definition))
    return *tensor;
  emitError() << "input '" << getInputName(index)
              << "' is not a tensor of integers that are known at compile "
                 "time, others are not supported";
  return std::nullopt;
}

std::optional<IntTensor> Node::getIntWeights(int index) {
  onnx::TensorProto *stored = hasError ? nullptr : importer.findStored(getInputName(index));
  if (!stored || !isIntegerType(stored->data_type()))
    return getIntTensor(index);
  llvm::Expected<IntTensor> values = getReader().readInts(*stored, maxElements);
  if (values)
    return std::move(*values);
  emitError() << llvm::toString(values.takeError());
  return std::nullopt;
}

std::optional<SmallVector<int64_t>> Node::getShape(int index) {
  if (isIntTensor(index))
    return getIntTensor(index)->shape;
  auto input = getValue(index);
  if (!input)
    return std::nullopt;
  return SmallVector<int64_t>(input.getType().getShape());
}

TypedValue<RankedTensorType> Node::getValue(int index) {
  onnx::TensorProto *stored =
      hasError || !hasInput(index) ? nullptr : importer.findStored(getInputName(index));
  if (stored && isIntegerType(stored->data_type())) {
    std::optional<IntTensor> weights = getIntWeights(index);
    return weights ? cast<TypedValue<RankedTensorType>>(createIntegers(*weights))
                   : TypedValue<RankedTensorType>();
  }
  const Definition *definition = getDefinition(index);
  if (!definition)
    return {};
  if (const auto *value = std::get_if<Value>(definition))
    return cast<TypedValue<RankedTensorType>>(*value);
  if (const auto *known = std::get_if<IntTensor>(definition)) {
    Value constant = createIntegers(*known);
    return constant ? cast<TypedValue<RankedTensorType>>(constant) : TypedValue<RankedTensorType>();
  }
  const onnx::TensorProto &tensor = *std::get<StoredTensor>(*definition).tensor;
  emitError() << "input '" << getInputName(index) << "' has elements of type "
              << elementTypeName(tensor.data_type()) << ", which is not supported";
  return {};
}

TypedValue<RankedTensorType> Node::getTruths(int index) {
  TypedValue<RankedTensorType> value = getValue(index);
  if (!value || value.getType().getElementType().isInteger(1))
    return value;
  emitError() << "input '" << getInputName(index) << "' has elements of type "
              << elementTypeName(onnxTypeOf(value.getType().getElementType())) << ", wanted bool";
  return {};
}

TypedValue<RankedTensorType> Node::getTensor(int index) {
  const Definition *definition = getDefinition(index);
  if (!definition)
    return {};
  std::string type = "integer";
  if (const auto *value = std::get_if<Value>(definition)) {
    auto tensor = cast<TypedValue<RankedTensorType>>(*value);
    if (tensor.getType().getElementType().isF32())
      return tensor;
    type = elementTypeName(onnxTypeOf(tensor.getType().getElementType()));
  }
  if (const auto *stored = std::get_if<StoredTensor>(definition))
    type = elementTypeName(stored->tensor->data_type());
  emitError() << "input '" << getInputName(index) << "' has elements of type " << type
              << ", wanted float";
  return {};
}

TypedValue<RankedTensorType> Node::getMap(int index) {
  TypedValue<RankedTensorType> value = getTensor(index);
  if (!value || value.getType().getRank() == 4)
    return value;
  emitError() << "input '" << getInputName(index) << "' has the shape "
              << shapeText(value.getType().getShape()) << ", not supported: wanted rank 4";
  return {};
}

bool Node::isConstant(int index) {
  TypedValue<RankedTensorType> value = getValue(index);
  return value && ConstantFloats::get(value);
}

std::optional<ConstantFloats> Node::getConstant(int index) {
  TypedValue<RankedTensorType> value = getTensor(index);
  if (!value)
    return std::nullopt;
  std::optional<ConstantFloats> floats = ConstantFloats::get(value);
  if (!floats)
    emitError() << "input '" << getInputName(index)
                << "' is computed by the model, wanted a constant";
  return floats;
}

std::optional<ConstantFloats> Node::getWeights(int index) {
  std::optional<ConstantFloats> floats = getConstant(index);
  if (!floats || !importer.isNewWeight(getInputName(index)))
    return floats;
  int64_t count = 0;
  for (int64_t at : llvm::seq(floats->size()))
    count += !std::isfinite((*floats)[at]);
  if (count > 0)
    emitNodeWarning(loc, proto) << "'" << getInputName(index) << "' has " << count << " of "
                                << floats->size() << " values that are infinite or NaN";
  return floats;
}

std::optional<float> Node::getScalar(int index) {
  std::optional<ConstantFloats> floats = getConstant(index);
  if (!floats)
    return std::nullopt;
  if (floats->size() == 1)
    return (*floats)[0];
  emitError() << "input '" << getInputName(index) << "' has " << floats->size()
              << " elements, wanted one";
  return std::nullopt;
}

int64_t Node::checkAxis(int64_t axis, int64_t rank, StringRef what) {
  std::optional<int64_t> normalized = normalizeAxis(axis, rank);
  if (!normalized)
    emitError() << "'" << what << "' is " << axis << " but the tensor has rank " << rank;
  return normalized.value_or(0);
}

std::optional<SmallVector<int64_t>> Node::getIntList(StringRef name, int index) {
  if (std::optional<SmallVector<int64_t>> values = getInts(name))
    return values;
  if (!hasInput(index))
    return std::nullopt;
  std::optional<IntTensor> tensor = getIntTensor(index);
  if (!tensor)
    return std::nullopt;
  return std::move(tensor->values);
}

} // namespace mnc
