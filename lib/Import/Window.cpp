// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads the attributes of sliding windows.

#include "Window.h"
#include "mnc/IR/Windows.h"

using namespace llvm;

namespace mnc {

/// Bounds attributes so that no position in a padded input overflows.
static constexpr int64_t maxAttribute = int64_t(1) << 20;

/// The values of the attribute `name`, or of `defaults` if it is absent; as
/// many as `defaults`, each in `least` .. maxAttribute.
static SmallVector<int64_t> readValues(Node &node, StringRef name, ArrayRef<int64_t> defaults,
                                       int64_t least) {
  std::optional<SmallVector<int64_t>> values = node.getInts(name);
  if (!values)
    return SmallVector<int64_t>(defaults);
  if (values->size() != defaults.size()) {
    node.emitError() << "'" << name << "' has " << values->size() << " values, wanted "
                     << defaults.size();
    return SmallVector<int64_t>(defaults);
  }
  for (int64_t value : *values)
    if (value < least || value > maxAttribute) {
      node.emitError() << "'" << name << "' contains " << value << ", wanted " << least << " to "
                       << maxAttribute;
      return SmallVector<int64_t>(defaults);
    }
  return std::move(*values);
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

static void readPads(Node &node, ArrayRef<int64_t> inputShape, Window &window) {
  StringRef mode = node.getString("auto_pad", "NOTSET");
  SmallVector<int64_t> explicitPads = readValues(node, "pads", {0, 0, 0, 0}, 0);
  if (mode == "NOTSET") {
    window.pads = explicitPads;
    return;
  }
  if (mode == "VALID")
    window.pads = {0, 0, 0, 0};
  else if (mode == "SAME_UPPER" || mode == "SAME_LOWER")
    window.pads = computeSamePads(window, inputShape, mode == "SAME_LOWER");
  else
    node.emitError() << "'auto_pad' is '" << mode
                     << "', wanted NOTSET, SAME_UPPER, SAME_LOWER or VALID";
  bool hasOtherPads =
      explicitPads != window.pads && any_of(explicitPads, [](int64_t pad) { return pad; });
  if (hasOtherPads)
    node.emitError() << "'pads' contradicts 'auto_pad' " << mode;
}

std::optional<Window> readWindow(Node &node, ArrayRef<int64_t> inputShape,
                                 ArrayRef<int64_t> filterSize) {
  Window window;
  bool hasFilter = !filterSize.empty();
  if (!hasFilter && !node.hasAttribute("kernel_shape"))
    node.emitError() << "'kernel_shape' is missing";
  window.kernel =
      readValues(node, "kernel_shape", hasFilter ? filterSize : ArrayRef<int64_t>{1, 1}, 1);
  if (hasFilter && window.kernel != filterSize)
    node.emitError() << "'kernel_shape' is " << shapeText(window.kernel) << " but the filter is "
                     << shapeText(filterSize);
  window.strides = readValues(node, "strides", {1, 1}, 1);
  window.dilations = readValues(node, "dilations", {1, 1}, 1);
  readPads(node, inputShape, window);
  if (node.hasFailed())
    return std::nullopt;
  return window;
}

} // namespace mnc
