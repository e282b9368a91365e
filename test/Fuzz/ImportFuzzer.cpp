// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// libFuzzer's target: the bytes of a file go through the importer, the graph's
// passes and the schedule's. A crash, a finding of the sanitisers, and a
// failure without a message are errors; a refusal is none.

#include "ModelMutator.h"
#include "mlir/Pass/PassManager.h"
#include "mnc/Driver/Pipelines.h"
#include "mnc/IR/IR.h"
#include "mnc/Import/Import.h"
#include "mnc/Kernels/ModuleTarget.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdlib>

using namespace mlir;

extern "C" size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t maxSize);

/// LLVM's headers poison the memory of their allocators, but its libraries,
/// which share these, are not instrumented.
extern "C" const char *__asan_default_options() { return "allow_user_poisoning=0:detect_leaks=0"; }

namespace {

/// Counts the errors that a user would see.
class Messages {
public:
  explicit Messages(MLIRContext &context)
      : handler(&context, [this](Diagnostic &diagnostic) {
          if (diagnostic.getSeverity() != DiagnosticSeverity::Error)
            return;
          ++errors;
          last = diagnostic.str();
        }) {}

  /// Ends the process unless a step has failed exactly if it gave an error.
  void check(bool failed, StringRef step) const {
    if (failed == (errors != 0))
      return;
    llvm::errs() << step
                 << (failed ? " failed without a message" : " gave an error but went on: " + last)
                 << '\n';
    std::abort();
  }

private:
  int errors = 0;
  std::string last;
  ScopedDiagnosticHandler handler;
};

/// Runs the passes that `build` adds; the IR is verified after each.
bool run(ModuleOp module, llvm::function_ref<void(OpPassManager &)> build) {
  PassManager passes(module.getContext());
  build(passes);
  return succeeded(passes.run(module));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  MLIRContext context(MLIRContext::Threading::DISABLED);
  Messages messages(context);
  static const mnc::Target target =
      llvm::cantFail(mnc::resolveTarget("x86_64-unknown-linux-gnu", "haswell"));
  const char *folder = std::getenv("MNC_FUZZ_FOLDER");
  llvm::MemoryBufferRef bytes(StringRef(reinterpret_cast<const char *>(data), size), "model");
  OwningOpRef<ModuleOp> module =
      mnc::importOnnx(bytes, folder ? folder : "", context, mnc::ImportOptions());
  messages.check(!module, "the import");
  if (!module)
    return 0;
  mnc::setTarget(*module, target);
  bool optimised = run(*module, mnc::buildGraphPipeline);
  messages.check(!optimised, "optimising the graph");
  if (!optimised)
    return 0;
  bool scheduled =
      run(*module, [](OpPassManager &passes) { mnc::buildSchedulePipeline(passes, {}); });
  messages.check(!scheduled, "the schedule");
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t maxSize,
                                          unsigned seed) {
  size_t mutated = mnc::mutateModel(data, size, maxSize, seed);
  return mutated ? mutated : LLVMFuzzerMutate(data, size, maxSize);
}
