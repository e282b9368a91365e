// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// op(constants) => constant, as the reference evaluator computes it, rounded
// to f32 once. Not where a short model would take long or become large.

#include "mnc/IR/ConstantData.h"
#include "mnc/Reference/Evaluator.h"
#include "mnc/Transforms/Passes.h"

using namespace mlir;

namespace mnc {
#define GEN_PASS_DEF_FOLDCONSTANTS
#include "mnc/Transforms/Passes.h.inc"

namespace {

/// Values of its first operand and constant factors that `op` reads for one
/// value of its result.
double readsPerValue(Operation *op) {
  if (auto conv = dyn_cast<Conv2dOp>(op))
    return double(elementsOf(conv.getFilter())) / double(shapeOf(conv.getFilter())[0]);
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
bool isCheap(Operation *op) {
  constexpr int64_t fewElements = 1 << 20, fewReads = 1 << 24;
  int64_t given = 0, elements = elementsOf(op->getResult(0));
  for (Value operand : op->getOperands())
    given += elementsOf(operand);
  double reads = readsPerValue(op);
  return elements <= std::max(given, fewElements) && (reads == 1 || reads * elements <= fewReads);
}

struct FoldConstantsPass : impl::FoldConstantsBase<FoldConstantsPass> {
  void runOnOperation() override {
    for (Operation &op : llvm::make_early_inc_range(getOperation().getBody().getOps()))
      if (op.getNumOperands() > 0 && op.getNumResults() == 1 &&
          isa_and_nonnull<MNCDialect>(op.getDialect()) && isCheap(&op) &&
          llvm::all_of(op.getOperands(),
                       [](Value v) { return ConstantFloats::get(v).has_value(); }))
        fold(&op);
  }

  void fold(Operation *op) {
    SmallVector<Tensor> operands;
    for (Value value : op->getOperands()) {
      ConstantFloats floats = *ConstantFloats::get(value);
      Tensor &tensor = operands.emplace_back();
      tensor.shape.assign(shapeOf(value));
      tensor.values.reserve(floats.size());
      for (int64_t i = 0; i < floats.size(); ++i)
        tensor.values.push_back(floats[i]);
    }
    FailureOr<Tensor> result = evaluateOp(op, operands);
    if (failed(result))
      return signalPassFailure();
    std::vector<float> rounded(result->values.begin(), result->values.end());
    auto type = cast<RankedTensorType>(op->getResult(0).getType());
    OpBuilder builder(op);
    Value constant =
        ConstantOp::create(builder, op->getLoc(), type, makeConstantData(type, std::move(rounded)));
    op->getResult(0).replaceAllUsesWith(constant);
    op->erase();
  }
};
} // namespace
} // namespace mnc
