// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pass mnc-verify-kernel-ir.

#include "mnc/Emit/VerifyKernelIR.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/PassRegistry.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace mlir;

namespace mnc {

/// The operations that both back ends can print.
static constexpr StringLiteral allowed[] = {
    "builtin.module", "func.func",        "func.call",      "func.return",       "scf.for",
    "scf.if",         "scf.yield",        "memref.global",  "memref.get_global", "memref.view",
    "memref.load",    "vector.load",      "vector.store",   "vector.fma",        "vector.broadcast",
    "vector.extract", "vector.shuffle",   "arith.constant", "arith.addi",        "arith.subi",
    "arith.muli",     "arith.minsi",      "arith.maxsi",    "arith.remui",       "arith.cmpi",
    "arith.select",   "arith.index_cast", "arith.sitofp",   "arith.addf",        "arith.subf",
    "arith.mulf",     "arith.divf",       "arith.cmpf",     "arith.bitcast",     "arith.shli",
    "arith.divui",    "arith.andi",       "arith.xori",     "arith.shrui",       "memref.prefetch",
    "arith.extsi",    "arith.extui",      "arith.trunci",   "arith.fptosi",      "arith.divsi",
};

static bool isAllowed(Type type) {
  auto isStored = [&](Type element) {
    return element.isF32() || element.isInteger(8) || element.isInteger(16) ||
           element.isInteger(32) || element.isInteger(64);
  };
  if (auto vector = dyn_cast<VectorType>(type))
    return vector.getRank() == 1 && !vector.isScalable() &&
           (isStored(vector.getElementType()) || vector.getElementType().isInteger(1));
  if (auto memory = dyn_cast<MemRefType>(type))
    return memory.getRank() == 1 && memory.hasStaticShape() && memory.getLayout().isIdentity() &&
           !memory.getMemorySpace() && isStored(memory.getElementType());
  return isStored(type) || type.isInteger(1) || type.isIndex();
}

/// The values that hold lanes of the value of `use` unchanged, after one step.
static SmallVector<Value> passedOn(OpOperand &use) {
  Operation *user = use.getOwner();
  if (auto yield = dyn_cast<scf::YieldOp>(user)) {
    unsigned number = use.getOperandNumber();
    SmallVector<Value> values = {yield->getParentOp()->getResult(number)};
    if (auto loop = dyn_cast<scf::ForOp>(yield->getParentOp()))
      values.push_back(loop.getRegionIterArg(number));
    return values;
  }
  if (auto loop = dyn_cast<scf::ForOp>(user)) {
    BlockArgument carried = loop.getTiedLoopRegionIterArg(&use);
    if (carried)
      return {carried, loop.getTiedLoopResult(&use)};
    return {};
  }
  if (isa<vector::BroadcastOp, vector::ExtractOp, vector::ShuffleOp, arith::SelectOp>(user))
    return {user->getResult(0)};
  return {};
}

/// The sum that `product` reaches without arithmetic on the way, or null.
static Operation *sumOf(Value product) {
  SmallVector<Value> todo = {product};
  llvm::SmallPtrSet<Value, 8> seen;
  while (!todo.empty()) {
    Value value = todo.pop_back_val();
    if (!seen.insert(value).second)
      continue;
    for (OpOperand &use : value.getUses()) {
      if (isa<arith::AddFOp, arith::SubFOp>(use.getOwner()))
        return use.getOwner();
      llvm::append_range(todo, passedOn(use));
    }
  }
  return nullptr;
}

namespace {

struct VerifyKernelIRPass : PassWrapper<VerifyKernelIRPass, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(VerifyKernelIRPass)

  VerifyKernelIRPass() = default;
  explicit VerifyKernelIRPass(bool fma) { hasFma = fma; }
  VerifyKernelIRPass(const VerifyKernelIRPass &other) : PassWrapper(other) {
    hasFma = other.hasFma.getValue();
  }

  StringRef getArgument() const override { return "mnc-verify-kernel-ir"; }
  StringRef getDescription() const override {
    return "check that kernel IR has the same meaning as object and as C++";
  }

  void runOnOperation() override {
    markAllAnalysesPreserved();
    WalkResult result = getOperation()->walk([&](Operation *op) {
      return failed(check(op)) ? WalkResult::interrupt() : WalkResult::advance();
    });
    if (result.wasInterrupted())
      signalPassFailure();
  }

  Option<bool> hasFma{*this, "fma", llvm::cl::desc("The CPU has a fused multiply-add"),
                      llvm::cl::init(true)};

private:
  LogicalResult check(Operation *op) {
    if (!llvm::is_contained(allowed, op->getName().getStringRef()))
      return op->emitError("kernel ir contains '")
             << op->getName() << "', which is not in the table of operations";
    for (Type type : op->getResultTypes())
      if (!isAllowed(type))
        return op->emitError("kernel ir contains a value of type ") << type;
    for (Region &region : op->getRegions())
      for (BlockArgument argument : region.getArguments())
        if (!isAllowed(argument.getType()))
          return op->emitError("kernel ir contains an argument of type ") << argument.getType();
    if (isa<vector::FMAOp>(op) && !hasFma)
      return op->emitError("kernel ir contains a 'vector.fma', but the cpu has "
                           "no such instruction");
    if (isa<arith::MulFOp>(op) && hasFma)
      if (Operation *sum = sumOf(op->getResult(0))) {
        InFlightDiagnostic error =
            op->emitError("a product that feeds a sum is not a 'vector.fma'");
        error.attachNote(sum->getLoc()) << "the sum";
        return error;
      }
    return success();
  }
};

} // namespace

std::unique_ptr<Pass> createVerifyKernelIRPass(bool hasFma) {
  return std::make_unique<VerifyKernelIRPass>(hasFma);
}

void registerVerifyKernelIRPass() { PassRegistration<VerifyKernelIRPass>(); }

} // namespace mnc
