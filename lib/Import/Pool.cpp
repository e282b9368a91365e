// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pools, local and of whole maps.

#include "Registry.h"
#include "Window.h"

using namespace mlir;

namespace mnc {

/// The window of a pool; `ceilMode` only counts where pads are explicit.
static std::optional<Window> readPool(Node &node, ArrayRef<int64_t> inputShape,
                                      bool &ceilMode) {
  std::optional<Window> window = readWindow(node, inputShape);
  ceilMode = node.getBool("ceil_mode", false) &&
             node.getString("auto_pad", "NOTSET") == "NOTSET";
  if (window && window->dilations != ArrayRef<int64_t>{1, 1}) {
    node.emitError() << "'dilations' of a pool are not supported";
    return std::nullopt;
  }
  return node.hasFailed() ? std::nullopt : window;
}

static LogicalResult convertAveragePool(Node &node) {
  auto input = node.getMap(0);
  if (!input)
    return failure();
  bool ceilMode;
  auto window = readPool(node, input.getType().getShape(), ceilMode);
  bool countPad = node.getBool("count_include_pad", false);
  if (!window)
    return failure();
  Value output = node.create<AvgPool2dOp>(
      node.createToNHWC(input), window->kernel, window->strides, window->pads,
      ceilMode, countPad, KernelAttr());
  return node.define(node.createToNCHW(output));
}

static LogicalResult convertMaxPool(Node &node) {
  node.ignoreAttribute("storage_order");
  auto input = node.getMap(0);
  if (!input)
    return failure();
  bool ceilMode;
  auto window = readPool(node, input.getType().getShape(), ceilMode);
  if (!window)
    return failure();
  Value output = node.create<MaxPool2dOp>(node.createToNHWC(input),
                                          window->kernel, window->strides,
                                          window->pads, ceilMode, KernelAttr());
  return node.define(node.createToNCHW(output));
}

/// The mean of each channel of an NCHW map, as a map of 1x1.
static Value createMeanOfMap(Node &node, TypedValue<RankedTensorType> input) {
  ArrayRef<int64_t> whole = input.getType().getShape().take_back(2);
  return node.createToNCHW(node.create<AvgPool2dOp>(
      node.createToNHWC(input), whole, ArrayRef<int64_t>{1, 1},
      ArrayRef<int64_t>{0, 0, 0, 0}, /*ceil_mode=*/false,
      /*count_include_pad=*/false, KernelAttr()));
}

static LogicalResult convertGlobalAveragePool(Node &node) {
  auto input = node.getMap(0);
  return input ? node.define(createMeanOfMap(node, input)) : failure();
}

/// Only means over the two last dimensions of a map.
static LogicalResult convertReduceMean(Node &node) {
  auto input = node.getMap(0);
  bool keepDims = node.getBool("keepdims", true);
  node.ignoreAttribute("noop_with_empty_axes");
  auto axes = node.getIntList("axes", 1).value_or(SmallVector<int64_t>());
  if (!input || node.hasFailed())
    return failure();
  for (int64_t &axis : axes)
    axis = node.checkAxis(axis, 4, "axes");
  llvm::sort(axes);
  if (axes != ArrayRef<int64_t>{2, 3})
    return node.emitError() << "'axes' are not supported: wanted the height "
                               "and width, 2 and 3";
  Value mean = createMeanOfMap(node, input);
  if (keepDims)
    return node.define(mean);
  return node.define(
      node.createReshape(mean, input.getType().getShape().take_front(2)));
}

ArrayRef<OperatorRow> getPoolOperators() {
  static constexpr OperatorRow rows[] = {
      {"AveragePool", "", 7, 25, 1, 1, convertAveragePool},
      {"GlobalAveragePool", "", 7, 25, 1, 1, convertGlobalAveragePool},
      {"MaxPool", "", 7, 25, 1, 1, convertMaxPool},
      {"ReduceMean", "", 7, 25, 1, 2, convertReduceMean},
  };
  return rows;
}

} // namespace mnc
