// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Random operations that join, cut, repeat and choose values.

#include "Generator.h"

using namespace mlir;

namespace mnc {

void Generator::addMove() {
  switch (rng.between(0, 7)) {
  case 0:
  case 1:
    return addConcat();
  case 2:
  case 3:
    return addSlice();
  case 4:
    return addBroadcast();
  case 5:
    return addGather();
  case 6:
    return addInterpolate();
  default:
    return addMatmul();
  }
}

void Generator::addConcat() {
  Value first = findAny();
  ArrayRef<int64_t> shape = shapeOf(first);
  if (shape.empty())
    return;
  int64_t axis = rng.between(0, shape.size() - 1), elements = elementsOf(first);
  SmallVector<Value> inputs = {first};
  double bound = largestOf(first);
  for (int64_t count = rng.between(1, 3); count > 0; --count) {
    Value other = find([&](Value value) {
      Shape its(shapeOf(value));
      if (its.size() != shape.size())
        return false;
      its[axis] = shape[axis];
      return its == Shape(shape);
    });
    Shape made(shape);
    made[axis] = rng.between(1, 5);
    if (rng.chance(30))
      other = rng.chance(50) ? constant(made, -1, 1) : newArgument(made);
    elements += elementsOf(other);
    if (elements > 2 * mostElements)
      break;
    bound = std::max(bound, largestOf(other));
    inputs.push_back(other);
  }
  define(ConcatOp::create(builder, inputs, uint64_t(axis)), bound);
}

void Generator::addSlice() {
  Value value = findAny();
  Shape starts, sizes, steps;
  for (int64_t size : shapeOf(value)) {
    int64_t step = rng.chance(70) ? 1 : rng.pick({2, 3, -1, -2});
    int64_t count = rng.chance(50) ? (size - 1) / std::abs(step) + 1
                                   : rng.between(1, (size - 1) / std::abs(step) + 1);
    int64_t span = (count - 1) * std::abs(step);
    int64_t low = rng.between(0, size - 1 - span);
    starts.push_back(step > 0 ? low : low + span);
    sizes.push_back(count);
    steps.push_back(step);
  }
  define(SliceOp::create(builder, value, starts, sizes, steps), largestOf(value));
}

void Generator::addBroadcast() {
  Value value = rng.chance(50) ? find([](Value one) { return llvm::is_contained(shapeOf(one), 1); })
                               : findAny();
  if (!value)
    return;
  Shape shape(shapeOf(value));
  int64_t elements = elementsOf(value);
  for (int64_t &size : shape)
    if (size == 1 && elements * 3 <= mostElements && rng.chance(70)) {
      size = 3;
      elements *= 3;
    }
  if (shape.size() < 5 && elements * 2 <= mostElements && rng.chance(50))
    shape.insert(shape.begin(), 2);
  define(BroadcastOp::create(builder, value, shape), largestOf(value));
}

void Generator::addGather() {
  Value value = findAny();
  if (shapeOf(value).empty())
    return;
  int64_t axis = rng.between(0, shapeOf(value).size() - 1), size = shapeOf(value)[axis];
  int64_t most = std::max<int64_t>(1, mostElements * size / elementsOf(value));
  Shape indices;
  for (int64_t count = rng.between(1, std::min<int64_t>(most, size + 3)); count > 0; --count)
    indices.push_back(rng.between(0, size - 1));
  define(GatherOp::create(builder, value, uint64_t(axis), indices), largestOf(value));
}

void Generator::addInterpolate() {
  Value value = rng.chance(70) ? findMap() : findAny();
  if (shapeOf(value).empty())
    return;
  int64_t axis = rng.between(0, shapeOf(value).size() - 1), size = shapeOf(value)[axis];
  int64_t most = std::max<int64_t>(1, mostElements * size / elementsOf(value));
  int64_t count = rng.between(1, std::min<int64_t>(most, 2 * size)), taps = rng.between(1, 4);
  Shape indices;
  for (int64_t at = 0; at < count * taps; ++at)
    indices.push_back(rng.between(0, size - 1));
  Value weights = constant({count, taps}, -0.5, 1);
  define(InterpolateOp::create(builder, value, weights, uint64_t(axis), indices),
         double(taps) * largestOf(value));
}

void Generator::addMatmul() {
  Value lhs = find([](Value value) {
    return shapeOf(value).size() >= 2 && elementsOf(value) <= mostElements / 4;
  });
  if (!lhs)
    lhs = newArgument({rng.between(1, 9), rng.between(1, 40)});
  Shape shape(shapeOf(lhs));
  int64_t inner = shape.back();
  Value rhs = find([&](Value value) {
    ArrayRef<int64_t> other = shapeOf(value);
    return other.size() == shape.size() && other[other.size() - 2] == inner &&
           other.drop_back(2) == ArrayRef(shape).drop_back(2);
  });
  if (!rhs || rng.chance(30)) {
    shape[shape.size() - 2] = inner;
    int64_t most = std::max<int64_t>(1, mostElements * inner / elementsOf(lhs) / inner);
    shape.back() = rng.between(1, std::min<int64_t>(most, 20));
    rhs = rng.chance(50) ? constant(shape, -1, 1) : newArgument(shape);
  }
  double bound = double(inner) * largestOf(lhs) * largestOf(rhs);
  if (elementsOf(lhs) / inner * shapeOf(rhs).back() <= 2 * mostElements)
    define(MatmulOp::create(builder, lhs, rhs), bound);
}

} // namespace mnc
