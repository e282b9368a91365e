// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Schedule/Plan.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"

using namespace mlir;

namespace mnc {

std::string fingerprint(func::FuncOp graph) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  llvm::DenseMap<Value, size_t> numbers;
  stream << graph.getFunctionType();
  for (Value argument : graph.getArguments())
    numbers.try_emplace(argument, numbers.size());
  graph.getBody().walk<WalkOrder::PreOrder>([&](Operation *op) {
    stream << '\n' << op->getName() << ' ' << nodeNameOf(op->getLoc());
    for (Value operand : op->getOperands())
      stream << " %" << numbers.lookup(operand);
    for (Value result : op->getResults()) {
      numbers.try_emplace(result, numbers.size());
      stream << " : " << result.getType();
    }
    if (!isa<ConstantOp>(op))
      stream << ' ' << op->getAttrDictionary();
  });
  llvm::SHA256 hash;
  hash.update(text);
  return llvm::toHex(hash.final(), /*LowerCase=*/true);
}

LogicalResult checkPlanFits(const Plan &plan, func::FuncOp graph) {
  auto cpu = graph->getParentOfType<ModuleOp>()->getAttrOfType<CpuAttr>(cpuAttrName);
  auto refuse = [&](StringRef what, StringRef found, StringRef wanted) {
    return graph.emitError("the plan is for the ")
           << what << " '" << found << "', wanted '" << wanted << "'";
  };
  if (plan.triple != cpu.getTriple())
    return refuse("target", plan.triple, cpu.getTriple());
  if (plan.cpu != cpu.getName())
    return refuse("CPU", plan.cpu, cpu.getName());
  std::string own = fingerprint(graph);
  if (plan.graph != own)
    return graph.emitError("the plan is for another network, or for other sizes: its graph is ")
           << StringRef(plan.graph).take_front(12) << ", wanted " << StringRef(own).take_front(12);
  return success();
}

} // namespace mnc
