// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Random operations on single values and on shapes.

#include "Generator.h"

#include <limits>

using namespace mlir;

namespace mnc {

static constexpr float infinity = std::numeric_limits<float>::infinity();

std::pair<float, float> Generator::bounds() {
  static constexpr std::pair<float, float> choices[] = {
      {0, 6},    {0, 6},         {0, infinity},        {0, infinity},
      {-1, 1},   {-0.5f, 0.25f}, {-infinity, 2},       {-1, infinity},
      {0.5f, 3}, {2, -1},        {-infinity, infinity}};
  return rng.pick<std::pair<float, float>>(choices);
}

Value Generator::addClamp(Value value) {
  auto [min, max] = bounds();
  return define(PointwiseOp::create(builder, value, ValueRange(), clampBetween(min, max)),
                std::max(largestOf(value), 3.0));
}

Value Generator::addBatchNorm(Value value, int64_t axis) {
  int64_t size = shapeOf(value)[axis];
  Value scale = constant({size}, -2, 2), bias = constant({size}, -1, 1);
  Value mean = constant({size}, -1, 1), variance = constant({size}, 0.5, 2);
  Value output = BatchNormOp::create(builder, value, scale, bias, mean, variance,
                                     llvm::APFloat(rng.chance(50) ? 1e-5f : 1e-2f), uint64_t(axis));
  return define(output, (largestOf(value) + 1) * 3 + 1);
}

Value Generator::otherOperand(Value value) {
  ArrayRef<int64_t> shape = shapeOf(value);
  int64_t choice = rng.between(0, 9);
  if (choice == 0)
    return value;
  if (choice < 5) {
    auto broadcasts = [&](Value other) {
      Shape result;
      auto longer = shapeOf(other).size() > shape.size() ? shapeOf(other) : shape;
      auto shorter = shapeOf(other).size() > shape.size() ? shape : shapeOf(other);
      int64_t elements = 1;
      for (size_t dim = 0; dim < longer.size(); ++dim) {
        size_t missing = longer.size() - shorter.size();
        int64_t size = dim < missing ? 1 : shorter[dim - missing];
        if (size != longer[dim] && size != 1 && longer[dim] != 1)
          return false;
        elements *= std::max(size, longer[dim]);
      }
      return other != value && elements <= mostElements;
    };
    if (Value other = find(broadcasts))
      return other;
  }
  // Some dimensions repeat, the first may be missing or new.
  Shape other(shape);
  int64_t elements = 1;
  for (int64_t size : shape)
    elements *= size;
  for (int64_t &size : other) {
    if (rng.chance(40)) {
      size = 1;
    } else if (size == 1 && rng.chance(20) && elements * 3 <= mostElements) {
      size = 3;
      elements *= 3;
    }
  }
  if (rng.chance(40))
    other.erase(other.begin(), other.begin() + rng.between(0, other.size()));
  else if (rng.chance(10) && elements * 2 <= mostElements && other.size() < 5)
    other.insert(other.begin(), 2);
  return constant(other, -1, 1);
}

Value Generator::addChannelArithmetic(Value value, int64_t axis) {
  Shape shape(shapeOf(value).size() - axis, 1);
  shape[0] = rng.chance(85) ? shapeOf(value)[axis] : 1;
  double bound = largestOf(value);
  int64_t choice = rng.between(0, 99);
  if (choice < 15)
    return define(DivOp::create(builder, value, constant(shape, 0.5, 2)), 2 * bound);
  Value lhs = value, rhs = constant(shape, -1, 1);
  if (rng.chance(50))
    std::swap(lhs, rhs);
  if (choice < 40)
    return define(MulOp::create(builder, lhs, rhs), bound);
  if (choice < 60)
    return define(SubOp::create(builder, lhs, rhs), bound + 1);
  return define(AddOp::create(builder, lhs, rhs), bound + 1);
}

void Generator::addBinary() {
  Value lhs = findAny(), rhs = otherOperand(lhs);
  double left = largestOf(lhs), right = largestOf(rhs);
  switch (rng.between(0, 9)) {
  case 5:
  case 6:
    define(MaxOp::create(builder, lhs, rhs), std::max(left, right));
    return;
  case 7:
  case 8:
    define(MinOp::create(builder, lhs, rhs), std::max(left, right));
    return;
  case 0:
    define(SubOp::create(builder, lhs, rhs), left + right);
    return;
  case 1:
    if (rng.chance(50))
      rhs = constant(shapeOf(rhs), 0.5, 2);
    else
      rhs = define(PointwiseOp::create(builder, rhs, ValueRange(), clampBetween(0.5f, 4)), 4);
    define(DivOp::create(builder, lhs, rhs), 2 * left);
    return;
  case 2:
  case 3:
    if (rng.chance(50))
      std::swap(lhs, rhs);
    define(MulOp::create(builder, lhs, rhs), left * right);
    return;
  default:
    if (rng.chance(50))
      std::swap(lhs, rhs);
    define(AddOp::create(builder, lhs, rhs), left + right);
  }
}

void Generator::addSoftmax() {
  Value value = findAny();
  if (int64_t rank = shapeOf(value).size())
    define(SoftmaxOp::create(builder, value, uint64_t(rng.between(0, rank - 1))), 1);
}

void Generator::addTranspose() {
  Value value = findAny();
  Shape perm;
  for (size_t dim = 0; dim < shapeOf(value).size(); ++dim)
    perm.insert(perm.begin() + rng.between(0, perm.size()), dim);
  define(TransposeOp::create(builder, value, perm), largestOf(value));
}

void Generator::addReshape() {
  Value value = findAny();
  Shape shape(shapeOf(value));
  for (int64_t change = rng.between(1, 4); change > 0; --change) {
    int64_t rank = shape.size(), at = rng.between(0, rank);
    if (rng.chance(40) && at + 1 < rank) {
      shape[at] *= shape[at + 1];
      shape.erase(shape.begin() + at + 1);
    } else if (rng.chance(60) && at < rank && rank < 5) {
      int64_t divisor = rng.pick({2, 3, 5, 7});
      if (shape[at] % divisor == 0) {
        shape[at] /= divisor;
        shape.insert(shape.begin() + at + rng.between(0, 1), divisor);
      }
    } else if (rank < 5) {
      shape.insert(shape.begin() + at, 1);
    } else if (at < rank && shape[at] == 1) {
      shape.erase(shape.begin() + at);
    }
  }
  auto type = RankedTensorType::get(shape, builder.getF32Type());
  define(ReshapeOp::create(builder, type, value), largestOf(value));
}

void Generator::addPad() {
  Value value = rng.chance(70) ? findMap() : findAny();
  Shape low, high;
  int64_t elements = 1;
  bool onlySpatial = shapeOf(value).size() == 4 && rng.chance(70);
  for (auto [dim, size] : llvm::enumerate(shapeOf(value))) {
    bool isSpatial = likeImported ? dim >= 2 : dim == 1 || dim == 2;
    bool pads = onlySpatial ? isSpatial : rng.chance(50);
    low.push_back(pads ? rng.between(0, 2) : 0);
    high.push_back(pads ? rng.between(0, 3) : 0);
    elements *= low.back() + size + high.back();
  }
  if (elements > 2 * mostElements)
    return;
  float fill = rng.chance(60) ? 0.0f : rng.chance(50) ? 1.5f : -2.0f;
  define(PadOp::create(builder, value, low, high, llvm::APFloat(fill)),
         std::max(largestOf(value), 2.0));
}

void Generator::addCopy() {
  Value value = findAny();
  define(CopyOp::create(builder, value), largestOf(value));
}

} // namespace mnc
