// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operators that models compute shapes with: all are evaluated, and their results are known
// integers.

#include "Node.h"
#include "Registry.h"

using namespace mlir;

namespace mnc {

static LogicalResult convertShape(Node &node) {
  std::optional<SmallVector<int64_t>> shape = node.getShape(0);
  if (!shape)
    return failure();
  int64_t rank = shape->size();
  auto clampDim = [&](int64_t dim) {
    return std::clamp<int64_t>(dim < 0 ? dim + rank : dim, 0, rank);
  };
  int64_t start = clampDim(node.getInt("start", 0));
  int64_t end = std::max(start, clampDim(node.getInt("end", rank)));
  return node.define(IntTensor::vector(ArrayRef(*shape).slice(start, end - start)));
}

static LogicalResult convertSize(Node &node) {
  std::optional<SmallVector<int64_t>> shape = node.getShape(0);
  return shape ? node.define(
                     IntTensor{{}, {*countElements(*shape, maxElements)}, element_type::Int64})
               : failure();
}

/// A tensor of the shape that input 0 holds: of floats, unless 'value' is an integer.
static LogicalResult convertConstantOfShape(Node &node) {
  std::optional<IntTensor> shape = node.getIntTensor(0);
  if (!shape)
    return failure();
  onnx::TensorProto *value = node.getTensorAttribute("value");
  if (value && isIntegerType(value->data_type())) {
    llvm::Expected<IntTensor> one = node.getReader().readInts(*value);
    if (!one)
      return node.defineInts(std::move(one));
    if (one->values.size() != 1)
      return node.emitError() << "'value' has " << one->values.size() << " elements, wanted one";
    llvm::Expected<IntTensor> all = filled(shape->values, one->values[0]);
    if (all)
      all->type = one->type;
    return node.defineInts(std::move(all));
  }
  float number = 0;
  if (value) {
    if (!isFloatType(value->data_type()))
      return node.emitError() << "'value' has elements of type "
                              << elementTypeName(value->data_type()) << ", wanted float";
    llvm::Expected<ElementsAttr> one =
        node.getReader().takeFloats(*value, node.getBuilder().getContext());
    if (!one)
      return node.emitError() << llvm::toString(one.takeError());
    std::optional<ConstantFloats> floats = ConstantFloats::get(*one);
    if (!floats || floats->size() != 1)
      return node.emitError() << "'value' has several elements, wanted one";
    number = (*floats)[0];
  }
  if (std::string problem = shapeError(shape->values); !problem.empty())
    return node.emitError() << "the result would have " << problem;
  return node.define(node.createSplat(shape->values, number));
}

/// Range of integers, or of floats that are known.
static LogicalResult convertRange(Node &node) {
  if (!node.isIntTensor(0)) {
    std::optional<float> start = node.getScalar(0), limit = node.getScalar(1),
                         delta = node.getScalar(2);
    if (!start || !limit || !delta)
      return failure();
    double count = std::ceil((double(*limit) - *start) / *delta);
    if (!(count >= 1 && count <= double(maxIntElements)))
      return node.emitError() << "the range has " << count << " values, wanted 1 to "
                              << maxIntElements;
    std::vector<float> values;
    for (int64_t at = 0; at < int64_t(count); ++at)
      values.push_back(*start + float(at) * *delta);
    return node.define(node.createFloats({int64_t(count)}, std::move(values)));
  }
  SmallVector<int64_t> numbers;
  int32_t type = node.getIntTensor(0)->type;
  for (int index : {0, 1, 2}) {
    std::optional<IntTensor> one = node.getIntTensor(index);
    if (!one)
      return failure();
    if (one->values.size() != 1)
      return node.emitError() << "input " << index << " has several values, wanted one";
    numbers.push_back(one->values[0]);
  }
  IntTensor result = IntTensor::vector({});
  result.type = type;
  if (numbers[2] == 0)
    return node.emitError() << "'delta' is 0";
  for (int64_t at = numbers[0]; numbers[2] > 0 ? at < numbers[1] : at > numbers[1];) {
    if (int64_t(result.values.size()) == maxIntElements)
      return node.emitError() << "the range has more than " << maxIntElements << " values";
    result.values.push_back(at);
    if (llvm::AddOverflow(at, numbers[2], at))
      break;
  }
  result.shape = {int64_t(result.values.size())};
  return node.define(Definition(std::move(result)));
}

ArrayRef<OperatorRow> getShapeArithmeticOperators() {
  static constexpr OperatorRow rows[] = {
      {"ConstantOfShape", "", 9, 25, 1, 1, convertConstantOfShape},
      {"Range", "", 11, 25, 3, 3, convertRange},
      {"Shape", "", 7, 25, 1, 1, convertShape},
      {"Size", "", 7, 25, 1, 1, convertSize},
  };
  return rows;
}

} // namespace mnc
