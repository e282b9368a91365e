// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checked access to a node, and creation of its operations.

#include "Node.h"
#include "Graph.h"
#include "Registry.h"
#include "mlir/IR/Verifier.h"
#include "mnc/Reference/Fold.h"
#include <cmath>

using namespace mlir;

namespace mnc {

InFlightDiagnostic Node::emitError() {
  if (hasError)
    return {};
  hasError = true;
  return mlir::emitError(loc);
}

LogicalResult Node::convert() {
  const OperatorRow *row = findOperator(proto.op_type(), proto.domain(), getOpset());
  assert(row && "operators are checked before");
  int given = getNumInputs();
  if (given < row->minInputs || given > row->maxInputs) {
    InFlightDiagnostic error = emitError();
    error << "has " << given << " inputs, wanted " << row->minInputs;
    if (row->maxInputs == anyNumber)
      error << " or more";
    else if (row->maxInputs != row->minInputs)
      error << " to " << row->maxInputs;
    return failure();
  }
  llvm::StringSet<> names;
  for (const onnx::AttributeProto &attribute : proto.attribute())
    if (!names.insert(attribute.name()).second)
      return emitError() << "attribute '" << StringRef(attribute.name()) << "' is given twice";
  // After a first error, further ones are silent and say success.
  if (failed(row->convert(*this)) || hasError)
    return failure();
  for (const onnx::AttributeProto &attribute : proto.attribute())
    if (!readAttributes.contains(attribute.name()))
      return emitError() << "attribute '" << StringRef(attribute.name())
                         << "' is not supported in opset " << getOpset();
  return success();
}

//--- Attributes --------------------------------------------------------------

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

//--- Inputs ------------------------------------------------------------------

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
  auto input = getTensor(index);
  if (!input)
    return std::nullopt;
  return SmallVector<int64_t>(input.getType().getShape());
}

TypedValue<RankedTensorType> Node::getTensor(int index) {
  const Definition *definition = getDefinition(index);
  if (!definition)
    return {};
  if (const auto *value = std::get_if<Value>(definition))
    return cast<TypedValue<RankedTensorType>>(*value);
  const auto *stored = std::get_if<StoredTensor>(definition);
  emitError() << "input '" << getInputName(index) << "' has elements of type "
              << (stored ? elementTypeName(stored->tensor->data_type()) : "integer")
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
  TypedValue<RankedTensorType> value = getTensor(index);
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

//--- Results -----------------------------------------------------------------

/// The problem of `types` as types of results, or nothing.
static std::string checkSize(ArrayRef<Type> types) {
  for (Type type : types) {
    std::string problem = shapeError(cast<RankedTensorType>(type).getShape());
    if (!problem.empty())
      return "the result would have " + problem;
  }
  return "";
}

std::string Node::describeInputs() {
  std::string text;
  int count = 0;
  for (StringRef name : proto.input()) {
    llvm::Expected<const Definition *> found = importer.resolve(name);
    if (!found) {
      llvm::consumeError(found.takeError());
      continue;
    }
    const auto *value = *found ? std::get_if<Value>(*found) : nullptr;
    if (!value)
      continue;
    text += (count++ ? ", '" : "; '") + name.str() + "' is " + shapeText(shapeOf(*value));
    Operation *op = value->getDefiningOp();
    if (op && !isa<ConstantOp>(op))
      text += " from node '" + nodeNameOf(op->getLoc()).str() + "'";
  }
  return count > 1 ? text : "";
}

Value Node::insert(OperationState &state,
                   llvm::function_ref<LogicalResult(SmallVectorImpl<Type> &)> inferTypes) {
  std::string message;
  Operation *op = nullptr;
  {
    // The dialect's own messages do not name the node.
    ScopedDiagnosticHandler handler(getBuilder().getContext(),
                                    [&](Diagnostic &diagnostic) { message = diagnostic.str(); });
    SmallVector<Type> types;
    if (succeeded(inferTypes(types)))
      message = checkSize(types);
    if (message.empty()) {
      state.types.assign(types.begin(), types.end());
      op = getBuilder().create(state);
      if (failed(verify(op)))
        op = nullptr;
    }
  }
  if (!op) {
    emitError() << message << describeInputs();
    return {};
  }
  if (ElementsAttr value = foldOnConstants(op)) {
    op->erase();
    return createConstant(value);
  }
  return op->getResult(0);
}

Value Node::createConstant(ElementsAttr value) {
  return hasError ? Value() : Value(ConstantOp::create(getBuilder(), loc, value));
}

Value Node::createReshape(Value input, ArrayRef<int64_t> shape) {
  if (hasError)
    return {};
  auto type = cast<RankedTensorType>(input.getType());
  if (type.getShape() == shape)
    return input;
  if (countElements(shape, maxElements) != type.getNumElements()) {
    emitError() << "a tensor of " << shapeText(type.getShape()) << " cannot have the shape "
                << shapeText(shape);
    return {};
  }
  if (std::string problem = shapeError(shape); !problem.empty()) {
    emitError() << "the result would have " << problem;
    return {};
  }
  auto newType = RankedTensorType::get(shape, type.getElementType());
  if (auto constant = input.getDefiningOp<ConstantOp>())
    return createConstant(reshapeConstant(constant.getValue(), newType));
  return ReshapeOp::create(getBuilder(), loc, newType, input);
}

Value Node::createToNHWC(Value input) {
  return create<TransposeOp>(input, ArrayRef<int64_t>{0, 2, 3, 1});
}

Value Node::createToNCHW(Value input) {
  return create<TransposeOp>(input, ArrayRef<int64_t>{0, 3, 1, 2});
}

LogicalResult Node::define(Definition definition, int output) {
  if (hasError)
    return failure();
  if (hasOutput(output))
    importer.define(proto.output(output), std::move(definition));
  return success();
}

LogicalResult Node::defineAsBranch(onnx::GraphProto &branch) {
  if (branch.output_size() != getNumOutputs())
    return emitError() << "has " << getNumOutputs() << " outputs, but its graph has "
                       << branch.output_size();
  FailureOr<SmallVector<Definition>> results = importer.importBranch(branch);
  if (failed(results))
    hasError = true;
  for (int output = 0; !hasError && output < getNumOutputs(); ++output)
    if (failed(define((*results)[output], output)))
      return failure();
  return success(!hasError);
}

LogicalResult Node::defineInts(llvm::Expected<IntTensor> tensor, int output) {
  if (!tensor)
    return emitError() << llvm::toString(tensor.takeError());
  return define(Definition(std::move(*tensor)), output);
}

} // namespace mnc
