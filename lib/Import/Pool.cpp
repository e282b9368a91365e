// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pools, local and global.

#include "Registry.h"
#include "Window.h"

using namespace mlir;

namespace mnc {

/// The window of a pool; `ceilMode` only counts where pads are explicit.
static std::optional<Window> readPool(Node &node, ArrayRef<int64_t> inputShape, bool &ceilMode) {
  std::optional<Window> window = readWindow(node, inputShape);
  ceilMode = node.getBool("ceil_mode", false) && node.getString("auto_pad", "NOTSET") == "NOTSET";
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
  Value output = node.create<AvgPool2dOp>(node.createToNHWC(input), window->kernel, window->strides,
                                          window->pads, ceilMode, countPad);
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
  Value output = node.create<MaxPool2dOp>(node.createToNHWC(input), window->kernel, window->strides,
                                          window->pads, ceilMode);
  return node.define(node.createToNCHW(output));
}

/// Creates the mean of each channel of an NCHW activation, as one of 1x1.
static Value createMeanOfMap(Node &node, TypedValue<RankedTensorType> input) {
  ArrayRef<int64_t> whole = input.getType().getShape().take_back(2);
  return node.createToNCHW(
      node.create<AvgPool2dOp>(node.createToNHWC(input), whole, ArrayRef<int64_t>{1, 1},
                               ArrayRef<int64_t>{0, 0, 0, 0}, /*ceil_mode=*/false,
                               /*count_include_pad=*/false));
}

static LogicalResult convertGlobalAveragePool(Node &node) {
  auto input = node.getMap(0);
  return input ? node.define(createMeanOfMap(node, input)) : failure();
}

/// Creates the mean over `axes`, sorted and at least one, under another shape: the average of the
/// rows of an activation whose channels are the dimensions behind them.
static Value createMean(Node &node, Value input, ArrayRef<int64_t> axes) {
  ArrayRef<int64_t> shape = shapeOf(input);
  int64_t outer = 1, reduced = 1, inner = 1;
  SmallVector<int64_t> kept;
  for (auto [dim, size] : llvm::enumerate(shape)) {
    bool isReduced = llvm::is_contained(axes, int64_t(dim));
    (isReduced ? reduced : int64_t(dim) < axes.front() ? outer : inner) *= size;
    if (!isReduced)
      kept.push_back(dim);
  }
  if (axes.back() - axes.front() + 1 != int64_t(axes.size())) {
    SmallVector<int64_t> perm(axes);
    llvm::append_range(perm, kept);
    input = node.create<TransposeOp>(input, perm);
    inner *= outer;
    outer = 1;
  }
  return node.create<AvgPool2dOp>(node.createReshape(input, {outer, reduced, 1, inner}),
                                  ArrayRef<int64_t>{reduced, 1}, ArrayRef<int64_t>{1, 1},
                                  ArrayRef<int64_t>{0, 0, 0, 0}, /*ceil_mode=*/false,
                                  /*count_include_pad=*/false);
}

static LogicalResult convertReduceMean(Node &node) {
  auto input = node.getTensor(0);
  bool keepDims = node.getBool("keepdims", true);
  bool keepsAll = node.getBool("noop_with_empty_axes", false);
  auto axes = node.getIntList("axes", 1).value_or(SmallVector<int64_t>());
  if (!input || node.hasFailed())
    return failure();
  ArrayRef<int64_t> shape = input.getType().getShape();
  if (axes.empty() && !keepsAll)
    axes = llvm::to_vector(llvm::seq<int64_t>(0, shape.size()));
  if (axes.empty())
    return node.define(Value(input));
  for (int64_t &axis : axes)
    axis = node.checkAxis(axis, shape.size(), "axes");
  llvm::sort(axes);
  if (auto twice = std::adjacent_find(axes.begin(), axes.end());
      twice != axes.end() && !node.hasFailed())
    return node.emitError() << "'axes' contains " << *twice << " twice";
  if (node.hasFailed())
    return failure();
  bool isMap = shape.size() == 4 && axes == ArrayRef<int64_t>{2, 3};
  Value mean = isMap ? createMeanOfMap(node, input) : createMean(node, input, axes);
  SmallVector<int64_t> meanShape;
  for (auto [dim, size] : llvm::enumerate(shape))
    if (!llvm::is_contained(axes, int64_t(dim)))
      meanShape.push_back(size);
    else if (keepDims)
      meanShape.push_back(1);
  return node.define(node.createReshape(mean, meanShape));
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
