// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Histogram.h"

#include "mlir/Pass/PassManager.h"
#include "mnc/Driver/Pipelines.h"
#include "mnc/IR/IR.h"
#include "mnc/Kernels/KernelTable.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace mnc {

static StringRef linkName(Attribute link) {
  return isa<BiasLinkAttr>(link) ? "bias" : isa<AddLinkAttr>(link) ? "residual" : "clamp";
}

Histogram::Histogram(MLIRContext &context) {
  context.loadDialect<MNCDialect>();
  for (RegisteredOperationName name : context.getRegisteredOperations())
    if (name.getDialectNamespace() == MNCDialect::getDialectNamespace() &&
        name.getStringRef() != RegionOp::getOperationName() &&
        name.getStringRef() != YieldOp::getOperationName())
      operations[name.getStringRef().str()] = 0;
  for (StringRef name : {"bias", "residual", "clamp"})
    links[name.str()] = 0;
  for (const KernelRow &row : kernelTable())
    kernels[row.name.str()] = 0;
  buffers["with a border"] = buffers["with gaps"] = 0;
  regions["streamed"] = regions["in panels"] = regions["of one operation"] = 0;
}

void Histogram::add(ModuleOp graph, StringRef cpu) {
  graph.walk([&](Operation *op) {
    if (isa_and_nonnull<MNCDialect>(op->getDialect()))
      ++operations[op->getName().getStringRef().str()];
  });
  OwningOpRef<ModuleOp> scheduled = graph.clone();
  PassManager passes(graph.getContext());
  buildGraphPipeline(passes);
  buildSchedulePipeline(passes, {.cpu = cpu.str()});
  ScopedDiagnosticHandler quiet(graph.getContext(), [](Diagnostic &) { return success(); });
  if (failed(passes.run(*scheduled)))
    return;
  scheduled->walk([&](Operation *op) {
    if (auto kernel = op->getAttrOfType<KernelAttr>("kernel"))
      ++kernels[kernel.getName().str()];
    if (auto region = dyn_cast<RegionOp>(op)) {
      ++regions[llvm::hasNItems(region.getBody().front(), 2) ? "of one operation"
                : region.getPanel()                          ? "in panels"
                                                             : "streamed"];
      for (auto buffer : region.getBuffersAttr().getAsRange<BufferAttr>()) {
        buffers["with a border"] += !buffer.getBorder().empty();
        buffers["with gaps"] += buffer.getGap() != 0;
      }
    }
    auto linked = dyn_cast<EpilogueOpInterface>(op);
    if (!linked || !linked.getEpilogueChain())
      return;
    SmallVector<StringRef> names;
    for (Attribute link : linked.getEpilogueChain()) {
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
  section("links after fusion", links);
  section("kernels", kernels);
  section("regions", regions);
  section("buffers", buffers);
  // Long chains are many; those that occur often are enough.
  std::map<std::string, size_t> frequent;
  for (const auto &[name, count] : chains)
    if (count >= 20)
      frequent[name] = count;
  section("chains of links, 20 times or more", frequent);
}

std::string Histogram::countedLessThan(size_t least) const {
  SmallVector<std::string> names;
  for (const auto *counts : {&operations, &links, &kernels, &regions, &buffers})
    for (const auto &[name, count] : *counts)
      if (count < least)
        names.push_back(name);
  return llvm::join(names, ", ");
}

} // namespace mnc
