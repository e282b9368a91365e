// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Functions of each value: limits and activations.

#include "Arithmetic.h"
#include "Node.h"
#include "Registry.h"
#include <limits>

using namespace mlir;

namespace mnc {

static constexpr float infinity = std::numeric_limits<float>::infinity();

//--- Limits ------------------------------------------------------------------

static Value createClamp(Node &node, Value input, float min, float max) {
  return createFunction<ClampAttr>(node, input, min, max);
}

static LogicalResult convertRelu(Node &node) {
  return node.define(createClamp(node, node.getTensor(0), 0, infinity));
}

/// Clip with its bounds as attributes.
static LogicalResult convertClipAttributes(Node &node) {
  return node.define(createClamp(node, node.getTensor(0), node.getFloat("min", -infinity),
                                 node.getFloat("max", infinity)));
}

/// Clip of known integers. The upper bound wins where the bounds cross.
static LogicalResult defineClippedInts(Node &node) {
  llvm::Expected<IntTensor> result = *node.getIntTensor(0);
  for (int index : {1, 2}) {
    if (!result || !node.hasInput(index))
      continue;
    std::optional<IntTensor> bound = node.getIntTensor(index);
    if (!bound)
      return failure();
    result = combine(*result, *bound, [=](int64_t value, int64_t limit) -> std::optional<int64_t> {
      return index == 1 ? std::max(value, limit) : std::min(value, limit);
    });
  }
  return node.defineInts(std::move(result));
}

/// Clip of `input`, computed integers.
static LogicalResult convertIntegerClip(Node &node, Value input) {
  if (node.hasInput(1))
    input = node.create<MaxOp>(input, node.getValue(1));
  if (node.hasInput(2))
    input = node.create<MinOp>(input, node.getValue(2));
  return node.define(input);
}

/// Clip with its bounds as inputs.
static LogicalResult convertClip(Node &node) {
  if (node.isIntTensor(0) && (!node.hasInput(1) || node.isIntTensor(1)) &&
      (!node.hasInput(2) || node.isIntTensor(2)))
    return defineClippedInts(node);
  auto input = node.getValue(0);
  if (input && !input.getType().getElementType().isF32())
    return convertIntegerClip(node, input);
  std::optional<float> min, max;
  min = node.hasInput(1) ? node.getScalar(1) : -infinity;
  max = node.hasInput(2) ? node.getScalar(2) : infinity;
  return min && max ? node.define(createClamp(node, input, *min, *max)) : failure();
}

//--- Activations -------------------------------------------------------------

template <typename FnAttr> static LogicalResult convertFunction(Node &node) {
  return node.define(createFunction<FnAttr>(node, node.getTensor(0)));
}

static LogicalResult convertHardSigmoid(Node &node) {
  return node.define(createFunction<HardSigmoidAttr>(
      node, node.getTensor(0), node.getFloat("alpha", 0.2f), node.getFloat("beta", 0.5f)));
}

static LogicalResult convertLeakyRelu(Node &node) {
  return node.define(
      createFunction<LeakyReluAttr>(node, node.getTensor(0), node.getFloat("alpha", 0.01f)));
}

static LogicalResult convertElu(Node &node) {
  return node.define(createFunction<EluAttr>(node, node.getTensor(0), node.getFloat("alpha", 1)));
}

/// x * sigmoid(2 u), which is x (1 + tanh(u)) / 2, with u = sqrt(2 / pi) (x + 0.044715 x^3).
static Value createTanhGelu(Node &node, Value x) {
  constexpr float twice = 1.5957691216f, cubic = 0.044715f;
  Value square = node.create<MulOp>(x, x);
  Value line = node.create<MulOp>(square, createScalar(node, twice * cubic));
  line = node.create<AddOp>(line, createScalar(node, twice));
  Value gate = createFunction<SigmoidAttr>(node, node.create<MulOp>(line, x));
  return node.create<MulOp>(x, gate);
}

static LogicalResult convertGelu(Node &node) {
  StringRef approximation = node.getString("approximate", "none");
  Value input = node.getTensor(0);
  if (approximation == "none")
    return node.define(createFunction<GeluAttr>(node, input));
  if (approximation != "tanh")
    return node.emitError() << "'approximate' is '" << approximation << "', wanted none or tanh";
  return node.define(createTanhGelu(node, input));
}

static LogicalResult convertSwish(Node &node) {
  return node.define(createFunction<SwishAttr>(node, node.getTensor(0), node.getFloat("alpha", 1)));
}

/// Creates prelu with one slope for each index of dimension `dim`, which becomes the last one for
/// it.
static Value createPRelu(Node &node, TypedValue<RankedTensorType> input, Value slope, int64_t dim) {
  SmallVector<int64_t> toLast, back;
  for (int64_t from : llvm::seq(input.getType().getRank())) {
    if (from != dim)
      toLast.push_back(from);
    back.push_back(from < dim ? from : from - 1);
  }
  toLast.push_back(dim);
  back[dim] = input.getType().getRank() - 1;
  bool isLast = dim == back[dim];
  Value moved = isLast ? Value(input) : node.create<TransposeOp>(input, toLast);
  Value slopes = node.createReshape(slope, input.getType().getDimSize(dim));
  Value result = node.create<PointwiseOp>(moved, slopes, PReluAttr::get(slope.getContext()));
  return isLast ? result : node.create<TransposeOp>(result, back);
}

/// PRelu: with a slope that varies along more than one dimension, or that is computed, the sum
/// max(x, 0) + slope * min(x, 0), of which one addend is zero.
static LogicalResult convertPRelu(Node &node) {
  auto input = node.getTensor(0), slope = node.getTensor(1);
  if (!input || !slope)
    return failure();
  ArrayRef<int64_t> shape = input.getType().getShape(), slopeShape = slope.getType().getShape();
  int64_t missing = shape.size() - slopeShape.size();
  SmallVector<int64_t> varying;
  bool repeats = missing >= 0;
  for (int64_t i = 0; repeats && i < int64_t(slopeShape.size()); ++i) {
    repeats = slopeShape[i] == 1 || slopeShape[i] == shape[missing + i];
    if (slopeShape[i] != 1)
      varying.push_back(missing + i);
  }
  if (!repeats)
    return node.emitError() << "'slope' has the shape " << shapeText(slopeShape)
                            << ", wanted one that repeats to " << shapeText(shape);
  if (ConstantFloats::get(slope)) {
    std::optional<ConstantFloats> values = node.getWeights(1);
    if (varying.empty())
      return node.define(createFunction<LeakyReluAttr>(node, input, (*values)[0]));
    if (varying.size() == 1)
      return node.define(createPRelu(node, input, slope, varying[0]));
  }
  Value negative = node.create<MulOp>(createClamp(node, input, -infinity, 0), slope);
  return node.define(node.create<AddOp>(createClamp(node, input, 0, infinity), negative));
}

ArrayRef<OperatorRow> getActivationOperators() {
  static constexpr OperatorRow rows[] = {
      {"Abs", "", 7, 25, 1, 1, convertFunction<AbsAttr>},
      {"Ceil", "", 7, 25, 1, 1, convertFunction<CeilAttr>},
      {"Clip", "", 7, 10, 1, 1, convertClipAttributes},
      {"Clip", "", 11, 25, 1, 3, convertClip},
      {"Elu", "", 7, 25, 1, 1, convertElu},
      {"Erf", "", 9, 25, 1, 1, convertFunction<ErfAttr>},
      {"Exp", "", 7, 25, 1, 1, convertFunction<ExpAttr>},
      {"Floor", "", 7, 25, 1, 1, convertFunction<FloorAttr>},
      {"Gelu", "", 20, 25, 1, 1, convertGelu},
      {"HardSigmoid", "", 7, 25, 1, 1, convertHardSigmoid},
      {"HardSwish", "", 14, 25, 1, 1, convertFunction<HardSwishAttr>},
      {"LeakyRelu", "", 7, 25, 1, 1, convertLeakyRelu},
      {"Log", "", 7, 25, 1, 1, convertFunction<LogAttr>},
      {"Mish", "", 18, 25, 1, 1, convertFunction<MishAttr>},
      {"PRelu", "", 7, 25, 2, 2, convertPRelu},
      {"Relu", "", 7, 25, 1, 1, convertRelu},
      {"Round", "", 11, 25, 1, 1, convertFunction<RoundAttr>},
      {"Sigmoid", "", 7, 25, 1, 1, convertFunction<SigmoidAttr>},
      {"Sign", "", 9, 25, 1, 1, convertFunction<SignAttr>},
      {"Softplus", "", 7, 25, 1, 1, convertFunction<SoftplusAttr>},
      {"Sqrt", "", 7, 25, 1, 1, convertFunction<SqrtAttr>},
      {"Swish", "", 24, 25, 1, 1, convertSwish},
      {"Tanh", "", 7, 25, 1, 1, convertFunction<TanhAttr>},
  };
  return rows;
}

} // namespace mnc
