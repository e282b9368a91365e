// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// op(constants) => constant, as the reference evaluator computes it, rounded
// to f32 once.

#include "mnc/IR/ConstantData.h"
#include "mnc/Reference/Evaluator.h"
#include "mnc/Transforms/Passes.h"

using namespace mlir;

namespace mnc {
#define GEN_PASS_DEF_FOLDCONSTANTS
#include "mnc/Transforms/Passes.h.inc"

namespace {
struct FoldConstantsPass : impl::FoldConstantsBase<FoldConstantsPass> {
  void runOnOperation() override {
    for (Operation &op : llvm::make_early_inc_range(getOperation().getBody().getOps()))
      if (op.getNumOperands() > 0 && op.getNumResults() == 1 && isa<MNCDialect>(op.getDialect()) &&
          llvm::all_of(op.getOperands(), [](Value v) { return ConstantFloats::get(v).has_value(); }))
        fold(&op);
  }

  void fold(Operation *op) {
    SmallVector<Tensor> operands;
    for (Value value : op->getOperands()) {
      ConstantFloats floats = *ConstantFloats::get(value);
      Tensor &tensor = operands.emplace_back();
      tensor.shape.assign(cast<RankedTensorType>(value.getType()).getShape());
      for (int64_t i = 0; i < floats.size(); ++i)
        tensor.values.push_back(floats[i]);
    }
    FailureOr<Tensor> result = evaluateOp(op, operands);
    if (failed(result))
      return signalPassFailure();
    std::vector<float> rounded(result->values.begin(), result->values.end());
    auto type = cast<RankedTensorType>(op->getResult(0).getType());
    OpBuilder builder(op);
    Value constant = ConstantOp::create(builder, op->getLoc(), type, makeFloats(type, rounded));
    op->getResult(0).replaceAllUsesWith(constant);
    op->erase();
  }
};
} // namespace
} // namespace mnc
