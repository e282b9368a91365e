// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Kernels/ModuleTarget.h"

#include "mnc/IR/IR.h"

using namespace mlir;

namespace mnc {

void setTarget(ModuleOp module, const Target &target) {
  MLIRContext *context = module.getContext();
  context->getOrLoadDialect<MNCDialect>();
  module->setAttr(cpuAttrName,
                  CpuAttr::get(context, target.triple, target.tuneCpu, target.hostFeatures));
}

FailureOr<Target> targetOf(Operation *op) {
  auto module = dyn_cast<ModuleOp>(op);
  if (!module)
    module = op->getParentOfType<ModuleOp>();
  auto cpu = module ? module->getAttrOfType<CpuAttr>(cpuAttrName) : CpuAttr();
  if (!cpu)
    return op->emitError("the module names no CPU: wanted the attribute '")
           << cpuAttrName << "', which the pass mnc-set-cpu adds";
  llvm::Expected<Target> target = resolveTarget(cpu.getTriple(), cpu.getName(), cpu.getFeatures());
  if (target)
    return *target;
  return op->emitError(llvm::toString(target.takeError()));
}

FailureOr<CpuModel> cpuModelOf(Operation *op) {
  FailureOr<Target> target = targetOf(op);
  return failed(target) ? FailureOr<CpuModel>(failure()) : target->row;
}

} // namespace mnc
