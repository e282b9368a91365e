// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The steps from kernel IR to an object, in order.

#include "mnc/Emit/Emit.h"
#include "BackEnd.h"
#include "Translate.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/PassManager.h"
#include "mnc/Emit/LowerToLLVM.h"
#include "mnc/Emit/ObjectFacts.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Support/raw_ostream.h"

namespace mnc {

namespace {

/// Collects LLVM's errors, which by default end the process.
struct ErrorCollector : llvm::DiagnosticHandler {
  explicit ErrorCollector(std::string &errors) : errors(errors) {}

  bool handleDiagnostics(const llvm::DiagnosticInfo &info) override {
    if (info.getSeverity() != llvm::DS_Error)
      return true;
    llvm::raw_string_ostream stream(errors);
    llvm::DiagnosticPrinterRawOStream printer(stream);
    stream << (errors.empty() ? "" : "; ");
    info.print(printer);
    return true;
  }

  std::string &errors;
};

/// An LLVM module on its way, with the context that owns it.
class Compilation {
public:
  Compilation(const LibraryDesc &library, const Target &target) : library(library), target(target) {
    context.setDiagnosticHandler(std::make_unique<ErrorCollector>(errors));
  }

  /// Kernel IR to optimised LLVM IR.
  llvm::Error build(mlir::ModuleOp kernels);
  llvm::Error emit(BackEnd::Output output, llvm::SmallVectorImpl<char> &bytes);

  const LibraryDesc &library;
  const Target &target;
  std::string errors;
  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> module;
  std::optional<BackEnd> backEnd;

private:
  llvm::Error collectedErrors();
};

} // namespace

static llvm::Error lower(mlir::ModuleOp kernels, const Target &target) {
  if (kernels.getOps<mlir::func::FuncOp>().empty())
    return llvm::Error::success();
  mlir::PassManager manager(kernels.getContext());
  buildLowerToLLVMPipeline(manager, target);
  if (mlir::failed(manager.run(kernels)))
    return llvm::createStringError("the kernels could not be lowered to llvm");
  return llvm::Error::success();
}

llvm::Error Compilation::collectedErrors() {
  if (errors.empty())
    return llvm::Error::success();
  return llvm::createStringError(errors);
}

llvm::Error Compilation::build(mlir::ModuleOp kernels) {
  if (llvm::Error error = lower(kernels, target))
    return error;
  llvm::Expected<std::unique_ptr<llvm::Module>> translated =
      translate(kernels, library, target, context);
  if (!translated)
    return translated.takeError();
  module = std::move(*translated);
  if (llvm::Error error = addEntryPoints(*module, library, target))
    return error;
  if (llvm::Error error = linkRuntime(*module, target.row.arch))
    return error;

  std::string broken;
  llvm::raw_string_ostream stream(broken);
  if (llvm::verifyModule(*module, &stream))
    return llvm::createStringError("llvm rejects the generated code: " + broken);

  llvm::Expected<BackEnd> created = BackEnd::create(target);
  if (!created)
    return created.takeError();
  backEnd.emplace(std::move(*created));
  backEnd->optimize(*module);
  return collectedErrors();
}

llvm::Error Compilation::emit(BackEnd::Output output, llvm::SmallVectorImpl<char> &bytes) {
  if (llvm::Error error = backEnd->emit(*module, output, bytes))
    return error;
  return collectedErrors();
}

llvm::Expected<EmittedObject> emitObject(mlir::ModuleOp module, const LibraryDesc &library,
                                         llvm::ArrayRef<uint8_t> weights, const Target &target) {
  Compilation compilation(library, target);
  if (llvm::Error error = compilation.build(module))
    return error;
  if (llvm::Error error = reserveWeights(*compilation.module, library.name, weights.size()))
    return error;
  EmittedObject emission;
  if (llvm::Error error = compilation.emit(BackEnd::Output::Object, emission.object))
    return error;
  if (llvm::Error error = fillWeights(emission.object, library.name, weights))
    return error;

  llvm::SmallVector<std::string> entries = library.entries();
  llvm::MemoryBufferRef object(llvm::StringRef(emission.object.data(), emission.object.size()),
                               library.name);
  if (llvm::Error error = checkSymbols(object, entries, library.profilingCallback))
    return error;
  for (const std::string &entry : entries) {
    llvm::Expected<uint64_t> stack = stackBytes(object, *compilation.module, entry);
    if (!stack)
      return stack.takeError();
    emission.stackBytes = std::max(emission.stackBytes, *stack);
  }
  llvm::Expected<uint64_t> code = codeBytes(object);
  if (!code)
    return code.takeError();
  emission.codeBytes = *code;
  return emission;
}

llvm::Expected<std::string> emitLLVMText(mlir::ModuleOp module, const LibraryDesc &library,
                                         const Target &target) {
  Compilation compilation(library, target);
  if (llvm::Error error = compilation.build(module))
    return error;
  std::string text;
  llvm::raw_string_ostream stream(text);
  compilation.module->print(stream, nullptr);
  return text;
}

llvm::Expected<std::string> emitAssemblyText(mlir::ModuleOp module, const LibraryDesc &library,
                                             const Target &target) {
  Compilation compilation(library, target);
  if (llvm::Error error = compilation.build(module))
    return error;
  llvm::SmallVector<char, 0> bytes;
  if (llvm::Error error = compilation.emit(BackEnd::Output::Assembly, bytes))
    return error;
  return std::string(bytes.begin(), bytes.end());
}

} // namespace mnc
