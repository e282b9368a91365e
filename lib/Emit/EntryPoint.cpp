// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// NAME_run: checks its arguments and the CPU, then calls the network in the
// runtime's floating-point mode. NAME_check_weights: whether NAME_run may be
// given a file's contents.

#include "Translate.h"
#include "mnc/CPU/X86Features.h"
#include "llvm/IR/IRBuilder.h"
#include <cassert>

namespace mnc {

namespace {

/// Values of the header's error enum.
enum Status {
  Ok = 0,
  NullPointer = 1,
  WorkspaceAlignment = 2,
  Cpu = 3,
  WeightsAlignment = 4,
  Weights = 5
};

/// Builds the checks one after the other.
class EntryBuilder {
public:
  explicit EntryBuilder(llvm::Function *function)
      : function(function),
        builder(llvm::BasicBlock::Create(function->getContext(), "entry", function)) {}

  /// Returns `status` from the function where `failed` (i1) holds.
  void returnIf(llvm::Value *failed, Status status) {
    llvm::LLVMContext &context = function->getContext();
    auto *stop = llvm::BasicBlock::Create(context, "refuse", function);
    auto *proceed = llvm::BasicBlock::Create(context, "proceed", function);
    builder.CreateCondBr(failed, stop, proceed);
    builder.SetInsertPoint(stop);
    builder.CreateRet(builder.getInt32(status));
    builder.SetInsertPoint(proceed);
  }

  void returnUnlessAligned(llvm::Value *pointer, uint64_t alignment, Status status) {
    llvm::Value *address = builder.CreatePtrToInt(pointer, builder.getInt64Ty());
    llvm::Value *excess = builder.CreateAnd(address, alignment - 1);
    returnIf(builder.CreateIsNotNull(excess), status);
  }

  llvm::Function *function;
  llvm::IRBuilder<> builder;
};

} // namespace

/// A function of C that gives an int, for any CPU of the architecture.
static llvm::Function *createEntry(llvm::Module &module, const llvm::Twine &name,
                                   llvm::ArrayRef<llvm::Type *> types, Arch arch) {
  auto *type = llvm::FunctionType::get(llvm::Type::getInt32Ty(module.getContext()), types,
                                       /*isVarArg=*/false);
  auto *entry = llvm::Function::Create(type, llvm::GlobalValue::ExternalLinkage, name, module);
  entry->addFnAttr("target-cpu", baselineCpu(arch));
  entry->addFnAttr("tune-cpu", "generic");
  entry->addFnAttr("target-features", "");
  entry->addFnAttr("min-legal-vector-width", "0");
  entry->setDoesNotThrow();
  return entry;
}

static void addCheckWeights(llvm::Module &module, const LibraryDesc &library,
                            const Target &target) {
  llvm::Type *pointer = llvm::PointerType::get(module.getContext(), 0);
  llvm::Type *size = llvm::Type::getInt64Ty(module.getContext());
  EntryBuilder entry(
      createEntry(module, library.name + "_check_weights", {pointer, size}, target.row.arch));
  llvm::IRBuilder<> &builder = entry.builder;
  llvm::Value *weights = entry.function->getArg(0);
  llvm::Value *bytes = entry.function->getArg(1);
  llvm::Value *wanted = builder.getInt64(library.weightBytes);
  if (library.weightBytes) {
    entry.returnIf(builder.CreateIsNull(weights), NullPointer);
    entry.returnUnlessAligned(weights, library.weightAlignment, WeightsAlignment);
  }
  entry.returnIf(builder.CreateICmpNE(bytes, wanted), Weights);
  llvm::FunctionCallee checksum = module.getOrInsertFunction("mnc_checksum", size, pointer, size);
  llvm::Value *found = builder.CreateCall(checksum, {weights, bytes});
  entry.returnIf(builder.CreateICmpNE(found, builder.getInt64(library.weightChecksum)), Weights);
  builder.CreateRet(builder.getInt32(Ok));
}

llvm::Error addEntryPoints(llvm::Module &module, const LibraryDesc &library, const Target &target) {
  llvm::Function *body = module.getFunction(library.name + "_body");
  assert(body && "translate has checked that there is a body");
  for (const std::string &name : library.entries())
    if (module.getNamedValue(name))
      return llvm::createStringError("the module already defines '" + llvm::Twine(name) + "'");
  if (library.externalWeights)
    addCheckWeights(module, library, target);
  EntryBuilder entry(createEntry(module, library.name + "_run", body->getFunctionType()->params(),
                                 target.row.arch));
  llvm::IRBuilder<> &builder = entry.builder;
  llvm::SmallVector<llvm::Value *> arguments;
  for (llvm::Argument &argument : entry.function->args())
    arguments.push_back(&argument);

  llvm::Value *anyNull = builder.getFalse();
  for (auto [number, pointer] : llvm::enumerate(arguments))
    if (!library.mayBeNull(number))
      anyNull = builder.CreateOr(anyNull, builder.CreateIsNull(pointer));
  entry.returnIf(anyNull, NullPointer);
  if (library.workspaceBytes)
    entry.returnUnlessAligned(arguments[library.numIoTensors()], library.workspaceAlignment,
                              WorkspaceAlignment);
  if (library.externalWeights && library.weightBytes)
    entry.returnUnlessAligned(arguments[library.numIoTensors() + 1], library.weightAlignment,
                              WeightsAlignment);

  llvm::Type *word = builder.getInt32Ty();
  auto *cache = new llvm::GlobalVariable(
      module, word, /*isConstant=*/false, llvm::GlobalValue::InternalLinkage,
      llvm::ConstantInt::get(word, 0), library.name + "_cpu_state");
  cache->setAlignment(llvm::Align(4));
  llvm::FunctionCallee check =
      module.getOrInsertFunction("mnc_cpu_check", word, builder.getInt64Ty(), cache->getType());
  llvm::Value *able =
      builder.CreateCall(check, {builder.getInt64(requiredFeatureMask(target)), cache});
  entry.returnIf(builder.CreateIsNull(able), Cpu);

  llvm::FunctionCallee enter = module.getOrInsertFunction("mnc_enter_float_mode", word);
  llvm::FunctionCallee leave =
      module.getOrInsertFunction("mnc_leave_float_mode", builder.getVoidTy(), word);
  llvm::Value *callers = builder.CreateCall(enter);
  builder.CreateCall(body, arguments);
  builder.CreateCall(leave, callers);
  builder.CreateRet(builder.getInt32(Ok));
  return llvm::Error::success();
}

} // namespace mnc
