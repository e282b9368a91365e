// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// op(constants) => constant

#include "mnc/IR/IR.h"
#include "mnc/Reference/Fold.h"
#include "mnc/Transforms/Passes.h"

using namespace mlir;

namespace mnc {
#define GEN_PASS_DEF_FOLDCONSTANTS
#include "mnc/Transforms/Passes.h.inc"

namespace {
struct FoldConstantsPass : impl::FoldConstantsBase<FoldConstantsPass> {
  void runOnOperation() override {
    for (Operation &op : llvm::make_early_inc_range(getOperation().getBody().getOps()))
      if (ElementsAttr value = foldOnConstants(&op)) {
        OpBuilder builder(&op);
        Value constant = ConstantOp::create(builder, op.getLoc(), value);
        op.getResult(0).replaceAllUsesWith(constant);
        op.erase();
      }
  }
};
} // namespace
} // namespace mnc
