// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The room's only user of LLVM's pass builder and target machines.

#include "BackEnd.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Target/TargetOptions.h"

namespace mnc {

BackEnd::BackEnd(std::unique_ptr<llvm::TargetMachine> machine) : machine(std::move(machine)) {}
BackEnd::BackEnd(BackEnd &&) = default;
BackEnd::~BackEnd() = default;

llvm::Expected<BackEnd> BackEnd::create(const Target &target) {
  initializeTargets();
  llvm::Triple triple(target.triple);
  std::string error;
  const llvm::Target *backEnd = llvm::TargetRegistry::lookupTarget(triple, error);
  if (!backEnd)
    return llvm::createStringError("target '" + llvm::Twine(target.triple) + "': " + error);
  llvm::TargetOptions options;
  options.EmitStackSizeSection = true;
  options.AllowFPOpFusion = llvm::FPOpFusion::Standard;
  std::unique_ptr<llvm::TargetMachine> machine(backEnd->createTargetMachine(
      triple, baselineCpu(target.row.arch), "", options, llvm::Reloc::PIC_, llvm::CodeModel::Small,
      llvm::CodeGenOptLevel::Aggressive));
  if (!machine)
    return llvm::createStringError("target '" + llvm::Twine(target.triple) +
                                   "': llvm has no code generator for it");
  return BackEnd(std::move(machine));
}

/// The functions that the optimiser may introduce calls of.
static llvm::TargetLibraryInfoImpl allowedCalls(const llvm::Triple &triple) {
  llvm::TargetLibraryInfoImpl library(triple);
  library.disableAllFunctions();
  library.setAvailable(llvm::LibFunc_memcpy);
  library.setAvailable(llvm::LibFunc_memmove);
  library.setAvailable(llvm::LibFunc_memset);
  return library;
}

void BackEnd::optimize(llvm::Module &module) {
  llvm::PipelineTuningOptions tuning;
  tuning.LoopVectorization = false;
  tuning.LoopInterleaving = false;
  tuning.SLPVectorization = false;
  tuning.LoopUnrolling = false;

  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  llvm::PassBuilder builder(machine.get(), tuning);
  functions.registerPass(
      [&] { return llvm::TargetLibraryAnalysis(allowedCalls(machine->getTargetTriple())); });
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  builder.buildPerModuleDefaultPipeline(llvm::OptimizationLevel::O3).run(module, modules);
}

llvm::Error BackEnd::emit(llvm::Module &module, Output output, llvm::SmallVectorImpl<char> &bytes) {
  llvm::raw_svector_ostream stream(bytes);
  llvm::legacy::PassManager passes;
  passes.add(new llvm::TargetLibraryInfoWrapperPass(allowedCalls(machine->getTargetTriple())));
  auto type = output == Output::Object ? llvm::CodeGenFileType::ObjectFile
                                       : llvm::CodeGenFileType::AssemblyFile;
  if (machine->addPassesToEmitFile(passes, stream, nullptr, type))
    return llvm::createStringError("llvm cannot emit this kind of file");
  passes.run(module);
  return llvm::Error::success();
}

} // namespace mnc
