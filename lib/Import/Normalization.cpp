// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Normalisation: by the statistics of training, or by those of the tensor itself.

#include "Arithmetic.h"
#include "Node.h"
#include "Registry.h"

using namespace mlir;

namespace mnc {

static LogicalResult convertBatchNormalization(Node &node) {
  node.ignoreAttribute("momentum");
  if (!node.getBool("spatial", true))
    return node.emitError() << "'spatial' is 0, not supported: wanted statistics per channel";
  if (node.getBool("training_mode", false))
    return node.emitError() << "'training_mode' is 1, wanted a network for "
                               "inference";
  // Before opset 14, further outputs mean training.
  for (int output = 1; output < node.getNumOutputs(); ++output)
    if (node.hasOutput(output))
      return node.emitError() << "has outputs for statistics, as in training; wanted a network for "
                                 "inference";
  float epsilon = node.getFloat("epsilon", 1e-5f);
  SmallVector<Value> operands;
  for (int index : llvm::seq(5)) {
    operands.push_back(node.getTensor(index));
    // The scale, the bias, the mean and the variance.
    if (index > 0 && !node.getWeights(index))
      return failure();
  }
  if (node.hasFailed())
    return failure();
  Builder &builder = node.getBuilder();
  return node.define(node.create<BatchNormOp>(operands[0], operands[1], operands[2], operands[3],
                                              operands[4], builder.getF32FloatAttr(epsilon),
                                              builder.getI64IntegerAttr(1)));
}

namespace {
/// (input - mean) / deviation, and both of them: deviation is sqrt(variance + epsilon).
struct Normalized {
  Value result, mean, deviation;
};
} // namespace

/// Normalises by the mean and the variance of the values along `axes`.
static Normalized createNormalized(Node &node, Value input, ArrayRef<int64_t> axes, float epsilon) {
  Value mean = createMean(node, input, axes);
  Value centred = node.create<SubOp>(input, mean);
  Value variance = createMean(node, node.create<MulOp>(centred, centred), axes);
  Value shifted = node.create<AddOp>(variance, createScalar(node, epsilon));
  Value deviation = createFunction<SqrtAttr>(node, shifted);
  return {node.create<DivOp>(centred, deviation), mean, deviation};
}

/// `value` times input 1 plus input 2, if that is there, which have `shape`.
static Value createAffine(Node &node, Value value, ArrayRef<int64_t> shape) {
  for (int index : {1, 2}) {
    if (!node.hasInput(index))
      continue;
    Value operand = node.getTensor(index);
    if (!shape.empty())
      operand = node.createReshape(operand, shape);
    value = index == 1 ? node.create<MulOp>(value, operand) : node.create<AddOp>(value, operand);
  }
  return value;
}

/// Each channel of each image by its own statistics.
static LogicalResult convertInstanceNormalization(Node &node) {
  auto input = node.getTensor(0);
  float epsilon = node.getFloat("epsilon", 1e-5f);
  if (!input)
    return failure();
  int64_t rank = input.getType().getRank();
  if (rank < 3)
    return node.emitError() << "the input has rank " << rank << ", wanted at least 3";
  SmallVector<int64_t> shape(rank, 1);
  shape[1] = input.getType().getDimSize(1);
  auto axes = llvm::to_vector(llvm::seq<int64_t>(2, rank));
  Value normalized = createNormalized(node, input, axes, epsilon).result;
  return node.define(createAffine(node, normalized, shape));
}

/// The values of the dimensions from `axis` on together.
static LogicalResult convertLayerNormalization(Node &node) {
  auto input = node.getTensor(0);
  float epsilon = node.getFloat("epsilon", 1e-5f);
  node.ignoreAttribute("stash_type");
  if (!input)
    return failure();
  int64_t rank = input.getType().getRank();
  int64_t axis = node.checkAxis(node.getInt("axis", -1), rank);
  if (node.hasFailed())
    return failure();
  auto axes = llvm::to_vector(llvm::seq<int64_t>(axis, rank));
  Normalized normalized = createNormalized(node, input, axes, epsilon);
  if (node.hasOutput(1) && failed(node.define(normalized.mean, 1)))
    return failure();
  if (node.hasOutput(2)) {
    Value inverse = node.create<DivOp>(createScalar(node, 1), normalized.deviation);
    if (failed(node.define(inverse, 2)))
      return failure();
  }
  return node.define(createAffine(node, normalized.result, {}));
}

/// LRN: x / (bias + alpha * (mean of the squares of `size` channels))^beta. The channels of an NCHW
/// activation are the rows of another one, and outside of them are zeros that count.
static LogicalResult convertLRN(Node &node) {
  auto input = node.getTensor(0);
  int64_t size = node.getInt("size", 0);
  float alpha = node.getFloat("alpha", 1e-4f), beta = node.getFloat("beta", 0.75f);
  float bias = node.getFloat("bias", 1);
  if (!input)
    return failure();
  ArrayRef<int64_t> shape = input.getType().getShape();
  if (shape.size() < 2 || size < 1 || size > (1 << 20))
    return node.emitError() << "'size' is " << size << " and the input has rank " << shape.size()
                            << ", wanted at least 1 and 2";
  int64_t pixels = input.getType().getNumElements() / (shape[0] * shape[1]);
  Value squares = node.create<MulOp>(input, input);
  Value rows = node.createReshape(squares, {shape[0], shape[1], 1, pixels});
  int64_t before = (size - 1) / 2;
  Value mean = node.create<AvgPool2dOp>(rows, ArrayRef<int64_t>{size, 1}, ArrayRef<int64_t>{1, 1},
                                        ArrayRef<int64_t>{before, 0, size - 1 - before, 0},
                                        /*ceil_mode=*/false,
                                        /*count_include_pad=*/true, IntegerAttr());
  Value sum = node.createReshape(mean, shape);
  sum = node.create<MulOp>(sum, createScalar(node, alpha));
  sum = node.create<AddOp>(sum, createScalar(node, bias));
  Value power = createPower(node, sum, beta);
  return node.define(node.create<DivOp>(input, power));
}

ArrayRef<OperatorRow> getNormalizationOperators() {
  static constexpr OperatorRow rows[] = {
      {"BatchNormalization", "", 7, 25, 5, 5, convertBatchNormalization},
      {"InstanceNormalization", "", 7, 25, 3, 3, convertInstanceNormalization},
      {"LRN", "", 7, 25, 1, 1, convertLRN},
      {"LayerNormalization", "", 17, 25, 2, 3, convertLayerNormalization},
  };
  return rows;
}

} // namespace mnc
