// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// mnc-test-damage MODEL [--dim=SYMBOL=SIZE] [PLACES]: plays a pass that is wrong,
// and counts how often VerifyEach finds pass and node.
//
// After each pass that changed the graph, each kind of damage is done to copies
// of the graph at PLACES places (1 if not given). A damage that leaves the exact
// results as they are, such as a clamp's bound that no value reaches, is
// no damage: another place is drawn for it, and its number is printed.

#include "Damage.h"

#include "mlir/IR/Verifier.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassInstrumentation.h"
#include "mnc/CPU/Target.h"
#include "mnc/Driver/Compilation.h"
#include "mnc/Driver/Pipelines.h"
#include "mnc/IR/IR.h"
#include "llvm/Support/FormatVariadic.h"
#include <map>

using namespace mlir;
using namespace mnc;

namespace {

struct Count {
  int caught = 0, done = 0, withoutEffect = 0;
};

struct Tally {
  std::map<DamageKind, Count> counts;
  /// True if the graph that was not damaged passed after each pass.
  bool undamagedPassed = true;
};

bool sameResults(ArrayRef<Tensor> left, ArrayRef<Tensor> right) {
  return llvm::all_of(llvm::zip_equal(left, right), [](auto pair) {
    return std::get<0>(pair).values == std::get<1>(pair).values;
  });
}

class DamageEachPass : public PassInstrumentation {
public:
  DamageEachPass(std::vector<Tensor> inputs, int places, Tally &tally)
      : inputs(inputs), verifier(std::move(inputs)), places(places), tally(tally) {}

  void runBeforePass(Pass *, Operation *op) override {
    auto graph = dyn_cast<func::FuncOp>(op);
    if (!graph)
      return;
    fingerprint.emplace(graph);
    if (isFirst)
      (void)verifier.remember(graph);
    isFirst = false;
  }

  void runAfterPass(Pass *pass, Operation *op) override {
    auto graph = dyn_cast<func::FuncOp>(op);
    if (!graph || OperationFingerPrint(graph) == *fingerprint)
      return;
    right = *evaluate(graph, inputs);
    for (DamageKind kind : damageKinds)
      for (int place = 0; place < places; ++place)
        damageOnce(graph, kind, pass->getArgument());
    if (failed(verifier.verify(graph, pass->getArgument())))
      tally.undamagedPassed = false;
  }

private:
  /// Draws places until the damage has an effect; then it must be found.
  void damageOnce(func::FuncOp graph, DamageKind kind, StringRef pass) {
    constexpr int mostDraws = 50;
    for (int draw = 0; draw < mostDraws; ++draw) {
      OwningOpRef<func::FuncOp> copy = graph.clone();
      std::vector<DamageSite> sites = damageSites(*copy, kind, random);
      if (sites.empty())
        return;
      DamageSite &site = sites[random() % sites.size()];
      site.apply();
      if (failed(mlir::verify(*copy)))
        return countMissed(kind, pass, site.op, "is not valid");
      if (!sameResults(*evaluate(*copy, inputs), right))
        return check(*copy, kind, pass, site.op);
      ++tally.counts[kind].withoutEffect;
    }
  }

  void check(func::FuncOp damaged, DamageKind kind, StringRef pass, Operation *op) {
    std::string message;
    ScopedDiagnosticHandler handler(op->getContext(),
                                    [&](Diagnostic &diagnostic) { message = diagnostic.str(); });
    bool found = failed(verifier.verify(damaged, pass));
    std::string wanted = llvm::formatv("after {0}: node '{1}' (", pass, nodeTextOf(op));
    if (!found || !StringRef(message).starts_with(wanted))
      return countMissed(kind, pass, op, found ? message : "was not seen");
    ++tally.counts[kind].done;
    ++tally.counts[kind].caught;
  }

  void countMissed(DamageKind kind, StringRef pass, Operation *op, StringRef what) {
    ++tally.counts[kind].done;
    llvm::errs() << "after " << pass << ", " << damageName(kind) << " of " << nodeTextOf(op) << " ("
                 << op->getName() << "): " << what << '\n';
  }

  std::vector<Tensor> inputs;
  VerifyEach verifier;
  int places;
  Tally &tally;
  std::mt19937_64 random{1};
  SmallVector<Tensor> right;
  std::optional<OperationFingerPrint> fingerprint;
  bool isFirst = true;
};

bool print(const Tally &tally) {
  Count all;
  for (auto &[kind, count] : tally.counts) {
    llvm::outs() << llvm::formatv("{0}: {1} of {2} caught, {3} drawn again for lack of effect\n",
                                  damageName(kind), count.caught, count.done, count.withoutEffect);
    all.caught += count.caught;
    all.done += count.done;
  }
  llvm::outs() << all.caught << " of " << all.done << " damages caught\n";
  bool everyKind = llvm::all_of(tally.counts, [](auto &entry) { return entry.second.done > 0; });
  return all.caught == all.done && everyKind && tally.undamagedPassed;
}

} // namespace

int main(int argc, char **argv) {
  initializeTargets();
  CompileOptions options;
  int places = 1;
  for (StringRef argument : llvm::ArrayRef(argv, argc).drop_front()) {
    if (argument.consume_front("--dim=")) {
      auto [symbol, size] = argument.split('=');
      size.getAsInteger(10, options.inputs.dims[symbol.str()]);
    } else if (argument.getAsInteger(10, places)) {
      options.model = argument.str();
    }
  }
  DialectRegistry registry;
  registerDialects(registry);
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  auto handler = reportDiagnostics(context, options.model);
  Compilation compilation(options, context);
  if (failed(compilation.runTo(Stage::Import)))
    return 1;
  std::vector<Tensor> inputs = exactTensors(seededInputs(compilation.getLibrary()));
  Tally tally;
  for (DamageKind kind : damageKinds)
    tally.counts[kind] = {};
  PassManager passes(&context);
  buildGraphPipeline(passes);
  buildSchedulePipeline(passes, {});
  passes.addInstrumentation(std::make_unique<DamageEachPass>(std::move(inputs), places, tally));
  if (failed(passes.run(compilation.getModule())))
    return 1;
  return print(tally) ? 0 : 1;
}
