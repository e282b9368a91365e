// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Reference/Fold.h"

#include "mnc/IR/ConstantData.h"
#include "mnc/IR/IR.h"
#include "mnc/Reference/Evaluator.h"

using namespace mlir;

namespace mnc {

/// Values of its first operand and constant factors that `op` reads for one
/// value of its result.
static double readsPerValue(Operation *op) {
  if (auto conv = dyn_cast<Conv2dOp>(op))
    return double(elementsOf(conv.getFilter())) / double(shapeOf(conv.getFilter())[0]);
  if (auto product = dyn_cast<MatmulOp>(op))
    return double(shapeOf(product.getLhs()).back());
  if (auto interpolate = dyn_cast<InterpolateOp>(op))
    return double(shapeOf(interpolate.getWeights())[1]);
  ArrayRef<int64_t> window;
  if (auto pool = dyn_cast<MaxPool2dOp>(op))
    window = pool.getWindow();
  else if (auto pool = dyn_cast<AvgPool2dOp>(op))
    window = pool.getWindow();
  if (window.empty())
    return 1;
  ArrayRef<int64_t> input = shapeOf(op->getOperand(0));
  return double(std::min(window[0], input[1])) * double(std::min(window[1], input[2]));
}

/// True if the result of `op` takes neither much memory nor much time beyond
/// those of its operands.
static bool isCheap(Operation *op) {
  constexpr int64_t fewElements = 1 << 20, fewReads = 1 << 24;
  int64_t given = 0, elements = elementsOf(op->getResult(0));
  for (Value operand : op->getOperands())
    given += elementsOf(operand);
  double reads = readsPerValue(op);
  return elements <= std::max(given, fewElements) && (reads == 1 || reads * elements <= fewReads);
}

ElementsAttr foldOnConstants(Operation *op) {
  if (op->getNumOperands() == 0 || op->getNumResults() != 1 ||
      !isa_and_nonnull<MNCDialect>(op->getDialect()) || isa<GroupOp>(op) || !isCheap(op))
    return {};
  SmallVector<Tensor> operands;
  for (Value value : op->getOperands()) {
    std::optional<ConstantFloats> floats = ConstantFloats::get(value);
    if (!floats)
      return {};
    Tensor &tensor = operands.emplace_back();
    tensor.shape.assign(shapeOf(value));
    tensor.values.reserve(floats->size());
    for (int64_t i = 0; i < floats->size(); ++i)
      tensor.values.push_back((*floats)[i]);
  }
  FailureOr<Tensor> result = evaluateOp(op, operands);
  if (failed(result))
    return {};
  std::vector<float> rounded(result->values.begin(), result->values.end());
  return makeConstantData(cast<RankedTensorType>(op->getResult(0).getType()), std::move(rounded));
}

} // namespace mnc
