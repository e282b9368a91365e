// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// mnc-test-plan-damage MODEL COUNT: plans the memory of a model for a CPU with
// AVX2, damages COUNT copies of the plan in each way, at seeded places, and
// counts how often checkMemory objects.

#include "PlanDamage.h"

#include "mnc/CPU/Target.h"
#include "mnc/Driver/Compilation.h"
#include "mnc/Schedule/CheckMemory.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace mnc;

namespace {

func::FuncOp mainOf(ModuleOp module) { return module.lookupSymbol<func::FuncOp>("main"); }

/// Returns the number of damages of a kind that are caught, and of those that could be done, out of
/// `count`.
std::pair<int, int> play(ModuleOp plan, PlanDamageKind kind, int count, std::mt19937_64 &random) {
  int caught = 0, done = 0;
  for (; done < count; ++done) {
    OwningOpRef<ModuleOp> copy = plan.clone();
    auto damages = planDamages(mainOf(*copy), kind, random);
    if (damages.empty())
      break;
    damages[random() % damages.size()]();
    ScopedDiagnosticHandler quiet(plan.getContext(), [](Diagnostic &) { return success(); });
    caught += failed(checkMemory(mainOf(*copy)));
  }
  return {caught, done};
}

} // namespace

int main(int argc, char **argv) {
  int count = 0;
  if (argc != 3 || StringRef(argv[2]).getAsInteger(10, count)) {
    llvm::errs() << "usage: mnc-test-plan-damage MODEL COUNT\n";
    return 2;
  }
  initializeTargets();
  CompileOptions options;
  options.model = argv[1];
  options.triple = "x86_64-linux-gnu";
  options.cpu = "haswell";
  DialectRegistry registry;
  registerDialects(registry);
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  auto handler = reportDiagnostics(context, options.model);
  Compilation compilation(options, context);
  if (failed(compilation.runTo(Stage::Schedule)))
    return 1;
  ModuleOp plan = compilation.getModule();
  if (failed(checkMemory(mainOf(plan))))
    return 1;
  std::mt19937_64 random{1};
  int allCaught = 0, allDone = 0;
  for (PlanDamageKind kind : planDamageKinds) {
    auto [caught, done] = play(plan, kind, count, random);
    llvm::outs() << llvm::formatv("{0}: {1} of {2} caught\n", planDamageName(kind), caught, done);
    allCaught += caught;
    allDone += done;
  }
  llvm::outs() << llvm::formatv("damaged plans: {0} of {1} caught\n", allCaught, allDone);
  return allCaught == allDone && allDone > 0 ? 0 : 1;
}
