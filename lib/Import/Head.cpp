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

/// Returns the constant `matrix`, [K, N] or with `isTransposed` [N, K], times `factor` as the
/// filter of a pointwise convolution: [N, K, 1, 1].
static Value createFilter(Node &node, Value matrix, bool isTransposed, float factor) {
  ArrayRef<int64_t> shape = shapeOf(matrix);
  int64_t outputs = shape[isTransposed ? 0 : 1], inputs = shape[isTransposed ? 1 : 0];
  SmallVector<int64_t> filterShape = {outputs, inputs, 1, 1};
  if (isTransposed && factor == 1)
    return node.createReshape(matrix, filterShape);
  ConstantFloats values = *ConstantFloats::get(matrix);
  return createScaled(node, filterShape, factor, [&](int64_t at) {
    return values[isTransposed ? at : at % inputs * outputs + at / inputs];
  });
}

/// Returns the product of `input` [..., K], as M rows, and `filter` [N, K, 1, 1], with `bias` [N]
/// if there is one: a pointwise convolution of one row of M pixels, [1, 1, M, N].
static Value createProduct(Node &node, Value input, Value filter, Value bias) {
  if (node.hasFailed())
    return {};
  int64_t columns = shapeOf(input).back(), inputs = shapeOf(filter)[1];
  if (columns != inputs) {
    node.emitError() << "the input has " << columns << " columns but the filter wants " << inputs;
    return {};
  }
  Builder &builder = node.getBuilder();
  ArrayAttr epilogue =
      bias ? builder.getArrayAttr(BiasAttr::get(builder.getContext())) : ArrayAttr();
  return node.create<Conv2dOp>(
      node.createReshape(input, {1, 1, elementsOf(input) / inputs, inputs}), filter, Value(),
      bias ? ValueRange(bias) : ValueRange(), ArrayRef<int64_t>{1, 1},
      ArrayRef<int64_t>{0, 0, 0, 0}, ArrayRef<int64_t>{1, 1}, uint64_t(1), epilogue);
}

static LogicalResult convertGemm(Node &node) {
  auto input = node.getTensor(0);
  bool transA = node.getBool("transA", false);
  bool transB = node.getBool("transB", false);
  float alpha = node.getFloat("alpha", 1), beta = node.getFloat("beta", 1);
  auto matrix = node.getTensor(1);
  if (!input || !matrix || !node.getWeights(1))
    return failure();
  if (input.getType().getRank() != 2)
    return node.emitError() << "'A' has the shape " << shapeText(input.getType().getShape())
                            << ", wanted rank 2";
  if (matrix.getType().getRank() != 2)
    return node.emitError() << "'B' has the shape " << shapeText(matrix.getType().getShape())
                            << ", wanted rank 2";
  Value rows = input;
  if (transA)
    rows = node.create<TransposeOp>(input, ArrayRef<int64_t>{1, 0});
  Value filter = createFilter(node, matrix, transB, alpha);
  int64_t height = input.getType().getDimSize(transA);
  int64_t columns = matrix.getType().getDimSize(transB ? 0 : 1);
  Value addend, bias;
  if (node.hasInput(2) && !(addend = readAddend(node, beta, height, columns)))
    return failure();
  if (addend && elementsOf(addend) == columns && shapeOf(addend).back() == columns)
    bias = node.createReshape(addend, {columns});
  Value product = createProduct(node, rows, filter, bias);
  Value output = node.createReshape(product, {height, columns});
  return node.define(addend && !bias ? node.create<AddOp>(output, addend) : output);
}

/// Converts the product of a tensor, reduced along its last dimension, and a constant matrix.
static LogicalResult convertMatMul(Node &node) {
  auto input = node.getTensor(0);
  auto matrix = node.getTensor(1);
  if (!input || !matrix || !node.getWeights(1))
    return failure();
  ArrayRef<int64_t> shape = input.getType().getShape();
  if (matrix.getType().getRank() != 2 || shape.size() < 2)
    return node.emitError() << "a product of " << shapeText(shape) << " and "
                            << shapeText(matrix.getType().getShape())
                            << " is not supported, wanted rank 2 or more and a matrix";
  Value filter = createFilter(node, matrix, /*isTransposed=*/false, /*factor=*/1);
  SmallVector<int64_t> outputShape(shape);
  outputShape.back() = matrix.getType().getDimSize(1);
  Value product = createProduct(node, input, filter, /*bias=*/{});
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
