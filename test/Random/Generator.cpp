// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The frame of a random graph: its arguments, which operation comes next, its
// results.

#include "Generator.h"

#include "mnc/IR/ConstantData.h"

using namespace mlir;

namespace mnc {

static constexpr double mostMagnitude = 1e4;

Generator::Generator(MLIRContext &context, uint64_t seed)
    : rng(seed), module(ModuleOp::create(UnknownLoc::get(&context))),
      builder(UnknownLoc::get(&context), &context), likeImported(rng.chance(50)) {}

OwningOpRef<ModuleOp> Generator::run() {
  builder.setInsertionPointToEnd(module->getBody());
  function = func::FuncOp::create(builder, "main", builder.getFunctionType({}, {}));
  builder.setInsertionPointToEnd(function.addEntryBlock());
  for (int64_t index = 0, count = rng.between(2, 10); index < count; ++index) {
    builder.setLoc(NameLoc::get(builder.getStringAttr("step" + Twine(index))));
    step();
  }
  finish(function);
  return std::move(module);
}

void Generator::step() {
  int64_t choice = rng.between(0, 184);
  if (choice < 23)
    return addConvolution();
  if (choice < 44)
    return addBlock();
  if (choice < 50)
    return addMatrixProduct();
  if (choice < 56)
    return addMaxPool();
  if (choice < 62)
    return addAvgPool();
  if (choice < 72)
    return addBinary();
  if (choice < 76)
    return addSoftmax();
  if (choice < 81)
    return addTranspose();
  if (choice < 86)
    return addReshape();
  if (choice < 92)
    return addPad();
  if (choice < 96)
    return addCopy();
  if (choice >= 155)
    return addElements();
  if (choice >= 125)
    return addMove();
  if (choice >= 100)
    return addFunctions();
  Value value = findAny();
  if (choice < 98 || shapeOf(value).empty())
    addFunctions();
  else
    addBatchNorm(value, rng.between(0, shapeOf(value).size() - 1));
}

void Generator::finish(func::FuncOp function) {
  SmallVector<Value> results;
  for (Value value : values) {
    bool isArgument = isa<BlockArgument>(value);
    bool isRead = !value.use_empty();
    if (isArgument ? rng.chance(2) : !isRead || rng.chance(6))
      results.push_back(value);
    // One value as two results.
    if (!results.empty() && results.back() == value && rng.chance(3))
      results.push_back(value);
  }
  for (Value value : others)
    if (!isa<BlockArgument>(value) && (value.use_empty() || rng.chance(10)))
      results.push_back(value);
  results.append(halves);
  if (results.empty())
    results.push_back(values.empty() ? others.back() : values.back());
  if (results.size() > 16)
    results.erase(results.begin(), results.end() - 16);
  func::ReturnOp::create(builder, results);
  function.setType(builder.getFunctionType(function.getBody().front().getArgumentTypes(),
                                           ValueRange(results).getTypes()));
  auto describe = [&](char letter, size_t index) {
    std::string name = letter + std::to_string(index);
    return builder.getDictionaryAttr(
        {builder.getNamedAttr("mnc.layout", builder.getStringAttr("")),
         builder.getNamedAttr("mnc.name", builder.getStringAttr(name))});
  };
  for (unsigned i = 0; i < function.getNumArguments(); ++i)
    function.setArgAttrs(i, describe('x', i));
  for (unsigned i = 0; i < function.getNumResults(); ++i)
    function.setResultAttrs(i, describe('y', i));
}

//--- What exists -------------------------------------------------------------

Value Generator::define(Value value, double bound) {
  if (bound > mostMagnitude) {
    value = PointwiseOp::create(builder, value, ValueRange(), clampBetween(-4, 4));
    bound = 4;
  }
  values.push_back(value);
  largest[value] = bound;
  return value;
}

Value Generator::newArgument(ArrayRef<int64_t> shape) {
  auto type = RankedTensorType::get(shape, builder.getF32Type());
  Value argument = function.getBody().front().addArgument(type, builder.getLoc());
  values.insert(values.begin(), argument);
  largest[argument] = 1;
  // Keep the function consistent with its block.
  function.setType(
      builder.getFunctionType(function.getBody().front().getArgumentTypes(), TypeRange()));
  return argument;
}

Value Generator::find(function_ref<bool(Value)> accept) {
  SmallVector<Value> found;
  for (Value value : values)
    if (accept(value))
      found.push_back(value);
  if (found.empty())
    return Value();
  return rng.chance(50) ? found.back() : rng.pick<Value>(found);
}

int64_t Generator::channels() {
  return rng.pick({1, 2, 3, 4, 5, 7, 8, 12, 16, 17, 24, 31, 32, 48, 64, 100, 128, 256, 1001});
}

Value Generator::findMap() {
  Value map =
      rng.chance(90) ? find([](Value value) { return shapeOf(value).size() == 4; }) : Value();
  if (map)
    return map;
  int64_t images = rng.pick({1, 1, 1, 1, 2, 3}), depth = channels();
  int64_t height = rng.between(1, 15), width = rng.between(1, 15);
  while (images * depth * height * width > mostElements)
    height = (height + 1) / 2, width = (width + 1) / 2, images = 1;
  return newArgument(likeImported ? Shape{images, depth, height, width}
                                  : Shape{images, height, width, depth});
}

Value Generator::findAny() {
  if (!values.empty() && rng.chance(90))
    return find([](Value) { return true; });
  Shape shape;
  int64_t elements = 1;
  for (int64_t rank = rng.between(0, 5); rank > 0; --rank) {
    int64_t size = rng.chance(30) ? channels() : rng.between(1, 9);
    if (elements * size > mostElements / 4)
      size = 1;
    shape.push_back(size);
    elements *= size;
  }
  return newArgument(shape);
}

Value Generator::constant(ArrayRef<int64_t> shape, float low, float high) {
  auto type = RankedTensorType::get(shape, builder.getF32Type());
  for (Value old : constants)
    if (old.getType() == type && largestOf(old) <= high && rng.chance(15) && low < 0)
      return old;
  std::vector<float> numbers(type.getNumElements());
  for (float &number : numbers)
    number = rng.real(low, high);
  Value value = ConstantOp::create(builder, makeConstantData(type, std::move(numbers)));
  constants.push_back(value);
  largest[value] = std::max(std::fabs(low), std::fabs(high));
  return value;
}

} // namespace mnc
