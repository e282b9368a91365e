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
  return node.define(node.createFloats(shape, values.vec()));
}

static LogicalResult convertConstant(Node &node) {
  if (onnx::TensorProto *tensor = node.getTensorAttribute("value"))
    return node.define(StoredTensor{tensor, node.getLoc()});
  if (node.hasAttribute("value_float"))
    return defineFloats(node, {}, node.getFloat("value_float", 0));
  if (std::optional<SmallVector<float>> values = node.getFloats("value_floats"))
    return defineFloats(node, {int64_t(values->size())}, *values);
  if (node.hasAttribute("value_int"))
    return node.define(IntTensor{{}, {node.getInt("value_int", 0)}, element_type::Int64});
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
  if (const auto *value = std::get_if<Value>(&from))
    return node.define(node.createConvert(*value, node.getBuilder().getF32Type()));
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

/// Constant floats as known integers.
static LogicalResult castConstant(Node &node, const ConstantFloats &floats, ArrayRef<int64_t> shape,
                                  int32_t type) {
  IntTensor result{SmallVector<int64_t>(shape), {}, type};
  for (int64_t index : llvm::seq(floats.size())) {
    float value = floats[index];
    if (!(std::fabs(value) < 0x1p63f))
      return node.emitError() << "a value of '" << node.getInputName(0)
                              << "' is not a 64-bit integer";
    result.values.push_back(type == element_type::Bool ? value != 0 : int64_t(value));
  }
  return node.define(Definition(std::move(result)));
}

static LogicalResult castToInts(Node &node, const Definition &from, int32_t type) {
  if (const auto *tensor = std::get_if<IntTensor>(&from))
    return node.define(Definition(cast(*tensor, type)));
  auto input = node.getValue(0);
  if (!input)
    return failure();
  std::optional<ConstantFloats> floats = ConstantFloats::get(input);
  if (floats && floats->size() <= maxIntElements)
    return castConstant(node, *floats, input.getType().getShape(), type);
  Type to = graphTypeOf(node.getBuilder().getContext(), type);
  if (!to)
    return node.emitError() << "a conversion to " << elementTypeName(type)
                            << " is only supported for values that are known";
  return node.define(node.createConvert(input, to));
}

static LogicalResult convertCast(Node &node) {
  // They concern conversions to 8-bit floats only.
  node.ignoreAttribute("saturate");
  node.ignoreAttribute("round_mode");
  int64_t type = node.getInt("to", 0);
  const Definition *from = node.getDefinition(0);
  if (!from)
    return failure();
  // A graph of 16-bit floats computes in f32.
  if (isFloatType(type))
    return castToFloat(node, *from);
  if (type == int32_t(type) && isIntegerType(type))
    return castToInts(node, *from, type);
  return node.emitError() << "'to' is "
                          << (type == int32_t(type) ? elementTypeName(type) : std::to_string(type))
                          << ", not supported: wanted float or an integer type";
}

//--- DequantizeLinear --------------------------------------------------------

/// (x - zero point) * scale of known integers, with one scale, or one for each index of an axis.
static LogicalResult convertDequantizeLinear(Node &node) {
  std::optional<IntTensor> values = node.getIntWeights(0);
  std::optional<ConstantFloats> scale = node.getConstant(1);
  std::optional<IntTensor> zero;
  if (node.hasInput(2) && !(zero = node.getIntTensor(2)))
    return failure();
  int64_t axis = node.getInt("axis", 1);
  if (node.getInt("block_size", 0) != 0)
    return node.emitError() << "'block_size' is not supported";
  node.ignoreAttribute("output_dtype");
  if (!values || !scale)
    return failure();
  int64_t count = scale->size(), inner = 1;
  if (std::string problem = shapeError(values->shape); !problem.empty())
    return node.emitError() << "the result would have " << problem;
  if (count > 1) {
    axis = node.checkAxis(axis, values->rank());
    if (node.hasFailed())
      return failure();
    for (int64_t size : ArrayRef(values->shape).drop_front(axis + 1))
      inner *= size;
    if (values->shape[axis] != count)
      return node.emitError() << "has " << count << " scales for a dimension of "
                              << values->shape[axis];
  }
  if (zero && int64_t(zero->values.size()) != count)
    return node.emitError() << "has " << count << " scales but " << zero->values.size()
                            << " zero points";
  std::vector<float> result;
  result.reserve(values->values.size());
  for (auto [at, value] : llvm::enumerate(values->values)) {
    int64_t channel = int64_t(at) / inner % count;
    result.push_back(float(value - (zero ? zero->values[channel] : 0)) * (*scale)[channel]);
  }
  return node.define(node.createFloats(values->shape, std::move(result)));
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

//--- Known conditions --------------------------------------------------------

/// If with a condition that is known: the nodes of one of its graphs.
static LogicalResult convertIf(Node &node) {
  std::optional<IntTensor> condition = node.getIntTensor(0);
  onnx::GraphProto *thenBranch = node.getGraphAttribute("then_branch");
  onnx::GraphProto *elseBranch = node.getGraphAttribute("else_branch");
  if (!condition)
    return failure();
  if (condition->values.size() != 1 || !thenBranch || !elseBranch)
    return node.emitError() << "wanted one condition and a graph for either case";
  return node.defineAsBranch(condition->values[0] ? *thenBranch : *elseBranch);
}

ArrayRef<OperatorRow> getConstantOperators() {
  static constexpr OperatorRow rows[] = {
      {"Cast", "", 7, 25, 1, 1, convertCast},
      {"Constant", "", 7, 25, 0, 0, convertConstant},
      {"DequantizeLinear", "", 10, 25, 2, 3, convertDequantizeLinear},
      {"Dropout", "", 7, 25, 1, 3, convertDropout},
      {"Identity", "", 7, 25, 1, 1, convertIdentity},
      {"If", "", 7, 25, 1, 1, convertIf},
  };
  return rows;
}

} // namespace mnc
