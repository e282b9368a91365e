// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Random convolutions with what follows them, matrix products and pools.

#include "Generator.h"

#include "mnc/IR/Windows.h"

using namespace mlir;

namespace mnc {

static constexpr int64_t mostWeights = 1 << 17, mostProducts = 1 << 21;

Value Generator::toNHWC(Value value) {
  return likeImported ? TransposeOp::create(builder, value, ArrayRef<int64_t>{0, 2, 3, 1}) : value;
}

Value Generator::fromNHWC(Value value) {
  return likeImported ? TransposeOp::create(builder, value, ArrayRef<int64_t>{0, 3, 1, 2}) : value;
}

Generator::Dim Generator::windowDim(int64_t size, int64_t mostKernel) {
  while (true) {
    int64_t kernel = std::min(rng.pick({1, 2, 3, 3, 3, 4, 5, 7}), mostKernel);
    int64_t stride = rng.pick({1, 1, 1, 2, 2, 3, 5}), dilation = rng.pick({1, 1, 1, 1, 2, 3});
    int64_t before = rng.pick({0, 0, 1, 1, 2, kernel - 1, kernel / 2});
    int64_t after = rng.chance(50) ? before : rng.pick({0, 1, 2, kernel - 1});
    int64_t count = WindowDim{size, kernel, stride, before, after, dilation}.output();
    if (count > 0)
      return {kernel, stride, before, after, dilation, count};
  }
}

/// A number of filters for each group, so that the layer is not too large.
static int64_t fewer(int64_t filters, int64_t perFilter, int64_t most) {
  return std::max<int64_t>(1, std::min(filters, most / std::max<int64_t>(perFilter, 1)));
}

Value Generator::convolve(Value source, ConvKind kind, int64_t wanted) {
  Value input = toNHWC(source);
  Shape shape(shapeOf(input));
  int64_t depth = shape[3];
  Shape divisors;
  for (int64_t divisor = 2; divisor < depth; ++divisor)
    if (depth % divisor == 0)
      divisors.push_back(divisor);
  if (kind == Grouped && divisors.empty())
    kind = depth > 1 ? Multiplier : Dense;
  int64_t groups = kind == Grouped                           ? rng.pick<int64_t>(divisors)
                   : kind == Depthwise || kind == Multiplier ? depth
                                                             : 1;
  Dim y = {1, 1, 0, 0, 1, shape[1]}, x = {1, 1, 0, 0, 1, shape[2]};
  if (kind == Square) {
    int64_t pad = rng.between(0, 1);
    y = {3, 1, pad, pad, 1, shape[1] + 2 * pad - 2};
    x = {3, 1, pad, pad, 1, shape[2] + 2 * pad - 2};
  } else if (kind != Pointwise) {
    int64_t mostKernel = kind == Strided ? 1 : 7;
    y = windowDim(shape[1], mostKernel), x = windowDim(shape[2], mostKernel);
  }
  int64_t taps = depth / groups * y.kernel * x.kernel;
  int64_t pixels = shape[0] * y.count * x.count;
  int64_t perGroup = kind == Depthwise    ? 1
                     : kind == Multiplier ? rng.between(2, 3)
                     : kind == Grouped    ? rng.pick({1, 2, 3, 5, 8, 17})
                                          : wanted;
  perGroup = fewer(perGroup, groups * taps, mostWeights);
  perGroup = fewer(perGroup, groups * pixels, mostElements);
  perGroup = fewer(perGroup, groups * pixels * taps, mostProducts);
  int64_t filters = perGroup * groups;
  float scale = std::sqrt(3.0f / float(taps));
  Value filter = constant({filters, depth / groups, y.kernel, x.kernel}, -scale, scale);
  SmallVector<Attribute> epilogue;
  SmallVector<Value> steps;
  double bound = largestOf(source) * scale * double(taps);
  Value inputScale;
  if (kind == Pointwise && !likeImported && rng.chance(20)) {
    auto type = RankedTensorType::get({shape[0], 1, 1, depth}, builder.getF32Type());
    inputScale = find([&](Value value) { return value.getType() == type && value != input; });
    if (!inputScale)
      inputScale = rng.chance(50) ? newArgument(type.getShape()) : constant(type.getShape(), -1, 1);
    bound *= largestOf(inputScale);
  }
  chooseSteps({shape[0], y.count, x.count, filters}, epilogue, steps, bound);
  Value output = Conv2dOp::create(builder, input, filter, inputScale, steps,
                                  ArrayRef<int64_t>{y.stride, x.stride},
                                  ArrayRef<int64_t>{y.before, x.before, y.after, x.after},
                                  ArrayRef<int64_t>{y.dilation, x.dilation}, uint64_t(groups),
                                  epilogue.empty() ? ArrayAttr() : builder.getArrayAttr(epilogue));
  return addTail(define(fromNHWC(output), bound), likeImported ? 1 : 3);
}

void Generator::addConvolution() {
  static constexpr ConvKind kinds[] = {Pointwise, Pointwise, Strided,   Dense,     Dense,
                                       Grouped,   Grouped,   Depthwise, Depthwise, Multiplier};
  if (rng.chance(30))
    return addSquare();
  convolve(findMap(), rng.pick<ConvKind>(kinds), channels());
}

void Generator::addSquare() {
  // Tiles of Winograd's form: some, and of so many channels that it is the cheapest.
  int64_t height = rng.between(3, 14), width = rng.between(3, 14),
          depth = rng.pick({8, 16, 17, 32});
  convolve(
      newArgument(likeImported ? Shape{1, depth, height, width} : Shape{1, height, width, depth}),
      Square, rng.pick({16, 17, 24, 32, 48}));
}

void Generator::addBlock() {
  // As late in a network: smaller activations of more channels.
  bool late = rng.chance(50);
  int64_t most = late ? 11 : 15;
  int64_t height = rng.between(8, most), width = rng.between(8, most), pixels = height * width;
  int64_t depth = late ? rng.pick({64, 96, 128}) : rng.pick({3, 8, 16, 17, 24});
  Shape shape = likeImported ? Shape{1, depth, height, width} : Shape{1, height, width, depth};
  auto type = RankedTensorType::get(shape, builder.getF32Type());
  Value input = find([&](Value value) { return value.getType() == type; });
  if (!input)
    input = newArgument(shape);
  Value value = input;
  // The expanded activation is as large as any may be, and worth streaming. It consists of whole
  // vectors, so it can be computed by channel tiles.
  int64_t wide = mostElements / pixels - rng.pick({0, 0, 1, 5});
  if (rng.chance(late ? 90 : 30))
    wide = wide / 64 * 64;
  if (rng.chance(85))
    value = convolve(value, rng.chance(80) ? Pointwise : Dense, wide);
  value = convolve(value, rng.chance(85) ? Depthwise : Multiplier, 0);
  if (rng.chance(85))
    value = convolve(value, Pointwise, rng.chance(70) ? depth : channels());
  if (value.getType() == type && value != input)
    value = define(AddOp::create(builder, input, value), largestOf(input) + largestOf(value));
}

Value Generator::addTail(Value value, int64_t channelAxis) {
  for (int64_t count = rng.between(0, 4); count > 0; --count) {
    ArrayRef<int64_t> shape = shapeOf(value);
    int64_t choice = rng.between(0, 99);
    if (choice < 30) {
      value = addBatchNorm(value, channelAxis);
    } else if (choice < 60) {
      value = addClamp(value);
    } else if (choice < 75) {
      value = addChannelArithmetic(value, channelAxis);
    } else {
      auto fits = [&](Value old) { return old.getType() == value.getType() && old != value; };
      Value other = find(fits);
      if (!other)
        other = newArgument(shape);
      double bound = largestOf(value) + largestOf(other);
      Value lhs = value, rhs = other;
      if (rng.chance(50))
        std::swap(lhs, rhs);
      value = define(AddOp::create(builder, lhs, rhs), bound);
    }
  }
  return value;
}

void Generator::addMatrixProduct() {
  Value source = find([](Value value) { return shapeOf(value).size() == 2; });
  if (!source || rng.chance(20))
    source = findAny();
  ArrayRef<int64_t> shape = shapeOf(source);
  int64_t inner = shape.empty() ? 1 : shape.back(), rows = 1;
  for (int64_t size : shape.drop_back(shape.empty() ? 0 : 1))
    rows *= size;
  if (rng.chance(20)) {
    inner *= rows;
    rows = 1;
  }
  auto pixels = RankedTensorType::get({1, 1, rows, inner}, builder.getF32Type());
  Value input = ReshapeOp::create(builder, pixels, source);
  int64_t columns = rng.chance(30) ? inner : channels();
  columns = fewer(columns, inner, mostWeights);
  columns = fewer(columns, rows, mostElements);
  columns = fewer(columns, rows * inner, mostProducts);
  float scale = std::sqrt(3.0f / float(inner));
  Value filter = constant({columns, inner, 1, 1}, -scale, scale);
  SmallVector<Attribute> chain;
  SmallVector<Value> steps;
  double bound = largestOf(source) * scale * double(inner);
  chooseSteps({1, 1, rows, columns}, chain, steps, bound);
  Value product =
      Conv2dOp::create(builder, input, filter, Value(), steps, ArrayRef<int64_t>{1, 1},
                       ArrayRef<int64_t>{0, 0, 0, 0}, ArrayRef<int64_t>{1, 1}, uint64_t(1),
                       chain.empty() ? ArrayAttr() : builder.getArrayAttr(chain));
  auto matrix = RankedTensorType::get({rows, columns}, builder.getF32Type());
  addTail(define(ReshapeOp::create(builder, matrix, product), bound), 1);
}

Generator::Dim Generator::poolDim(int64_t size) {
  Dim dim = windowDim(size, 7);
  // No dilation, and no window that is all padding.
  dim.before = std::min(dim.before, dim.kernel - 1);
  dim.after = std::min(dim.after, dim.kernel - 1);
  bool fits = size + dim.before + dim.after >= dim.kernel;
  return fits ? dim : Dim{1, 2, 0, 0, 1, (size + 1) / 2};
}

void Generator::addMaxPool() {
  Value source = findMap(), input = toNHWC(source);
  Dim y = poolDim(shapeOf(input)[1]), x = poolDim(shapeOf(input)[2]);
  Value output = MaxPool2dOp::create(
      builder, input, ArrayRef<int64_t>{y.kernel, x.kernel}, ArrayRef<int64_t>{y.stride, x.stride},
      ArrayRef<int64_t>{y.before, x.before, y.after, x.after}, rng.chance(50));
  define(fromNHWC(output), largestOf(source));
}

void Generator::addAvgPool() {
  Value source = findMap(), input = toNHWC(source);
  int64_t height = shapeOf(input)[1], width = shapeOf(input)[2];
  Dim y = {height, 1, 0, 0, 1, 1}, x = {width, 1, 0, 0, 1, 1};
  if (rng.chance(70))
    y = poolDim(height), x = poolDim(width);
  Value output = AvgPool2dOp::create(
      builder, input, ArrayRef<int64_t>{y.kernel, x.kernel}, ArrayRef<int64_t>{y.stride, x.stride},
      ArrayRef<int64_t>{y.before, x.before, y.after, x.after}, rng.chance(50), rng.chance(50),
      rng.chance(15) ? builder.getI64IntegerAttr(rng.pick({1, 3, 9})) : IntegerAttr());
  define(fromNHWC(output), largestOf(source) * double(y.kernel * x.kernel));
}

} // namespace mnc
