// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The runtime's bitcode, embedded at build time.

#include "Translate.h"
#include "llvm/Bitcode/BitcodeReader.h"
#include "llvm/Linker/Linker.h"
#include "llvm/Support/MemoryBufferRef.h"

namespace mnc {

alignas(4) static constexpr unsigned char x86Bitcode[] = {
#include "mnc_runtime_x86_64.inc"
};
alignas(4) static constexpr unsigned char aarch64Bitcode[] = {
#include "mnc_runtime_aarch64.inc"
};

static llvm::StringRef bitcode(Arch arch) {
  if (arch == Arch::X86_64)
    return {reinterpret_cast<const char *>(x86Bitcode), sizeof x86Bitcode};
  return {reinterpret_cast<const char *>(aarch64Bitcode), sizeof aarch64Bitcode};
}

llvm::Error linkRuntime(llvm::Module &module, Arch arch) {
  llvm::Expected<std::unique_ptr<llvm::Module>> runtime =
      llvm::parseBitcodeFile(llvm::MemoryBufferRef(bitcode(arch), "runtime"), module.getContext());
  if (!runtime)
    return runtime.takeError();
  // The user's triple may name another vendor or C library.
  (*runtime)->setTargetTriple(module.getTargetTriple());

  llvm::SmallVector<std::string> names;
  for (llvm::Function &function : **runtime)
    if (!function.isDeclaration())
      names.push_back(function.getName().str());
  if (llvm::Linker::linkModules(module, std::move(*runtime)))
    return llvm::createStringError("the runtime cannot be linked");
  for (llvm::StringRef name : names)
    if (llvm::Function *function = module.getFunction(name))
      function->setLinkage(llvm::GlobalValue::InternalLinkage);
  if (llvm::NamedMDNode *idents = module.getNamedMetadata("llvm.ident"))
    idents->eraseFromParent();
  return llvm::Error::success();
}

} // namespace mnc
