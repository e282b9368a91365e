// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Histogram.h"

#include "mlir/Pass/PassManager.h"
#include "mnc/Driver/Pipelines.h"
#include "mnc/IR/IR.h"
#include "mnc/Kernels/KernelTable.h"
#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Reference/Functions.h"
#include "mnc/Schedule/LiveRanges.h"
#include "mnc/Schedule/Passes.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace mnc {

/// The step of a convolution's input.
static constexpr const char *inputScale = "input_scale";

Histogram::Histogram(MLIRContext &context) {
  context.loadDialect<MNCDialect>();
  for (RegisteredOperationName name : context.getRegisteredOperations())
    if (name.getDialectNamespace() == MNCDialect::getDialectNamespace() &&
        name.getStringRef() != GroupOp::getOperationName() &&
        name.getStringRef() != YieldOp::getOperationName())
      operations[name.getStringRef().str()] = 0;
  for (const FunctionMeaning &row : functionMeanings())
    steps[nameOf(AbstractAttribute::lookup(row.fn, &context)).str()] = 0;
  steps[inputScale] = 0;
  for (const Kernel &row : kernelTable())
    kernels[row.name.str()] = 0;
  buffers["with a border"] = buffers["with padding after pixels"] = 0;
  groups["streamed"] = groups["in channel tiles"] = groups["of one operation"] = 0;
}

void Histogram::addOverlaps(func::FuncOp graph) {
  FailureOr<std::vector<LiveBuffer>> live = liveBuffers(graph);
  if (failed(live))
    return;
  auto beginOf = [](const LiveBuffer &buffer) { return bufferOf(buffer.owner).getOffset(); };
  for (const LiveBuffer &written : *live)
    for (const Overlap &overlap : written.range.overlaps) {
      const LiveBuffer &read = (*live)[overlap.other];
      groups["whose result lies over what they read"] +=
          beginOf(written) < beginOf(read) + read.range.bytes &&
          beginOf(read) < beginOf(written) + written.range.bytes;
    }
}

void Histogram::add(ModuleOp graph, const CheckOptions &options) {
  graph.walk([&](Operation *op) {
    if (isa_and_nonnull<MNCDialect>(op->getDialect()))
      ++operations[op->getName().getStringRef().str()];
  });
  OwningOpRef<ModuleOp> scheduled = graph.clone();
  PassManager passes(graph.getContext());
  buildGraphPipeline(passes);
  passes.addPass(createSetCpu({"", options.cpu}));
  buildSchedulePipeline(passes, {.search = options.search});
  ScopedDiagnosticHandler quiet(graph.getContext(), [](Diagnostic &) { return success(); });
  if (failed(passes.run(*scheduled)))
    return;
  addOverlaps(scheduled->lookupSymbol<func::FuncOp>("main"));
  scheduled->walk([&](Operation *op) {
    if (auto kernel = kernelOf(op))
      ++kernels[kernel.getName().str()];
    if (auto group = dyn_cast<GroupOp>(op)) {
      ++groups[llvm::hasNItems(group.getBody().front(), 2) ? "of one operation"
               : group.getChannelTile()                    ? "in channel tiles"
                                                           : "streamed"];
      if (!group.getChannelTile())
        for (Operation *inner : computeOps(group)) {
          bool isBetween = inner->hasAttr(intermediateAttr);
          groups["streamed with rows that are read again"] += isBetween && !inner->hasOneUse();
          groups["streamed with a layer that is no convolution"] +=
              isBetween && !isa<Conv2dOp>(inner);
        }
      for (auto buffer : group.getBuffersAttr().getAsRange<BufferAttr>()) {
        buffers["with a border"] += !buffer.getBorder().empty();
        buffers["with padding after pixels"] += buffer.getPixelPad() != 0;
      }
    }
    if (auto pointwise = dyn_cast<PointwiseOp>(op))
      ++steps[nameOf(op).str()];
    if (auto conv = dyn_cast<Conv2dOp>(op))
      steps[inputScale] += conv.getInputScale() != nullptr;
    auto fused = dyn_cast<EpilogueOpInterface>(op);
    if (!fused || !fused.getEpilogueSteps())
      return;
    SmallVector<std::string> names;
    for (Attribute fn : fused.getEpilogueSteps()) {
      names.push_back(nameOf(fn.getAbstractAttribute()).str());
      ++steps[names.back()];
    }
    if (names.size() > 1)
      ++epilogues[llvm::join(names, "+")];
  });
}

void Histogram::print(llvm::raw_ostream &os) const {
  auto section = [&](StringRef title, const std::map<std::string, size_t> &counts) {
    os << title << ":\n";
    for (const auto &[name, count] : counts)
      os << llvm::formatv("{0,8}  {1}\n", count, name);
  };
  section("operations", operations);
  section("functions and steps after fusion", steps);
  section("kernels", kernels);
  section("groups", groups);
  section("buffers", buffers);
  // Long epilogues are many; those that occur often are enough.
  std::map<std::string, size_t> frequent;
  for (const auto &[name, count] : epilogues)
    if (count >= 20)
      frequent[name] = count;
  section("epilogues, 20 times or more", frequent);
}

std::string Histogram::countedLessThan(size_t least) const {
  SmallVector<std::string> names;
  for (const auto *counts : {&operations, &steps, &kernels, &groups, &buffers})
    for (const auto &[name, count] : *counts)
      if (count < least)
        names.push_back(name);
  return llvm::join(names, ", ");
}

} // namespace mnc
