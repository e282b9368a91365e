// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Gemm and MatMul: with a constant matrix, a pointwise convolution; products of two computed
// tensors otherwise.

#include "Arithmetic.h"
#include "Node.h"
#include "Registry.h"

#include "mlir/Dialect/Traits.h"

using namespace mlir;

namespace mnc {

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

/// `value` with its last two dimensions exchanged.
static Value createMatricesTransposed(Node &node, Value value) {
  if (node.hasFailed())
    return {};
  auto perm = llvm::to_vector(llvm::seq<int64_t>(0, shapeOf(value).size()));
  std::swap(perm[perm.size() - 1], perm[perm.size() - 2]);
  return node.create<TransposeOp>(value, perm);
}

//--- Gemm --------------------------------------------------------------------

/// Defines the output as `product` plus beta * C, if there is a C.
static LogicalResult defineSum(Node &node, Value product, float beta) {
  if (!node.hasInput(2))
    return node.define(product);
  Value addend = node.getTensor(2);
  if (beta != 1)
    addend = node.create<MulOp>(addend, createScalar(node, beta));
  return node.define(node.create<AddOp>(product, addend));
}

static LogicalResult convertGemm(Node &node) {
  auto input = node.getTensor(0);
  bool transA = node.getBool("transA", false);
  bool transB = node.getBool("transB", false);
  float alpha = node.getFloat("alpha", 1), beta = node.getFloat("beta", 1);
  auto matrix = node.getTensor(1);
  if (!input || !matrix)
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
  if (!node.isConstant(1)) {
    Value right = transB ? createMatricesTransposed(node, matrix) : Value(matrix);
    Value product = node.create<MatmulOp>(rows, right);
    if (alpha != 1)
      product = node.create<MulOp>(product, createScalar(node, alpha));
    return defineSum(node, product, beta);
  }
  if (!node.getWeights(1))
    return failure();
  Value filter = createFilter(node, matrix, transB, alpha);
  int64_t height = input.getType().getDimSize(transA);
  int64_t columns = matrix.getType().getDimSize(transB ? 0 : 1);
  if (node.hasInput(2) && !node.isConstant(2)) {
    Value product = createProduct(node, rows, filter, /*bias=*/{});
    return defineSum(node, node.createReshape(product, {height, columns}), beta);
  }
  Value addend, bias;
  if (node.hasInput(2) && !(addend = readAddend(node, beta, height, columns)))
    return failure();
  if (addend && elementsOf(addend) == columns && shapeOf(addend).back() == columns)
    bias = node.createReshape(addend, {columns});
  Value product = createProduct(node, rows, filter, bias);
  Value output = node.createReshape(product, {height, columns});
  return node.define(addend && !bias ? node.create<AddOp>(output, addend) : output);
}

//--- MatMul ------------------------------------------------------------------

/// The product of `lhs` [..., M, K] and a constant `matrix` [K, N]: [..., M, N].
static Value createTimesConstant(Node &node, Value lhs, Value matrix) {
  Value filter = createFilter(node, matrix, /*isTransposed=*/false, /*factor=*/1);
  SmallVector<int64_t> shape(shapeOf(lhs));
  shape.back() = shapeOf(matrix)[1];
  return node.createReshape(createProduct(node, lhs, filter, /*bias=*/{}), shape);
}

/// The products of matrices whose dimensions before the last two are repeated to each other's.
static Value createBatchProduct(Node &node, Value lhs, Value rhs) {
  ArrayRef<int64_t> left = shapeOf(lhs), right = shapeOf(rhs);
  SmallVector<int64_t> batch;
  if (!OpTrait::util::getBroadcastedShape(left.drop_back(2), right.drop_back(2), batch)) {
    node.emitError() << "matrices of " << shapeText(left) << " and " << shapeText(right)
                     << " do not repeat to each other's";
    return {};
  }
  auto repeat = [&](Value value) {
    SmallVector<int64_t> shape(batch);
    llvm::append_range(shape, shapeOf(value).take_back(2));
    return shapeOf(value) == ArrayRef(shape) ? value : node.create<BroadcastOp>(value, shape);
  };
  Value repeated = repeat(lhs);
  return node.create<MatmulOp>(repeated, repeat(rhs));
}

static LogicalResult convertMatMul(Node &node) {
  auto left = node.getTensor(0), right = node.getTensor(1);
  if (!left || !right)
    return failure();
  Value lhs = left, rhs = right;
  int64_t leftRank = left.getType().getRank(), rightRank = right.getType().getRank();
  if (leftRank == 0 || rightRank == 0)
    return node.emitError() << "wanted tensors of rank 1 or more";
  // A vector is a row on the left and a column on the right; that dimension goes away again.
  if (leftRank == 1)
    lhs = node.createReshape(lhs, {1, left.getType().getDimSize(0)});
  if (rightRank == 1)
    rhs = node.createReshape(rhs, {right.getType().getDimSize(0), 1});
  Value product;
  if (node.hasFailed())
    return failure();
  if (node.isConstant(1) && shapeOf(rhs).size() == 2) {
    if (!node.getWeights(1))
      return failure();
    product = createTimesConstant(node, lhs, rhs);
  } else if (node.isConstant(0) && shapeOf(lhs).size() == 2) {
    if (!node.getWeights(0))
      return failure();
    Value columns = createMatricesTransposed(node, rhs);
    Value rows = createMatricesTransposed(node, lhs);
    product = createMatricesTransposed(node, createTimesConstant(node, columns, rows));
  } else {
    product = createBatchProduct(node, lhs, rhs);
  }
  if (node.hasFailed())
    return failure();
  SmallVector<int64_t> shape(shapeOf(product));
  if (rightRank == 1)
    shape.pop_back();
  if (leftRank == 1)
    shape.erase(shape.end() - (rightRank == 1 ? 1 : 2));
  return node.define(node.createReshape(product, shape));
}

ArrayRef<OperatorRow> getMatrixProductOperators() {
  static constexpr OperatorRow rows[] = {
      {"Gemm", "", 7, 25, 2, 3, convertGemm},
      {"MatMul", "", 7, 25, 2, 2, convertMatMul},
  };
  return rows;
}

} // namespace mnc
