// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Random operations on elements of other types than f32: conversions, comparisons, choices, ranks,
// indices, and integers that are computed and moved.

#include "Generator.h"

using namespace mlir;

namespace mnc {

Type Generator::integerType() {
  auto integer = [&](unsigned bits, IntegerType::SignednessSemantics sign) -> Type {
    return IntegerType::get(builder.getContext(), bits, sign);
  };
  switch (rng.between(0, 4)) {
  case 0:
    return integer(8, IntegerType::Unsigned);
  case 1:
    return integer(8, IntegerType::Signed);
  case 2:
    return integer(32, IntegerType::Signed);
  case 3:
    return integer(64, IntegerType::Signed);
  default:
    return builder.getI1Type();
  }
}

Value Generator::defineOther(Value value) {
  others.push_back(value);
  return value;
}

Value Generator::newArgument(ArrayRef<int64_t> shape, Type element) {
  if (element.isF32())
    return newArgument(shape);
  auto type = RankedTensorType::get(shape, element);
  Value argument = function.getBody().front().addArgument(type, builder.getLoc());
  function.setType(
      builder.getFunctionType(function.getBody().front().getArgumentTypes(), TypeRange()));
  return defineOther(argument);
}

Value Generator::findOther(function_ref<bool(Value)> accept) {
  SmallVector<Value> found;
  for (Value value : others)
    if (accept(value))
      found.push_back(value);
  return found.empty() ? Value() : rng.pick<Value>(found);
}

/// Integers of `type` and `shape`: what exists, a constant, an argument, or floats that are
/// converted.
Value Generator::integers(ArrayRef<int64_t> shape, Type element) {
  auto type = RankedTensorType::get(shape, element);
  Value old = findOther([&](Value value) { return value.getType() == type; });
  if (old && rng.chance(60))
    return old;
  if (rng.chance(25)) {
    SmallVector<int64_t> numbers(type.getNumElements());
    for (int64_t &number : numbers)
      number = wrapInteger(element, rng.chance(10) ? rng.between(0, 1) - 1 : rng.between(-9, 9));
    return ConstantOp::create(builder, makeIntegers(type, numbers));
  }
  Value floats = find([&](Value value) { return shapeOf(value) == ArrayRef(shape); });
  return floats && rng.chance(50) ? defineOther(ConvertOp::create(builder, floats, element))
                                  : newArgument(shape, element);
}

/// A part of the dimensions of `shape`, so that it repeats to it.
Generator::Shape Generator::repeating(ArrayRef<int64_t> shape) {
  Shape part(shape);
  for (int64_t &size : part)
    if (rng.chance(20))
      size = 1;
  if (rng.chance(20))
    part.erase(part.begin(), part.begin() + rng.between(0, part.size()));
  return part;
}

void Generator::addConversion() {
  Value value = findAny();
  Shape shape(shapeOf(value));
  if (rng.chance(25)) {
    Value half = newArgument(shape, builder.getF16Type());
    define(ConvertOp::create(builder, half, builder.getF32Type()), 1);
    return;
  }
  if (rng.chance(20)) {
    halves.push_back(ConvertOp::create(builder, value, builder.getF16Type()));
    return;
  }
  Value number = integers(shape, integerType());
  if (rng.chance(40)) {
    defineOther(ConvertOp::create(builder, number, integerType()));
    return;
  }
  // What an argument holds may be large.
  Type small = IntegerType::get(builder.getContext(), 8, IntegerType::Signed);
  Value limited = defineOther(ConvertOp::create(builder, number, small));
  define(ConvertOp::create(builder, limited, builder.getF32Type()), 128);
}

void Generator::addComparison() {
  Value lhs = findAny();
  Shape shape(shapeOf(lhs));
  auto predicate = ComparePredicate(rng.between(0, 2));
  Value truth;
  if (rng.chance(50)) {
    Type element = integerType();
    Value left = integers(shape, element), right = integers(repeating(shape), element);
    truth = CompareOp::create(builder, left, right, predicate);
  } else {
    truth = CompareOp::create(builder, lhs, otherOperand(lhs), predicate);
  }
  defineOther(truth);
}

void Generator::addSelect() {
  Value lhs = findAny();
  Shape shape(shapeOf(lhs));
  Value condition = integers(repeating(shape), builder.getI1Type());
  if (rng.chance(50)) {
    Value rhs = otherOperand(lhs);
    define(SelectOp::create(builder, condition, lhs, rhs),
           std::max(largestOf(lhs), largestOf(rhs)));
    return;
  }
  Type element = integerType();
  Value left = integers(shape, element), right = integers(repeating(shape), element);
  defineOther(SelectOp::create(builder, condition, left, right));
}

void Generator::addIntegerArithmetic() {
  Shape shape(shapeOf(findAny()));
  Type element = integerType();
  Value lhs = integers(shape, element), rhs = integers(repeating(shape), element);
  // Truth values have no sums.
  switch (rng.between(element.isInteger(1) ? 4 : 0, 5)) {
  case 0:
    defineOther(AddOp::create(builder, lhs, rhs));
    return;
  case 1:
    defineOther(SubOp::create(builder, lhs, rhs));
    return;
  case 2:
    defineOther(MulOp::create(builder, lhs, rhs));
    return;
  case 3:
    defineOther(DivOp::create(builder, lhs, rhs));
    return;
  case 4:
    defineOther(MaxOp::create(builder, lhs, rhs));
    return;
  default:
    defineOther(MinOp::create(builder, lhs, rhs));
  }
}

void Generator::addRank() {
  Value value = findAny();
  if (shapeOf(value).empty())
    return;
  if (rng.chance(30))
    value = integers(shapeOf(value), integerType());
  int64_t axis = rng.between(0, shapeOf(value).size() - 1), size = shapeOf(value)[axis];
  bool smallest = rng.chance(40);
  if (rng.chance(60))
    defineOther(ArgMaxOp::create(builder, value, uint64_t(axis), smallest, rng.chance(40)));
  else
    defineOther(TopKOp::create(builder, value, uint64_t(axis), smallest,
                               uint64_t(rng.between(1, std::min<int64_t>(size, 6)))));
}

void Generator::addTake() {
  Value value = findAny();
  Shape shape(shapeOf(value));
  if (shape.empty())
    return;
  int64_t axis = rng.between(0, shape.size() - 1);
  Type element =
      IntegerType::get(builder.getContext(), rng.chance(50) ? 32 : 64, IntegerType::Signed);
  if (rng.chance(50)) {
    Shape wanted(shape);
    wanted[axis] = rng.between(1, 7);
    Value indices = integers(wanted, element);
    define(GatherElementsOp::create(builder, value, indices, uint64_t(axis)), largestOf(value));
    return;
  }
  Shape wanted;
  for (int64_t rank = rng.between(0, 2); rank > 0; --rank)
    wanted.push_back(rng.between(1, 5));
  if (shape.size() + wanted.size() > 6 || elementsOf(value) / shape[axis] * 25 > 2 * mostElements)
    return;
  Value indices = integers(wanted, element);
  define(TakeOp::create(builder, value, indices, uint64_t(axis)), largestOf(value));
}

/// Moves integers as floats are moved.
void Generator::addIntegerMove() {
  Shape shape(shapeOf(findAny()));
  Value value = integers(shape, integerType());
  int64_t rank = shape.size();
  if (rank == 0 || rng.chance(20)) {
    defineOther(CopyOp::create(builder, value));
  } else if (rng.chance(40)) {
    Shape perm;
    for (int64_t dim = 0; dim < rank; ++dim)
      perm.insert(perm.begin() + rng.between(0, perm.size()), dim);
    defineOther(TransposeOp::create(builder, value, perm));
  } else if (rng.chance(50)) {
    SmallVector<Value> both = {value, value};
    if (2 * elementsOf(value) <= 2 * mostElements)
      defineOther(ConcatOp::create(builder, both, uint64_t(rng.between(0, rank - 1))));
  } else {
    Shape starts(rank, 0), steps(rank, 1), sizes(shape);
    int64_t axis = rng.between(0, rank - 1);
    starts[axis] = rng.between(0, shape[axis] - 1);
    sizes[axis] = rng.between(1, shape[axis] - starts[axis]);
    defineOther(SliceOp::create(builder, value, starts, sizes, steps));
  }
}

void Generator::addElements() {
  int64_t choice = rng.between(0, 13);
  if (choice < 3)
    return addConversion();
  if (choice < 4)
    return addComparison();
  if (choice < 6)
    return addSelect();
  if (choice < 7)
    return addIntegerArithmetic();
  if (choice < 10)
    return addRank();
  if (choice < 13)
    return addTake();
  addIntegerMove();
}

} // namespace mnc
