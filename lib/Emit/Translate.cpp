// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVM dialect to llvm::Module, with the attributes that code generation obeys.

#include "Translate.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"

namespace mnc {

static void compileFor(llvm::Function &function, const Target &target) {
  std::string width = std::to_string(target.row.vectorBits);
  function.addFnAttr("target-cpu", target.cpu);
  function.addFnAttr("tune-cpu", target.tuneCpu);
  function.addFnAttr("target-features", target.features);
  function.addFnAttr("prefer-vector-width", width);
  function.addFnAttr("min-legal-vector-width", width);
  function.setLinkage(llvm::GlobalValue::InternalLinkage);
  function.setDoesNotThrow();
}

/// Hides a global. The weights are a declaration, every other one a constant; the context of the
/// profiling callback comes from outside.
static llvm::Error prepareGlobal(llvm::GlobalVariable &global, const LibraryDesc &library) {
  auto failure = [&](llvm::StringRef what) {
    return llvm::createStringError("global '" + global.getName() + "' " + what);
  };
  if (!global.isConstant())
    return failure("is not constant");
  if (global.hasInitializer()) {
    global.setLinkage(llvm::GlobalValue::InternalLinkage);
    return llvm::Error::success();
  }
  if (!library.profilingCallback.empty() &&
      global.getName() == library.profilingCallback + "_context")
    return llvm::Error::success();
  if (global.getName() != library.name + "_weights")
    return failure("has no value");
  global.setVisibility(llvm::GlobalValue::HiddenVisibility);
  global.setDSOLocal(true);
  global.setAlignment(llvm::Align(64));
  return llvm::Error::success();
}

/// States what the library's contract says about the arguments of NAME_body.
static llvm::Error prepareBody(llvm::Module &module, const LibraryDesc &library) {
  llvm::Function *body = module.getFunction(library.name + "_body");
  size_t arguments = library.numArguments();
  if (!body || body->isDeclaration())
    return llvm::createStringError("the module has no function '" + llvm::Twine(library.name) +
                                   "_body'");
  if (body->arg_size() != arguments || !body->getReturnType()->isVoidTy() ||
      !llvm::all_of(body->args(), [](const llvm::Argument &argument) {
        return argument.getType()->isPointerTy();
      }))
    return llvm::createStringError("function '" + llvm::Twine(body->getName()) +
                                   "' does not take just one pointer for each of " +
                                   llvm::Twine(library.numIoTensors()) +
                                   " inputs and outputs and the workspace" +
                                   (library.externalWeights ? " and the weights" : ""));
  body->addFnAttr(llvm::Attribute::NoInline);
  for (llvm::Argument &argument : body->args())
    argument.addAttr(llvm::Attribute::NoAlias);
  auto align = [&](size_t number, uint64_t alignment) {
    llvm::Argument *argument = body->getArg(number);
    argument->removeAttr(llvm::Attribute::Alignment);
    argument->addAttr(
        llvm::Attribute::getWithAlignment(module.getContext(), llvm::Align(alignment)));
  };
  align(library.numIoTensors(), library.workspaceAlignment);
  if (library.externalWeights)
    align(library.numIoTensors() + 1, library.weightAlignment);
  return llvm::Error::success();
}

llvm::Expected<std::unique_ptr<llvm::Module>> translate(mlir::ModuleOp module,
                                                        const LibraryDesc &library,
                                                        const Target &target,
                                                        llvm::LLVMContext &context) {
  mlir::registerBuiltinDialectTranslation(*module.getContext());
  mlir::registerLLVMDialectTranslation(*module.getContext());
  std::unique_ptr<llvm::Module> result =
      mlir::translateModuleToLLVMIR(module, context, library.name);
  if (!result)
    return llvm::createStringError("the kernels could not be translated to llvm's representation");

  llvm::Triple triple(target.triple);
  result->setTargetTriple(triple);
  result->setDataLayout(triple.computeDataLayout());
  result->setPICLevel(llvm::PICLevel::BigPIC);
  result->setSourceFileName(library.name);

  for (llvm::Function &function : *result)
    if (!function.isDeclaration())
      compileFor(function, target);
    else if (!function.isIntrinsic() && function.getName() != library.profilingCallback)
      return llvm::createStringError("function '" + llvm::Twine(function.getName()) +
                                     "' has no body");
  for (llvm::GlobalVariable &global : result->globals())
    if (llvm::Error error = prepareGlobal(global, library))
      return error;
  if (llvm::Error error = prepareBody(*result, library))
    return error;
  return result;
}

} // namespace mnc
