// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "LayerCycles.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mnc/Kernels/Functions.h"
#include "mnc/Kernels/KernelInstance.h"
#include "mnc/Kernels/Tilings.h"
#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/KernelChoice.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace mnc {

namespace {

/// A function without a place in a program, and a builder of kernels at its end.
struct Code {
  Code(Location loc, const CpuModel &cpu)
      : function(func::FuncOp::create(loc, "code", FunctionType::get(loc.getContext(), {}, {}))),
        block(*function->addEntryBlock()), builder(OpBuilder::atBlockEnd(&block)),
        kernel(builder, loc, cpu) {}

  OwningOpRef<func::FuncOp> function;
  Block &block;
  OpBuilder builder;
  KernelBuilder kernel;
};

/// Cycles of what the parts of a core do at the same time.
struct Work {
  double loads = 0, stores = 0, operations = 0, branches = 0;

  Work &operator+=(const Work &other) {
    loads += other.loads;
    stores += other.stores;
    operations += other.operations;
    branches += other.branches;
    return *this;
  }
  Work operator*(double turns) const {
    return {loads * turns, stores * turns, operations * turns, branches * turns};
  }
  double cycles() const { return std::max({loads, stores, operations, branches}); }
};

Work workOf(Block &block, const CpuModel &cpu);

Work workOf(scf::ForOp loop, const CpuModel &cpu) {
  auto numberOf = [](Value bound) { return getConstantIntValue(getAsOpFoldResult(bound)); };
  std::optional<int64_t> from = numberOf(loop.getLowerBound()), to = numberOf(loop.getUpperBound()),
                         step = numberOf(loop.getStep());
  double turns = from && to && step ? double(llvm::divideCeil(*to - *from, *step)) : 1;
  Work turn = workOf(*loop.getBody(), cpu);
  // Each turn ends with a branch.
  turn.branches += 1;
  return turn * turns;
}

Work workOf(scf::IfOp branches, const CpuModel &cpu) {
  Work most;
  for (Region &region : branches->getRegions())
    if (!region.empty())
      if (Work work = workOf(region.front(), cpu); work.cycles() > most.cycles())
        most = work;
  return most;
}

/// Returns the work of one operation. Those on indices hide behind others; a comparison is a part
/// of the choice that it is for.
Work workOf(Operation &op, const CpuModel &cpu) {
  return llvm::TypeSwitch<Operation *, Work>(&op)
      .Case<scf::ForOp, scf::IfOp>([&](auto nested) { return workOf(nested, cpu); })
      .Case<vector::LoadOp, memref::LoadOp>(
          [&](auto) { return Work{.loads = 1 / cpu.loadsPerCycle}; })
      .Case([&](vector::StoreOp) { return Work{.stores = 1 / cpu.storesPerCycle}; })
      .Case([&](arith::DivFOp) { return Work{.operations = cpu.divideCycles}; })
      .Case<arith::ConstantOp, arith::CmpFOp, arith::CmpIOp, vector::BroadcastOp>(
          [](auto) { return Work(); })
      .Default([&](Operation *other) {
        bool isVector =
            other->getNumResults() == 1 && isa<VectorType>(other->getResult(0).getType());
        return isVector ? Work{.operations = 1 / cpu.operationsPerCycle} : Work();
      });
}

Work workOf(Block &block, const CpuModel &cpu) {
  Work work;
  for (Operation &op : block)
    work += workOf(op, cpu);
  return work;
}

} // namespace

double epilogueCycles(Operation *op, const CpuModel &cpu) {
  auto steps = dyn_cast<EpilogueOpInterface>(op);
  if (!steps || !steps.getEpilogueSteps())
    return 0;
  Code code(op->getLoc(), cpu);
  int64_t lanes = floatLanes(cpu);
  auto argument = [&] {
    return code.block.addArgument(code.kernel.vectorType(lanes), op->getLoc());
  };
  Value value = argument();
  for (Attribute step : steps.getEpilogueSteps()) {
    auto fn = cast<PointwiseFn>(step);
    // Sums begin with the bias.
    if (isa<BiasAttr>(step) && isa<Conv2dOp>(op) && step == steps.getEpilogueSteps()[0])
      continue;
    Value operand = fn.getOperandKind() == FnOperand::None ? Value() : argument();
    value = emitFunction(code.kernel, fn, value, operand);
  }
  double vectors = double(elementsOf(op->getResult(0))) / double(lanes);
  // About half of it hides behind products.
  return vectors * workOf(code.block, cpu).cycles() / 2;
}

FailureOr<std::optional<double>> plainCycles(Operation *op, const CpuModel &cpu) {
  // The kernel is asked about the operation, which has none yet.
  KernelAttr kernel = chooseKernel(geometryAlone(op), cpu);
  if (!kernel)
    return op->emitOpError("is computed by no kernel");
  OwningOpRef<Operation *> copy(op->clone());
  (*copy)->setAttr(kernelAttrName, kernel);
  (*copy)->removeAttr(intermediateAttr);
  FailureOr<KernelInstance> instance = instantiate(*copy, cpu);
  if (failed(instance))
    return failure();
  if (!instance->build)
    return std::optional<double>();
  Code code(op->getLoc(), cpu);
  SmallVector<Value> arguments;
  for (const KernelOperand &operand : instance->operands) {
    int64_t elements =
        operand.pack ? int64_t(operand.pack().size()) : layoutOf(operand.value).bufferElements;
    Type element = operand.pack ? code.builder.getF32Type() : elementTypeOf(operand.value);
    arguments.push_back(
        code.block.addArgument(MemRefType::get({elements}, storageType(element)), op->getLoc()));
  }
  instance->build(code.kernel, arguments);
  return std::optional(workOf(code.block, cpu).cycles());
}

} // namespace mnc
