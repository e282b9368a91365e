// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What classifiers end with: matrix products and softmax.

#include "Node.h"
#include "Registry.h"

using namespace mlir;

namespace mnc {

//--- Matrix products ---------------------------------------------------------

/// A constant of `shape` whose value i is source(i) * factor.
template <typename Source>
static Value createScaled(Node &node, ArrayRef<int64_t> shape, float factor,
                          Source &&source) {
  auto type = RankedTensorType::get(shape, node.getBuilder().getF32Type());
  SmallVector<float, 0> values(type.getNumElements());
  for (auto [index, value] : llvm::enumerate(values))
    value = source(index) * factor;
  return node.createConstant(makeFloats(type, values));
}

/// Input number `index`, a constant, times `factor`.
static Value readScaled(Node &node, int index, float factor) {
  auto value = node.getTensor(index);
  std::optional<ConstantFloats> floats = node.getConstant(index);
  if (!floats || factor == 1)
    return value;
  return createScaled(node, value.getType().getShape(), factor,
                      [&](int64_t at) { return (*floats)[at]; });
}

/// The addend of a Gemm times `beta`, with one value for each of `columns`.
static Value readAddend(Node &node, float beta, int64_t columns) {
  auto addend = node.getTensor(2);
  std::optional<ConstantFloats> floats = node.getConstant(2);
  if (!floats)
    return {};
  // One row, or a single value for all columns.
  ArrayRef<int64_t> shape = addend.getType().getShape();
  bool isRow = shape.size() <= 2 && (shape.size() < 2 || shape[0] == 1) &&
               (floats->size() == columns || floats->size() == 1);
  if (!isRow) {
    node.emitError() << "'C' has the shape " << shapeText(shape)
                     << ", wanted one value or one for each of " << columns
                     << " columns";
    return {};
  }
  if (beta == 1 && floats->size() == columns)
    return node.createReshape(addend, {columns});
  bool single = floats->size() == 1;
  return createScaled(node, {columns}, beta,
                      [&](int64_t at) { return (*floats)[single ? 0 : at]; });
}

static LogicalResult convertGemm(Node &node) {
  auto input = node.getTensor(0);
  bool transA = node.getBool("transA", false);
  bool transB = node.getBool("transB", false);
  float alpha = node.getFloat("alpha", 1), beta = node.getFloat("beta", 1);
  if (transA)
    return node.emitError() << "'transA' is 1, not supported";
  Value filter = readScaled(node, 1, alpha);
  if (!input || !filter)
    return failure();
  auto filterType = cast<RankedTensorType>(filter.getType());
  if (filterType.getRank() != 2)
    return node.emitError()
           << "'B' has the shape " << shapeText(filterType.getShape())
           << ", wanted rank 2";
  SmallVector<Value> links;
  ArrayAttr epilogue;
  if (node.hasInput(2)) {
    links.push_back(
        readAddend(node, beta, filterType.getDimSize(transB ? 0 : 1)));
    epilogue = node.getBuilder().getArrayAttr(
        BiasLinkAttr::get(node.getBuilder().getContext()));
  }
  return node.define(node.create<FullyConnectedOp>(input, filter, links, transB,
                                                   epilogue, KernelAttr()));
}

/// The product of a tensor, whose last dimension is the inner one, and a
/// constant matrix.
static LogicalResult convertMatMul(Node &node) {
  auto input = node.getTensor(0);
  auto filter = node.getTensor(1);
  if (!input || !filter || !node.getConstant(1))
    return failure();
  ArrayRef<int64_t> shape = input.getType().getShape();
  if (filter.getType().getRank() != 2 || shape.size() < 2)
    return node.emitError()
           << "a product of " << shapeText(shape) << " and "
           << shapeText(filter.getType().getShape())
           << " is not supported, wanted rank 2 or more and a matrix";
  int64_t rows = input.getType().getNumElements() / shape.back();
  Value product = node.create<FullyConnectedOp>(
      node.createReshape(input, {rows, shape.back()}), filter, ValueRange(),
      /*transposed=*/false, ArrayAttr(), KernelAttr());
  SmallVector<int64_t> outputShape(shape);
  outputShape.back() = filter.getType().getDimSize(1);
  return node.define(node.createReshape(product, outputShape));
}

//--- Softmax -----------------------------------------------------------------

static LogicalResult convertSoftmax(Node &node) {
  auto input = node.getTensor(0);
  int64_t axis = node.getInt("axis", -1);
  if (!input)
    return failure();
  axis = node.checkAxis(axis, input.getType().getRank());
  return node.define(
      node.create<SoftmaxOp>(input, uint64_t(axis), KernelAttr()));
}

/// Softmax over all dimensions from `axis` on.
static LogicalResult convertFlatSoftmax(Node &node) {
  auto input = node.getTensor(0);
  int64_t axis = node.getInt("axis", 1);
  if (!input)
    return failure();
  ArrayRef<int64_t> shape = input.getType().getShape();
  axis = node.checkAxis(axis, shape.size());
  if (node.hasFailed())
    return failure();
  int64_t rows = 1;
  for (int64_t size : shape.take_front(axis))
    rows *= size;
  Value flat = input;
  if (axis + 1 != int64_t(shape.size()))
    flat = node.createReshape(input,
                              {rows, input.getType().getNumElements() / rows});
  int64_t last = cast<RankedTensorType>(flat.getType()).getRank() - 1;
  Value output = node.create<SoftmaxOp>(flat, uint64_t(last), KernelAttr());
  return node.define(node.createReshape(output, shape));
}

ArrayRef<OperatorRow> getHeadOperators() {
  static constexpr OperatorRow rows[] = {
      {"Gemm", "", 7, 25, 2, 3, convertGemm},
      {"MatMul", "", 7, 25, 2, 2, convertMatMul},
      {"Softmax", "", 7, 12, 1, 1, convertFlatSoftmax},
      {"Softmax", "", 13, 25, 1, 1, convertSoftmax},
  };
  return rows;
}

} // namespace mnc
