// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Operators at the end of classifiers: matrix products and softmax.

#include "Node.h"
#include "Registry.h"

using namespace mlir;

namespace mnc {

//--- Matrix products ---------------------------------------------------------

/// A constant of `shape` whose value i is source(i) * factor.
template <typename Source>
static Value createScaled(Node &node, ArrayRef<int64_t> shape, float factor, Source &&source) {
  auto type = RankedTensorType::get(shape, node.getBuilder().getF32Type());
  std::vector<float> values(type.getNumElements());
  for (auto [index, value] : llvm::enumerate(values))
    value = source(index) * factor;
  return node.createConstant(makeConstantData(type, std::move(values)));
}

/// Input number `index`, a constant, times `factor`.
static Value readScaled(Node &node, int index, float factor) {
  auto value = node.getTensor(index);
  std::optional<ConstantFloats> floats = node.getWeights(index);
  if (!floats)
    return {};
  if (factor == 1)
    return value;
  return createScaled(node, value.getType().getShape(), factor,
                      [&](int64_t at) { return (*floats)[at]; });
}

/// The addend of a Gemm times `beta`; a single value becomes one for each of
/// `columns`. Null if it does not broadcast to `rows` x `columns`.
static Value readAddend(Node &node, float beta, int64_t rows, int64_t columns) {
  Value addend = readScaled(node, 2, beta);
  if (!addend)
    return {};
  ArrayRef<int64_t> shape = shapeOf(addend);
  int64_t height = shape.size() == 2 ? shape[0] : 1;
  int64_t width = shape.empty() ? 1 : shape.back();
  bool broadcasts =
      shape.size() <= 2 && (height == 1 || height == rows) && (width == 1 || width == columns);
  std::optional<ConstantFloats> values = ConstantFloats::get(addend);
  if (broadcasts && values && values->size() == 1)
    return createScaled(node, {columns}, 1, [&](int64_t) { return (*values)[0]; });
  if (broadcasts)
    return addend;
  node.emitError() << "'C' has the shape " << shapeText(shape) << ", wanted one that repeats to "
                   << rows << "x" << columns;
  return {};
}

static LogicalResult convertGemm(Node &node) {
  auto input = node.getTensor(0);
  bool transA = node.getBool("transA", false);
  bool transB = node.getBool("transB", false);
  float alpha = node.getFloat("alpha", 1), beta = node.getFloat("beta", 1);
  Value filter = readScaled(node, 1, alpha);
  if (!input || !filter)
    return failure();
  if (input.getType().getRank() != 2)
    return node.emitError() << "'A' has the shape " << shapeText(input.getType().getShape())
                            << ", wanted rank 2";
  auto filterType = cast<RankedTensorType>(filter.getType());
  if (filterType.getRank() != 2)
    return node.emitError() << "'B' has the shape " << shapeText(filterType.getShape())
                            << ", wanted rank 2";
  Value rows = input;
  if (transA)
    rows = node.create<TransposeOp>(input, ArrayRef<int64_t>{1, 0});
  if (!node.hasInput(2))
    return node.define(
        node.create<FullyConnectedOp>(rows, filter, ValueRange(), transB, ArrayAttr()));
  int64_t columns = filterType.getDimSize(transB ? 0 : 1);
  Value addend = readAddend(node, beta, input.getType().getDimSize(transA), columns);
  if (!addend)
    return failure();
  auto addendType = cast<RankedTensorType>(addend.getType());
  bool isBias = addendType.getNumElements() == columns && addendType.getShape().back() == columns;
  if (!isBias)
    return node.define(node.create<AddOp>(
        node.create<FullyConnectedOp>(rows, filter, ValueRange(), transB, ArrayAttr()), addend));
  Builder &builder = node.getBuilder();
  ArrayAttr epilogue = builder.getArrayAttr(BiasAttr::get(builder.getContext()));
  Value bias = node.createReshape(addend, {columns});
  return node.define(
      node.create<FullyConnectedOp>(rows, filter, ValueRange(bias), transB, epilogue));
}

/// Converts the product of a tensor, reduced along its last dimension, and a constant matrix.
static LogicalResult convertMatMul(Node &node) {
  auto input = node.getTensor(0);
  auto filter = node.getTensor(1);
  if (!input || !filter || !node.getWeights(1))
    return failure();
  ArrayRef<int64_t> shape = input.getType().getShape();
  if (filter.getType().getRank() != 2 || shape.size() < 2)
    return node.emitError() << "a product of " << shapeText(shape) << " and "
                            << shapeText(filter.getType().getShape())
                            << " is not supported, wanted rank 2 or more and a matrix";
  int64_t rows = input.getType().getNumElements() / shape.back();
  Value product = node.create<FullyConnectedOp>(node.createReshape(input, {rows, shape.back()}),
                                                filter, ValueRange(),
                                                /*transposed=*/false, ArrayAttr());
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
  return node.define(node.create<SoftmaxOp>(input, uint64_t(axis)));
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
    flat = node.createReshape(input, {rows, input.getType().getNumElements() / rows});
  int64_t last = cast<RankedTensorType>(flat.getType()).getRank() - 1;
  Value output = node.create<SoftmaxOp>(flat, uint64_t(last));
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
