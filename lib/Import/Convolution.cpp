// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Conv.

#include "Arithmetic.h"
#include "Registry.h"
#include "Window.h"
#include <limits>

using namespace mlir;

namespace mnc {

/// Creates the convolution of a node, NCHW; null after an error.
static Value createConv(Node &node, const WindowInput &input) {
  WindowInput filterInput = readWindowInput(node, 1);
  if (!input.value || !filterInput.value || !node.getWeights(1))
    return {};
  if (input.isLine != filterInput.isLine) {
    node.emitError() << "the input and the filter differ in rank";
    return {};
  }
  Value filter = filterInput.value;
  ArrayRef<int64_t> filterShape = filterInput.shape();
  std::optional<Window> window = readWindow(node, input, filterShape.take_back(2));
  int64_t channels = input.shape()[1];
  int64_t group = node.getInt("group", 1);
  if (group < 1 || channels % group != 0) {
    node.emitError() << "'group' is " << group << " but the input has " << channels << " channels";
    return {};
  }
  std::optional<Value> bias = window ? readBias(node, filterShape[0]) : std::nullopt;
  if (!bias)
    return {};
  SmallVector<Value> steps;
  ArrayAttr epilogue;
  if (*bias) {
    steps.push_back(*bias);
    epilogue = node.getBuilder().getArrayAttr(BiasAttr::get(node.getBuilder().getContext()));
  }
  Value output =
      node.create<Conv2dOp>(node.createToNHWC(input.value), filter, Value(), steps, window->strides,
                            window->pads, window->dilations, uint64_t(group), epilogue);
  return node.createToNCHW(output);
}

static LogicalResult convertConv(Node &node) {
  WindowInput input = readWindowInput(node, 0);
  return defineLike(node, input, createConv(node, input));
}

/// The function that a fused convolution applies, by its name in ONNX.
static Value createActivation(Node &node, Value value) {
  StringRef name = node.getString("activation", "");
  SmallVector<float> given = node.getFloats("activation_params").value_or(SmallVector<float>());
  auto parameter = [&](size_t index, float defaultValue) {
    return index < given.size() ? given[index] : defaultValue;
  };
  constexpr float infinity = std::numeric_limits<float>::infinity();
  if (name.empty())
    return value;
  if (name == "Relu")
    return createFunction<ClampAttr>(node, value, 0.0f, infinity);
  if (name == "Clip")
    return createFunction<ClampAttr>(node, value, parameter(0, -infinity), parameter(1, infinity));
  if (name == "LeakyRelu")
    return createFunction<LeakyReluAttr>(node, value, parameter(0, 0.01f));
  if (name == "HardSigmoid")
    return createFunction<HardSigmoidAttr>(node, value, parameter(0, 0.2f), parameter(1, 0.5f));
  if (name == "Sigmoid")
    return createFunction<SigmoidAttr>(node, value);
  if (name == "Tanh")
    return createFunction<TanhAttr>(node, value);
  node.emitError() << "'activation' is '" << name << "', not supported";
  return {};
}

/// com.microsoft.FusedConv, in files that ONNX Runtime has optimised: a convolution, a sum, a
/// function.
static LogicalResult convertFusedConv(Node &node) {
  WindowInput input = readWindowInput(node, 0);
  Value value = createConv(node, input);
  if (node.hasInput(3)) {
    Value addend = readWindowInput(node, 3).value;
    value = node.create<AddOp>(value, addend);
  }
  return defineLike(node, input, createActivation(node, value));
}

ArrayRef<OperatorRow> getConvolutionOperators() {
  static constexpr OperatorRow rows[] = {
      {"Conv", "", 7, 25, 2, 3, convertConv},
      {"FusedConv", "com.microsoft", 7, 25, 2, 4, convertFusedConv},
  };
  return rows;
}

} // namespace mnc
