// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "RunText.h"

#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mnc/Codegen/Passes.h"
#include "mnc/Driver/Compilation.h"
#include "mnc/Emit/Emit.h"
#include "mnc/Emit/LowerToLLVM.h"
#include "mnc/Emit/VerifyKernelIR.h"
#include "mnc/IR/IR.h"
#include "mnc/Kernels/ModuleTarget.h"
#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/CheckMemory.h"

using namespace mlir;

namespace mnc {

namespace {

class TextRun {
public:
  TextRun(const DialectRegistry &registry, bool print)
      : context(registry, MLIRContext::Threading::DISABLED),
        handler(&context, [this, print](Diagnostic &diagnostic) {
          if (diagnostic.getSeverity() == DiagnosticSeverity::Error)
            ++errors;
          if (print)
            llvm::errs() << diagnostic << '\n';
        }) {}

  TextOutcome run(StringRef text, bool toObject) {
    module = parseSourceString<ModuleOp>(text, &context);
    if (!isExplained(!module))
      return TextOutcome::NotExplained;
    return module ? runModule(toObject) : TextOutcome::NotParsed;
  }

private:
  /// Whether a step has failed exactly if it gave an error.
  bool isExplained(bool failed) {
    int found = std::exchange(errors, 0);
    return failed == (found > 0);
  }

  /// Schedules the graph once more, as mnc does with any text, and generates loops.
  LogicalResult compileAgain() {
    CompileOptions options;
    options.name = "again";
    options.triple = "x86_64-linux-gnu";
    options.cpu = "haswell";
    Compilation compilation(options, context);
    compilation.setGraph(module->clone());
    return compilation.runTo(Stage::Loops);
  }

  TextOutcome runModule(bool toObject) {
    if (!isExplained(failed(compileAgain())))
      return TextOutcome::NotExplained;
    auto graph = module->lookupSymbol<func::FuncOp>("main");
    bool wrongMemory = graph && failed(checkMemory(graph));
    if (!isExplained(wrongMemory))
      return TextOutcome::NotExplained;
    if (graph && !wrongMemory)
      describe(graph);
    bool noLoops = failed(generateLoops());
    if (!isExplained(noLoops))
      return TextOutcome::NotExplained;
    if (wrongMemory || noLoops)
      return wrongMemory ? TextOutcome::WrongMemory : TextOutcome::NoLoops;
    if (!toObject)
      return TextOutcome::Loops;
    bool noObject = failed(emit());
    if (!isExplained(noObject))
      return TextOutcome::NotExplained;
    return noObject ? TextOutcome::NoObject : TextOutcome::Object;
  }

  void describe(func::FuncOp graph) {
    auto describeAll = [](TypeRange types, SmallVectorImpl<IoTensorDesc> &all) {
      for (Type type : types) {
        IoTensorDesc &one = all.emplace_back();
        one.shape.assign(cast<RankedTensorType>(type).getShape());
        one.byteSize = one.numElements() * elementBytes(getElementTypeOrSelf(type));
      }
    };
    library.name = "net";
    describeAll(graph.getArgumentTypes(), library.inputs);
    describeAll(graph.getResultTypes(), library.outputs);
    library.workspaceBytes = graph->getAttrOfType<IntegerAttr>(workspaceBytesAttr).getInt();
  }

  LogicalResult generateLoops() {
    FailureOr<CpuModel> cpu = cpuModelOf(*module);
    if (failed(cpu))
      return failure();
    PassManager passes(&context);
    passes.addPass(createGenerateLoops({"net", "", false}, weights));
    passes.addPass(createVerifyKernelIRPass(cpu->hasFma));
    return passes.run(*module);
  }

  LogicalResult emit() {
    FailureOr<Target> target = targetOf(*module);
    if (failed(target))
      return failure();
    PassManager passes(&context);
    buildLowerToLLVMPipeline(passes, *target);
    if (failed(passes.run(*module)))
      return failure();
    library.weightBytes = weights.contents().size();
    llvm::Expected<EmittedObject> object =
        emitObject(*module, library, weights.contents(), *target);
    return object ? success()
                  : emitError(UnknownLoc::get(&context), llvm::toString(object.takeError()));
  }

  MLIRContext context;
  int errors = 0;
  ScopedDiagnosticHandler handler;
  OwningOpRef<ModuleOp> module;
  WeightStore weights;
  LibraryDesc library;
};

} // namespace

TextOutcome runText(StringRef text, const DialectRegistry &registry, bool toObject, bool print) {
  return TextRun(registry, print).run(text, toObject);
}

} // namespace mnc
