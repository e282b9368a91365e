// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Constants, conversions of element types, and operators that change nothing.

#include "Node.h"
#include "Registry.h"
#include <cmath>

using namespace mlir;

namespace mnc {

//--- Constant ----------------------------------------------------------------

static LogicalResult defineFloats(Node &node, ArrayRef<int64_t> shape, ArrayRef<float> values) {
  if (values.empty())
    return node.emitError() << "the constant has no elements";
  auto type = RankedTensorType::get(shape, node.getBuilder().getF32Type());
  return node.define(node.createConstant(makeConstantData(type, values.vec())));
}

static LogicalResult convertConstant(Node &node) {
  if (onnx::TensorProto *tensor = node.getTensorAttribute("value"))
    return node.define(StoredTensor{tensor, node.getLoc()});
  if (node.hasAttribute("value_float"))
    return defineFloats(node, {}, node.getFloat("value_float", 0));
  if (std::optional<SmallVector<float>> values = node.getFloats("value_floats"))
    return defineFloats(node, {int64_t(values->size())}, *values);
  if (node.hasAttribute("value_int"))
    return node.define(IntTensor{{}, {node.getInt("value_int", 0)}});
  if (std::optional<SmallVector<int64_t>> values = node.getInts("value_ints")) {
    if (int64_t(values->size()) > maxIntElements)
      return node.emitError() << "has " << values->size() << " integers, wanted at most "
                              << maxIntElements;
    return node.define(IntTensor::vector(*values));
  }
  return node.emitError() << "has no value that is supported, wanted a "
                             "tensor, floats or integers";
}

//--- Cast --------------------------------------------------------------------

static LogicalResult castToFloat(Node &node, const Definition &from) {
  if (std::holds_alternative<Value>(from))
    return node.define(from);
  if (const auto *tensor = std::get_if<IntTensor>(&from))
    return defineFloats(node, tensor->shape,
                        SmallVector<float>(tensor->values.begin(), tensor->values.end()));
  const onnx::TensorProto &tensor = *std::get<StoredTensor>(from).tensor;
  if (tensor.data_type() != element_type::Double)
    return node.emitError() << "a conversion from " << elementTypeName(tensor.data_type())
                            << " to float is not supported";
  llvm::Expected<ElementsAttr> values =
      node.getReader().readDoubles(tensor, node.getBuilder().getContext());
  if (!values)
    return node.emitError() << llvm::toString(values.takeError());
  return node.define(node.createConstant(*values));
}

static LogicalResult castToInts(Node &node, const Definition &from, int32_t type) {
  if (const auto *tensor = std::get_if<IntTensor>(&from)) {
    IntTensor result = *tensor;
    if (type == element_type::Bool)
      for (int64_t &value : result.values)
        value = value != 0;
    return node.define(Definition(std::move(result)));
  }
  auto input = node.getTensor(0);
  std::optional<ConstantFloats> floats = node.getConstant(0);
  if (!floats)
    return failure();
  if (floats->size() > maxIntElements)
    return node.emitError() << "has " << floats->size() << " elements, wanted at most "
                            << maxIntElements << " for shape arithmetic";
  IntTensor result{SmallVector<int64_t>(input.getType().getShape()), {}};
  for (int64_t index : llvm::seq(floats->size())) {
    float value = (*floats)[index];
    if (!(std::fabs(value) < 0x1p63f))
      return node.emitError() << "a value of '" << node.getInputName(0)
                              << "' is not a 64-bit integer";
    result.values.push_back(type == element_type::Bool ? value != 0 : int64_t(value));
  }
  return node.define(Definition(std::move(result)));
}

static LogicalResult convertCast(Node &node) {
  // They concern conversions to 8-bit floats only.
  node.ignoreAttribute("saturate");
  node.ignoreAttribute("round_mode");
  int64_t type = node.getInt("to", 0);
  const Definition *from = node.getDefinition(0);
  if (!from)
    return failure();
  if (type == element_type::Float)
    return castToFloat(node, *from);
  if (type == int32_t(type) && isIntegerType(type))
    return castToInts(node, *from, type);
  return node.emitError() << "'to' is "
                          << (type == int32_t(type) ? elementTypeName(type) : std::to_string(type))
                          << ", not supported: wanted float or an integer type";
}

//--- Nothing -----------------------------------------------------------------

static LogicalResult convertIdentity(Node &node) {
  const Definition *input = node.getDefinition(0);
  return input ? node.define(*input) : failure();
}

static LogicalResult convertDropout(Node &node) {
  node.ignoreAttribute("ratio");
  node.ignoreAttribute("seed");
  if (node.hasInput(2)) {
    std::optional<IntTensor> training = node.getIntTensor(2);
    if (!training)
      return failure();
    if (!llvm::all_of(training->values, [](int64_t on) { return on == 0; }))
      return node.emitError() << "'training_mode' is true, wanted a network for inference";
  }
  return convertIdentity(node);
}

ArrayRef<OperatorRow> getConstantOperators() {
  static constexpr OperatorRow rows[] = {
      {"Cast", "", 7, 25, 1, 1, convertCast},
      {"Constant", "", 7, 25, 0, 0, convertConstant},
      {"Dropout", "", 7, 25, 1, 3, convertDropout},
      {"Identity", "", 7, 25, 1, 1, convertIdentity},
  };
  return rows;
}

} // namespace mnc
