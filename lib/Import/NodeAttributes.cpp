// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checked access to the attributes of a node.

#include "Node.h"

using namespace mlir;

namespace mnc {

/// Kinds of attributes, by their numbers in the format.
enum class Node::AttributeType : int32_t {
  Float = 1,
  Int = 2,
  String = 3,
  Tensor = 4,
  Graph = 5,
  Floats = 6,
  Ints = 7,
};

static std::string attributeTypeName(int32_t type) {
  static constexpr llvm::StringLiteral names[] = {"undefined", "float",   "int",    "string",
                                                  "tensor",    "graph",   "floats", "ints",
                                                  "strings",   "tensors", "graphs"};
  if (type >= 0 && size_t(type) < std::size(names))
    return names[type].str();
  return "type " + std::to_string(type);
}

onnx::AttributeProto *Node::findAttribute(StringRef name) const {
  for (onnx::AttributeProto &attribute : *proto.mutable_attribute())
    if (attribute.name() == name)
      return &attribute;
  return nullptr;
}

bool Node::hasAttribute(StringRef name) const { return findAttribute(name); }

onnx::AttributeProto *Node::readAttribute(StringRef name, AttributeType type) {
  readAttributes.insert(name);
  onnx::AttributeProto *attribute = findAttribute(name);
  if (!attribute || attribute->type() == int32_t(type))
    return attribute;
  emitError() << "attribute '" << name << "' is of type " << attributeTypeName(attribute->type())
              << ", wanted " << attributeTypeName(int32_t(type));
  return nullptr;
}

int64_t Node::getInt(StringRef name, int64_t defaultValue) {
  const auto *attribute = readAttribute(name, AttributeType::Int);
  return attribute ? attribute->i() : defaultValue;
}

bool Node::getBool(StringRef name, bool defaultValue) {
  int64_t value = getInt(name, defaultValue);
  if (value != 0 && value != 1)
    emitError() << "'" << name << "' is " << value << ", wanted 0 or 1";
  return value == 1;
}

float Node::getFloat(StringRef name, float defaultValue) {
  const auto *attribute = readAttribute(name, AttributeType::Float);
  return attribute ? attribute->f() : defaultValue;
}

StringRef Node::getString(StringRef name, StringRef defaultValue) {
  const auto *attribute = readAttribute(name, AttributeType::String);
  return attribute ? StringRef(attribute->s()) : defaultValue;
}

std::optional<SmallVector<int64_t>> Node::getInts(StringRef name) {
  const auto *attribute = readAttribute(name, AttributeType::Ints);
  if (!attribute)
    return std::nullopt;
  return SmallVector<int64_t>(attribute->ints().begin(), attribute->ints().end());
}

std::optional<SmallVector<float>> Node::getFloats(StringRef name) {
  const auto *attribute = readAttribute(name, AttributeType::Floats);
  if (!attribute)
    return std::nullopt;
  return SmallVector<float>(attribute->floats().begin(), attribute->floats().end());
}

onnx::TensorProto *Node::getTensorAttribute(StringRef name) {
  auto *attribute = readAttribute(name, AttributeType::Tensor);
  return attribute ? attribute->mutable_t() : nullptr;
}

onnx::GraphProto *Node::getGraphAttribute(StringRef name) {
  auto *attribute = readAttribute(name, AttributeType::Graph);
  return attribute ? attribute->mutable_g() : nullptr;
}

} // namespace mnc
