// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "LayerCycles.h"

#include "mnc/Kernels/Tilings.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace mnc {

/// Returns the operations on a vector that a function takes.
static double operationsOf(Attribute fn) {
  return llvm::TypeSwitch<Attribute, double>(fn)
      .Case<BiasAttr>([](auto) { return 0.0; })
      .Case<ResidualAttr, ScaleAttr, AbsAttr, FloorAttr, CeilAttr, RoundAttr>(
          [](auto) { return 1.0; })
      .Case<ClampAttr>([](auto) { return 0.5; })
      .Case<PReluAttr, LeakyReluAttr, SignAttr>([](auto) { return 2.0; })
      .Case<HardSigmoidAttr, HardSwishAttr>([](auto) { return 3.0; })
      .Case<SqrtAttr>([](auto) { return 10.0; })
      .Case<SwishAttr, SigmoidAttr, TanhAttr, ExpAttr, EluAttr>([](auto) { return 20.0; })
      .Default([](auto) { return 40.0; });
}

static double vectorsOf(Value value, const CpuModel &cpu) {
  return double(elementsOf(value)) / double(floatLanes(cpu));
}

double epilogueCycles(Operation *op, const CpuModel &cpu) {
  auto steps = dyn_cast<EpilogueOpInterface>(op);
  double operations = 0;
  if (steps && steps.getEpilogueSteps())
    for (Attribute fn : steps.getEpilogueSteps())
      operations += operationsOf(fn);
  return vectorsOf(op->getResult(0), cpu) * operations / cpu.fmasPerCycle;
}

double plainCycles(Operation *op, const CpuModel &cpu) {
  // Of a value that is moved alone, of a window that begins, and of each of its values.
  constexpr double scalarCycles = 0.5, windowCycles = 12, tapCycles = 3, softmaxOperations = 40;
  double vectors = vectorsOf(op->getResult(0), cpu), loads = 0;
  for (Value operand : op->getOperands())
    loads += vectorsOf(operand, cpu);
  double moved = loads / cpu.loadsPerCycle + vectors / cpu.storesPerCycle;
  int64_t taps = llvm::TypeSwitch<Operation *, int64_t>(op)
                     .Case<AvgPool2dOp, MaxPool2dOp>(
                         [](auto pool) { return llvm::product_of(pool.getWindow()); })
                     .Default([](auto) { return 0; });
  if (taps > 0)
    return vectors * (windowCycles + tapCycles * double(taps));
  if (isa<SoftmaxOp>(op))
    return vectors * softmaxOperations / cpu.fmasPerCycle;
  if (auto pointwise = dyn_cast<PointwiseOp>(op))
    return moved + vectors * operationsOf(pointwise.getFn()) / cpu.fmasPerCycle;
  if (auto matmul = dyn_cast<MatmulOp>(op))
    return vectors * double(shapeOf(matmul.getLhs()).back()) / cpu.fmasPerCycle;
  bool isMoved =
      isa<AddOp, SubOp, MulOp, DivOp, MaxOp, MinOp, CopyOp, PadOp, ConcatOp, SliceOp>(op);
  return isMoved ? moved : scalarCycles * double(elementsOf(op->getResult(0)));
}

} // namespace mnc
