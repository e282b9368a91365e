// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pools, local and global.

#include "Registry.h"
#include "Window.h"
#include <limits>

using namespace mlir;

namespace mnc {

namespace {
/// The window of a pool. `ceilMode` does not count where pads make whole windows.
struct PoolWindow : Window {
  bool ceilMode = false;

  bool isDilated() const { return dilations != ArrayRef<int64_t>{1, 1}; }
};
} // namespace

static std::optional<PoolWindow> readPool(Node &node, const WindowInput &input) {
  if (!input.value)
    return std::nullopt;
  std::optional<Window> window = readWindow(node, input);
  AutoPad mode = readAutoPad(node);
  bool isSame = mode == AutoPad::SameUpper || mode == AutoPad::SameLower;
  bool ceilMode = node.getBool("ceil_mode", false) && !isSame;
  return window && !node.hasFailed() ? std::optional(PoolWindow{*window, ceilMode}) : std::nullopt;
}

/// The windows of a dilated pool, for each of its positions one value of the window: slices of
/// `map`, NHWC and padded with `fill` so that all are inside. Calls `join` with each.
static void forEachTap(Node &node, Value map, const PoolWindow &window, float fill,
                       llvm::function_ref<void(Value)> join) {
  SmallVector<int64_t> low(4, 0), high(4, 0), shape(shapeOf(map)), counts(shape), steps(4, 1);
  for (int dim : {0, 1}) {
    WindowDim dimension{shape[1 + dim],   window.kernel[dim],   window.strides[dim],
                        window.pads[dim], window.pads[2 + dim], window.dilations[dim]};
    int64_t count = dimension.output(window.ceilMode);
    if (count < 1) {
      node.emitError() << "a window of " << dimension.span() << " does not fit into "
                       << shape[1 + dim] << " values";
      return;
    }
    low[1 + dim] = window.pads[dim];
    int64_t end = (count - 1) * window.strides[dim] + dimension.span();
    high[1 + dim] = std::max<int64_t>(0, end - window.pads[dim] - shape[1 + dim]);
    counts[1 + dim] = count;
    steps[1 + dim] = count > 1 ? window.strides[dim] : 1;
  }
  Value padded = node.create<PadOp>(map, low, high, llvm::APFloat(fill));
  for (int64_t y = 0; y < window.kernel[0]; ++y)
    for (int64_t x = 0; x < window.kernel[1] && !node.hasFailed(); ++x) {
      SmallVector<int64_t> starts = {0, y * window.dilations[0], x * window.dilations[1], 0};
      join(node.create<SliceOp>(padded, starts, counts, steps));
    }
}

/// Refuses windows that would become too many operations.
static LogicalResult checkDilated(Node &node, const PoolWindow &window) {
  constexpr int64_t mostTaps = 64;
  if (window.kernel[0] * window.kernel[1] > mostTaps)
    return node.emitError() << "'kernel_shape' is " << shapeText(window.kernel)
                            << " with dilations, not supported: wanted at most " << mostTaps
                            << " values in a window";
  return success();
}

/// The average of dilated windows: the sum of their values, divided by how many count.
static Value createDilatedAverage(Node &node, Value map, const PoolWindow &window, bool countPad) {
  auto sumOf = [&](Value values) {
    Value sum;
    forEachTap(node, values, window, 0,
               [&](Value tap) { sum = sum ? node.create<AddOp>(sum, tap) : tap; });
    return sum;
  };
  SmallVector<int64_t> shape(shapeOf(map));
  shape[0] = shape[3] = 1;
  Value counted = node.createSplat(shape, 1);
  if (countPad) {
    // Padding counts, but not what ceil_mode adds behind it.
    for (int dim : {0, 1})
      shape[1 + dim] += window.pads[dim] + window.pads[2 + dim];
    counted = node.createSplat(shape, 1);
    PoolWindow inside = window;
    inside.pads = {0, 0, 0, 0};
    Value sum, count;
    forEachTap(node, counted, inside, 0,
               [&](Value tap) { count = count ? node.create<AddOp>(count, tap) : tap; });
    sum = sumOf(map);
    return node.create<DivOp>(sum, count);
  }
  Value count = sumOf(counted);
  Value sum = sumOf(map);
  return node.create<DivOp>(sum, count);
}

static LogicalResult convertAveragePool(Node &node) {
  WindowInput input = readWindowInput(node, 0);
  auto window = readPool(node, input);
  bool countPad = node.getBool("count_include_pad", false);
  if (!window || node.hasFailed())
    return failure();
  Value map = node.createToNHWC(input.value), output;
  if (window->isDilated()) {
    if (failed(checkDilated(node, *window)))
      return failure();
    output = createDilatedAverage(node, map, *window, countPad);
  } else {
    output = node.create<AvgPool2dOp>(map, window->kernel, window->strides, window->pads,
                                      window->ceilMode, countPad, IntegerAttr());
  }
  return defineLike(node, input, node.createToNCHW(output));
}

static LogicalResult convertMaxPool(Node &node) {
  node.ignoreAttribute("storage_order");
  WindowInput input = readWindowInput(node, 0);
  auto window = readPool(node, input);
  if (!window)
    return failure();
  Value map = node.createToNHWC(input.value), output;
  if (window->isDilated()) {
    if (failed(checkDilated(node, *window)))
      return failure();
    forEachTap(node, map, *window, -std::numeric_limits<float>::infinity(),
               [&](Value tap) { output = output ? node.create<MaxOp>(output, tap) : tap; });
  } else {
    output = node.create<MaxPool2dOp>(map, window->kernel, window->strides, window->pads,
                                      window->ceilMode);
  }
  return defineLike(node, input, node.createToNCHW(output));
}

/// A pool over all of dimensions 2 and 3, or 2 alone, of an activation.
static LogicalResult convertGlobalPool(Node &node) {
  WindowInput input = readWindowInput(node, 0);
  if (!input.value)
    return failure();
  ArrayRef<int64_t> whole = input.shape().take_back(2);
  static constexpr int64_t ones[] = {1, 1}, none[] = {0, 0, 0, 0};
  Value map = node.createToNHWC(input.value), output;
  if (node.getType() == "GlobalMaxPool")
    output = node.create<MaxPool2dOp>(map, whole, ones, none, /*ceil_mode=*/false);
  else
    output = node.create<AvgPool2dOp>(map, whole, ones, none, /*ceil_mode=*/false,
                                      /*count_include_pad=*/false, IntegerAttr());
  return defineLike(node, input, node.createToNCHW(output));
}

ArrayRef<OperatorRow> getPoolOperators() {
  static constexpr OperatorRow rows[] = {
      {"AveragePool", "", 7, 25, 1, 1, convertAveragePool},
      {"GlobalAveragePool", "", 7, 25, 1, 1, convertGlobalPool},
      {"GlobalMaxPool", "", 7, 25, 1, 1, convertGlobalPool},
      {"MaxPool", "", 7, 25, 1, 1, convertMaxPool},
  };
  return rows;
}

} // namespace mnc
