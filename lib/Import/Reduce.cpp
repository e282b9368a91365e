// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reductions over dimensions: pools of activations that have another shape.

#include "Arithmetic.h"
#include "Node.h"
#include "Registry.h"

using namespace mlir;

namespace mnc {

namespace {
enum class Pool { Mean, Sum, Max };
} // namespace

/// Pools all of dimensions H and W, or of H alone, of an NHWC activation.
static Value createPool(Node &node, Value map, ArrayRef<int64_t> window, Pool pool) {
  static constexpr int64_t ones[] = {1, 1}, none[] = {0, 0, 0, 0};
  if (pool == Pool::Max)
    return node.create<MaxPool2dOp>(map, window, ones, none, /*ceil_mode=*/false);
  IntegerAttr divisor = pool == Pool::Sum ? node.getBuilder().getI64IntegerAttr(1) : IntegerAttr();
  return node.create<AvgPool2dOp>(map, window, ones, none, /*ceil_mode=*/false,
                                  /*count_include_pad=*/false, divisor);
}

/// Reduces `axes`, sorted and at least one, under another shape: the rows of an activation whose
/// channels are the dimensions behind them.
static Value createRows(Node &node, Value input, ArrayRef<int64_t> axes, Pool pool) {
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
  return createPool(node, node.createReshape(input, {outer, reduced, 1, inner}), {reduced, 1},
                    pool);
}

/// Reduces `axes` of `input`; the result has another shape, but the right order of values.
static Value createReduced(Node &node, Value input, ArrayRef<int64_t> axes, Pool pool) {
  if (node.hasFailed())
    return {};
  ArrayRef<int64_t> shape = shapeOf(input);
  if (shape.size() == 4 && axes == ArrayRef<int64_t>{2, 3})
    return node.createToNCHW(createPool(node, node.createToNHWC(input), shape.take_back(2), pool));
  return createRows(node, input, axes, pool);
}

/// The product over `axes`: halves are multiplied until one value is left.
static Value createProduct(Node &node, Value value, ArrayRef<int64_t> axes) {
  for (int64_t axis : axes)
    while (!node.hasFailed() && shapeOf(value)[axis] > 1) {
      SmallVector<int64_t> starts(shapeOf(value).size(), 0), sizes(shapeOf(value));
      SmallVector<int64_t> steps(sizes.size(), 1);
      int64_t half = sizes[axis] / 2, rest = sizes[axis] % 2;
      sizes[axis] = half;
      Value first = node.create<SliceOp>(value, starts, sizes, steps);
      starts[axis] = half;
      Value second = node.create<SliceOp>(value, starts, sizes, steps);
      Value product = node.create<MulOp>(first, second);
      if (rest) {
        starts[axis] = 2 * half;
        sizes[axis] = 1;
        Value last = node.create<SliceOp>(value, starts, sizes, steps);
        SmallVector<Value> both = {product, last};
        product = node.create<ConcatOp>(both, uint64_t(axis));
      }
      value = product;
    }
  return value;
}

/// The reduction of `input` that the operator's name says.
static Value createNamed(Node &node, Value input, ArrayRef<int64_t> axes) {
  StringRef name = node.getType();
  if (name == "ReduceMean")
    return createReduced(node, input, axes, Pool::Mean);
  if (name == "ReduceMax")
    return createReduced(node, input, axes, Pool::Max);
  if (name == "ReduceMin")
    return createNegated(node, createReduced(node, createNegated(node, input), axes, Pool::Max));
  if (name == "ReduceProd")
    return createProduct(node, input, axes);
  if (name == "ReduceL1")
    input = createFunction<AbsAttr>(node, input);
  else if (name != "ReduceSum")
    input = node.create<MulOp>(input, input);
  Value sum = createReduced(node, input, axes, Pool::Sum);
  return name == "ReduceL2" ? createFunction<SqrtAttr>(node, sum) : sum;
}

/// Reduces known integers with `function`, for shapes.
static LogicalResult defineReducedInts(Node &node, ArrayRef<int64_t> axes, bool keepDims) {
  IntTensor tensor = *node.getIntTensor(0);
  auto combineTwo = [&](int64_t l, int64_t r) -> std::optional<int64_t> {
    int64_t result;
    if (node.getType() == "ReduceMax" || node.getType() == "ReduceMin")
      return (node.getType() == "ReduceMax") == (l > r) ? l : r;
    bool overflows = node.getType() == "ReduceSum" ? llvm::AddOverflow(l, r, result)
                                                   : llvm::MulOverflow(l, r, result);
    return overflows ? std::nullopt : std::optional(result);
  };
  StringRef name = node.getType();
  if (name != "ReduceSum" && name != "ReduceProd" && name != "ReduceMax" && name != "ReduceMin")
    return node.emitError() << "on integers is not supported";
  for (int64_t axis : axes) {
    if (tensor.shape[axis] == 0)
      return node.emitError() << "reduces a tensor without elements";
    llvm::Expected<IntTensor> result = take(tensor, axis, {0});
    for (int64_t at = 1; result && at < tensor.shape[axis]; ++at) {
      llvm::Expected<IntTensor> next = take(tensor, axis, {at});
      result = next ? combine(*result, *next, combineTwo) : std::move(next);
    }
    if (!result)
      return node.defineInts(std::move(result));
    tensor = std::move(*result);
  }
  if (!keepDims)
    for (int64_t axis : llvm::reverse(axes))
      tensor.shape.erase(tensor.shape.begin() + axis);
  return node.define(Definition(std::move(tensor)));
}

static LogicalResult convertReduction(Node &node) {
  std::optional<SmallVector<int64_t>> shape = node.getShape(0);
  bool keepDims = node.getBool("keepdims", true);
  bool keepsAll = node.getBool("noop_with_empty_axes", false);
  auto axes = node.getIntList("axes", 1).value_or(SmallVector<int64_t>());
  if (!shape || node.hasFailed())
    return failure();
  if (axes.empty() && !keepsAll)
    axes = llvm::to_vector(llvm::seq<int64_t>(0, shape->size()));
  for (int64_t &axis : axes)
    axis = node.checkAxis(axis, shape->size(), "axes");
  llvm::sort(axes);
  if (auto twice = std::adjacent_find(axes.begin(), axes.end());
      twice != axes.end() && !node.hasFailed())
    return node.emitError() << "'axes' contains " << *twice << " twice";
  if (node.hasFailed())
    return failure();
  if (node.isIntTensor(0))
    return defineReducedInts(node, axes, keepDims);
  Value input = node.getTensor(0);
  if (axes.empty() && keepsAll)
    return node.define(input);
  if (axes.empty()) {
    // A scalar.
    Value one = createNamed(node, node.createReshape(input, {1}), {0});
    return node.define(node.createReshape(one, *shape));
  }
  SmallVector<int64_t> resultShape;
  for (auto [dim, size] : llvm::enumerate(*shape))
    if (!llvm::is_contained(axes, int64_t(dim)))
      resultShape.push_back(size);
    else if (keepDims)
      resultShape.push_back(1);
  return node.define(node.createReshape(createNamed(node, input, axes), resultShape));
}

Value createMean(Node &node, Value input, ArrayRef<int64_t> axes) {
  Value mean = createReduced(node, input, axes, Pool::Mean);
  if (node.hasFailed())
    return {};
  SmallVector<int64_t> shape(shapeOf(input));
  for (int64_t axis : axes)
    shape[axis] = 1;
  return node.createReshape(mean, shape);
}

ArrayRef<OperatorRow> getReductionOperators() {
  static constexpr OperatorRow rows[] = {
      {"ReduceL1", "", 7, 25, 1, 2, convertReduction},
      {"ReduceL2", "", 7, 25, 1, 2, convertReduction},
      {"ReduceMax", "", 7, 25, 1, 2, convertReduction},
      {"ReduceMean", "", 7, 25, 1, 2, convertReduction},
      {"ReduceMin", "", 7, 25, 1, 2, convertReduction},
      {"ReduceProd", "", 7, 25, 1, 2, convertReduction},
      {"ReduceSum", "", 7, 25, 1, 2, convertReduction},
      {"ReduceSumSquare", "", 7, 25, 1, 2, convertReduction},
  };
  return rows;
}

} // namespace mnc
