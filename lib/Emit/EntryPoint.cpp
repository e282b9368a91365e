// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// NAME_run: checks its arguments and the CPU, then calls the network in the
// runtime's floating-point mode.

#include "Translate.h"
#include "mnc/CPU/X86Features.h"
#include "llvm/IR/IRBuilder.h"
#include <cassert>

namespace mnc {

namespace {

/// Values of the header's error enum.
enum Status { Ok = 0, NullPointer = 1, WorkspaceAlignment = 2, Cpu = 3 };

/// Builds the checks one after the other.
class EntryBuilder {
public:
  explicit EntryBuilder(llvm::Function *run)
      : run(run),
        builder(llvm::BasicBlock::Create(run->getContext(), "entry", run)) {}

  /// Returns `status` from the function where `failed` (i1) holds.
  void returnIf(llvm::Value *failed, Status status) {
    llvm::LLVMContext &context = run->getContext();
    auto *stop = llvm::BasicBlock::Create(context, "refuse", run);
    auto *proceed = llvm::BasicBlock::Create(context, "proceed", run);
    builder.CreateCondBr(failed, stop, proceed);
    builder.SetInsertPoint(stop);
    builder.CreateRet(builder.getInt32(status));
    builder.SetInsertPoint(proceed);
  }

  llvm::Function *run;
  llvm::IRBuilder<> builder;
};

} // namespace

static llvm::Function *createRun(llvm::Module &module, const llvm::Twine &name,
                                 size_t arguments, Arch arch) {
  llvm::LLVMContext &context = module.getContext();
  llvm::SmallVector<llvm::Type *> types(arguments,
                                        llvm::PointerType::get(context, 0));
  auto *type = llvm::FunctionType::get(llvm::Type::getInt32Ty(context), types,
                                       /*isVarArg=*/false);
  auto *run = llvm::Function::Create(type, llvm::GlobalValue::ExternalLinkage,
                                     name, module);
  run->addFnAttr("target-cpu", baselineCpu(arch));
  run->addFnAttr("tune-cpu", "generic");
  run->addFnAttr("target-features", "");
  run->addFnAttr("min-legal-vector-width", "0");
  run->setDoesNotThrow();
  return run;
}

llvm::Error addEntryPoint(llvm::Module &module, const LibraryDesc &library,
                          const Target &target) {
  llvm::Function *body = module.getFunction(library.name + "_body");
  assert(body && "translate has checked that there is a body");
  if (module.getNamedValue(library.name + "_run"))
    return llvm::createStringError("the module already defines '" +
                                   llvm::Twine(library.name) + "_run'");
  EntryBuilder entry(createRun(module, library.name + "_run", body->arg_size(),
                               target.row.arch));
  llvm::IRBuilder<> &builder = entry.builder;
  llvm::SmallVector<llvm::Value *> arguments;
  for (llvm::Argument &argument : entry.run->args())
    arguments.push_back(&argument);

  bool hasWorkspace = library.workspaceBytes != 0;
  llvm::Value *anyNull = builder.getFalse();
  for (llvm::Value *pointer :
       llvm::ArrayRef(arguments).drop_back(hasWorkspace ? 0 : 1))
    anyNull = builder.CreateOr(anyNull, builder.CreateIsNull(pointer));
  entry.returnIf(anyNull, NullPointer);

  if (hasWorkspace) {
    llvm::Value *address =
        builder.CreatePtrToInt(arguments.back(), builder.getInt64Ty());
    llvm::Value *excess =
        builder.CreateAnd(address, library.workspaceAlignment - 1);
    entry.returnIf(builder.CreateIsNotNull(excess), WorkspaceAlignment);
  }

  llvm::Type *word = builder.getInt32Ty();
  auto *cache = new llvm::GlobalVariable(
      module, word, /*isConstant=*/false, llvm::GlobalValue::InternalLinkage,
      llvm::ConstantInt::get(word, 0), library.name + "_cpu_state");
  cache->setAlignment(llvm::Align(4));
  llvm::FunctionCallee check = module.getOrInsertFunction(
      "mnc_cpu_check", word, builder.getInt64Ty(), cache->getType());
  llvm::Value *able = builder.CreateCall(
      check, {builder.getInt64(requiredFeatureMask(target)), cache});
  entry.returnIf(builder.CreateIsNull(able), Cpu);

  llvm::FunctionCallee enter =
      module.getOrInsertFunction("mnc_enter_float_mode", word);
  llvm::FunctionCallee leave = module.getOrInsertFunction(
      "mnc_leave_float_mode", builder.getVoidTy(), word);
  llvm::Value *callers = builder.CreateCall(enter);
  builder.CreateCall(body, arguments);
  builder.CreateCall(leave, callers);
  builder.CreateRet(builder.getInt32(Ok));
  return llvm::Error::success();
}

} // namespace mnc
