// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Reference/Fold.h"

#include "Compute.h"
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
    std::optional<Tensor> tensor = constantTensor(value);
    if (!tensor)
      return {};
    operands.push_back(std::move(*tensor));
  }
  FailureOr<Tensor> result = evaluateOp(op, operands);
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  if (failed(result) || type.getElementType().isF16())
    return {};
  if (result->holdsIntegers())
    return makeIntegers(type, result->integers);
  std::vector<float> rounded(result->values.begin(), result->values.end());
  return makeConstantData(type, std::move(rounded));
}

} // namespace mnc
