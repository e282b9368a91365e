// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Histogram.h"

#include "mlir/Pass/PassManager.h"
#include "mnc/Driver/Pipelines.h"
#include "mnc/IR/IR.h"
#include "mnc/Kernels/KernelTable.h"
#include "mnc/Schedule/Passes.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace mnc {

static StringRef linkName(Attribute link) {
  return isa<BiasAttr>(link) ? "bias" : isa<ResidualAttr>(link) ? "residual" : "clamp";
}

Histogram::Histogram(MLIRContext &context) {
  context.loadDialect<MNCDialect>();
  for (RegisteredOperationName name : context.getRegisteredOperations())
    if (name.getDialectNamespace() == MNCDialect::getDialectNamespace() &&
        name.getStringRef() != GroupOp::getOperationName() &&
        name.getStringRef() != YieldOp::getOperationName())
      operations[name.getStringRef().str()] = 0;
  for (StringRef name : {"bias", "residual", "clamp"})
    links[name.str()] = 0;
  for (const Kernel &row : kernelTable())
    kernels[row.name.str()] = 0;
  buffers["with a border"] = buffers["with padding after pixels"] = 0;
  groups["streamed"] = groups["in channel tiles"] = groups["of one operation"] = 0;
}

void Histogram::add(ModuleOp graph, StringRef cpu) {
  graph.walk([&](Operation *op) {
    if (isa_and_nonnull<MNCDialect>(op->getDialect()))
      ++operations[op->getName().getStringRef().str()];
  });
  OwningOpRef<ModuleOp> scheduled = graph.clone();
  PassManager passes(graph.getContext());
  buildGraphPipeline(passes);
  passes.addPass(createSetCpu({"", cpu.str()}));
  buildSchedulePipeline(passes, {});
  ScopedDiagnosticHandler quiet(graph.getContext(), [](Diagnostic &) { return success(); });
  if (failed(passes.run(*scheduled)))
    return;
  scheduled->walk([&](Operation *op) {
    if (auto kernel = kernelOf(op))
      ++kernels[kernel.getName().str()];
    if (auto group = dyn_cast<GroupOp>(op)) {
      ++groups[llvm::hasNItems(group.getBody().front(), 2) ? "of one operation"
               : group.getChannelTile()                    ? "in channel tiles"
                                                           : "streamed"];
      for (auto buffer : group.getBuffersAttr().getAsRange<BufferAttr>()) {
        buffers["with a border"] += !buffer.getBorder().empty();
        buffers["with padding after pixels"] += buffer.getPixelPad() != 0;
      }
    }
    auto linked = dyn_cast<EpilogueOpInterface>(op);
    if (!linked || !linked.getEpilogueSteps())
      return;
    SmallVector<StringRef> names;
    for (Attribute link : linked.getEpilogueSteps()) {
      names.push_back(linkName(link));
      ++links[names.back().str()];
    }
    if (names.size() > 1)
      ++chains[llvm::join(names, "+")];
  });
}

void Histogram::print(llvm::raw_ostream &os) const {
  auto section = [&](StringRef title, const std::map<std::string, size_t> &counts) {
    os << title << ":\n";
    for (const auto &[name, count] : counts)
      os << llvm::formatv("{0,8}  {1}\n", count, name);
  };
  section("operations", operations);
  section("epilogue steps after fusion", links);
  section("kernels", kernels);
  section("regions", groups);
  section("buffers", buffers);
  // Long chains are many; those that occur often are enough.
  std::map<std::string, size_t> frequent;
  for (const auto &[name, count] : chains)
    if (count >= 20)
      frequent[name] = count;
  section("epilogues, 20 times or more", frequent);
}

std::string Histogram::countedLessThan(size_t least) const {
  SmallVector<std::string> names;
  for (const auto *counts : {&operations, &links, &kernels, &groups, &buffers})
    for (const auto &[name, count] : *counts)
      if (count < least)
        names.push_back(name);
  return llvm::join(names, ", ");
}

} // namespace mnc
