// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads the attributes of sliding windows.

#include "Window.h"
#include "mnc/IR/Windows.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace mnc {

/// Bounds attributes so that no position in a padded input overflows.
static constexpr int64_t maxAttribute = int64_t(1) << 20;

SmallVector<int64_t> readWindowValues(Node &node, StringRef name, ArrayRef<int64_t> defaults,
                                      int64_t least, bool isLine, size_t leading) {
  SmallVector<int64_t> result(defaults);
  std::optional<SmallVector<int64_t>> read = node.getInts(name);
  if (!read)
    return result;
  ArrayRef<int64_t> values = *read;
  size_t step = isLine ? 2 : 1, wanted = defaults.size() / step;
  if (values.size() == leading + wanted)
    values = values.drop_front(leading);
  if (values.size() != wanted) {
    node.emitError() << "'" << name << "' has " << values.size() << " values, wanted " << wanted;
    return result;
  }
  for (auto [index, value] : llvm::enumerate(values)) {
    if (value < least || value > maxAttribute) {
      node.emitError() << "'" << name << "' contains " << value << ", wanted " << least << " to "
                       << maxAttribute;
      return SmallVector<int64_t>(defaults);
    }
    result[index * step + step - 1] = value;
  }
  return result;
}

/// The pads for which the output has ceil(input / stride) positions; the odd
/// one goes to the end, or to the start with `lower`.
static SmallVector<int64_t> computeSamePads(const Window &window, ArrayRef<int64_t> inputShape,
                                            bool lower) {
  SmallVector<int64_t> pads(4);
  for (int dim : {0, 1}) {
    int64_t input = inputShape[2 + dim], stride = window.strides[dim];
    int64_t span = WindowDim{input, window.kernel[dim], stride, 0, 0, window.dilations[dim]}.span();
    int64_t count = (input - 1) / stride + 1;
    int64_t total = std::max<int64_t>((count - 1) * stride + span - input, 0);
    pads[dim] = lower ? total - total / 2 : total / 2;
    pads[2 + dim] = total - pads[dim];
  }
  return pads;
}

AutoPad readAutoPad(Node &node) {
  StringRef mode = node.getString("auto_pad", "NOTSET");
  auto known = StringSwitch<std::optional<AutoPad>>(mode)
                   .Cases({"NOTSET", ""}, AutoPad::Explicit)
                   .Case("VALID", AutoPad::Valid)
                   .Case("SAME_UPPER", AutoPad::SameUpper)
                   .Case("SAME_LOWER", AutoPad::SameLower)
                   .Default(std::nullopt);
  if (!known)
    node.emitError() << "'auto_pad' is '" << mode
                     << "', wanted NOTSET, SAME_UPPER, SAME_LOWER or VALID";
  return known.value_or(AutoPad::Explicit);
}

static void readPads(Node &node, const WindowInput &input, Window &window) {
  SmallVector<int64_t> explicitPads = readWindowValues(node, "pads", {0, 0, 0, 0}, 0, input.isLine);
  AutoPad mode = readAutoPad(node);
  if (mode == AutoPad::Explicit) {
    window.pads = explicitPads;
    return;
  }
  window.pads = mode == AutoPad::Valid
                    ? SmallVector<int64_t>{0, 0, 0, 0}
                    : computeSamePads(window, input.shape(), mode == AutoPad::SameLower);
  bool hasOtherPads =
      explicitPads != window.pads && any_of(explicitPads, [](int64_t pad) { return pad; });
  if (hasOtherPads)
    node.emitError() << "'pads' contradicts 'auto_pad' " << node.getString("auto_pad", "");
}

std::optional<mlir::Value> readBias(Node &node, int64_t filters) {
  if (!node.hasInput(2))
    return mlir::Value();
  auto bias = node.getTensor(2);
  if (!bias || !node.getWeights(2))
    return std::nullopt;
  if (bias.getType().getShape() == ArrayRef<int64_t>{filters})
    return bias;
  node.emitError() << "the bias has the shape " << shapeText(bias.getType().getShape())
                   << " but there are " << filters << " filters";
  return std::nullopt;
}

WindowInput readWindowInput(Node &node, int index) {
  auto value = node.getTensor(index);
  if (!value)
    return {};
  ArrayRef<int64_t> shape = value.getType().getShape();
  if (shape.size() == 4)
    return {value};
  if (shape.size() != 3) {
    node.emitError() << "input '" << node.getInputName(index) << "' has the shape "
                     << shapeText(shape) << ", not supported: wanted rank 3 or 4";
    return {};
  }
  mlir::Value row = node.createReshape(value, {shape[0], shape[1], 1, shape[2]});
  return {mlir::cast_or_null<mlir::TypedValue<mlir::RankedTensorType>>(row), /*isLine=*/true};
}

mlir::LogicalResult defineLike(Node &node, const WindowInput &input, mlir::Value value) {
  if (!input.isLine || node.hasFailed())
    return node.define(value);
  ArrayRef<int64_t> shape = shapeOf(value);
  return node.define(node.createReshape(value, {shape[0], shape[1], shape[3]}));
}

std::optional<Kernel2d> readKernel(Node &node, bool isLine, ArrayRef<int64_t> filterSize) {
  Kernel2d kernel;
  bool hasFilter = !filterSize.empty();
  if (!hasFilter && !node.hasAttribute("kernel_shape"))
    node.emitError() << "'kernel_shape' is missing";
  kernel.size = readWindowValues(node, "kernel_shape",
                                 hasFilter ? filterSize : ArrayRef<int64_t>{1, 1}, 1, isLine);
  if (hasFilter && kernel.size != filterSize)
    node.emitError() << "'kernel_shape' is " << shapeText(kernel.size) << " but the filter is "
                     << shapeText(filterSize);
  kernel.strides = readWindowValues(node, "strides", {1, 1}, 1, isLine);
  kernel.dilations = readWindowValues(node, "dilations", {1, 1}, 1, isLine);
  return node.hasFailed() ? std::nullopt : std::optional(std::move(kernel));
}

std::optional<Window> readWindow(Node &node, const WindowInput &input,
                                 ArrayRef<int64_t> filterSize) {
  std::optional<Kernel2d> kernel = readKernel(node, input.isLine, filterSize);
  if (!kernel)
    return std::nullopt;
  Window window{kernel->size, kernel->strides, kernel->dilations, {}};
  readPads(node, input, window);
  if (node.hasFailed())
    return std::nullopt;
  return window;
}

} // namespace mnc
