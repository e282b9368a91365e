// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The weights reach LLVM as one array of bytes, after the optimiser. They get a
// section of their own, so that tools and linkers tell them from the rest.

#include "Translate.h"
#include "llvm/IR/Constants.h"

namespace mnc {

llvm::Error attachWeights(llvm::Module &module, llvm::StringRef libraryName,
                          llvm::ArrayRef<uint8_t> weights) {
  llvm::GlobalVariable *global =
      module.getGlobalVariable((libraryName + "_weights").str());
  if (!global)
    return llvm::Error::success();
  auto *type = llvm::dyn_cast<llvm::ArrayType>(global->getValueType());
  if (!type || !type->getElementType()->isIntegerTy(8) ||
      type->getNumElements() != weights.size())
    return llvm::createStringError("global '" + llvm::Twine(global->getName()) +
                                   "' is not an array of the " +
                                   llvm::Twine(weights.size()) +
                                   " bytes of weights");
  llvm::StringRef bytes(reinterpret_cast<const char *>(weights.data()),
                        weights.size());
  global->setInitializer(llvm::ConstantDataArray::getString(
      module.getContext(), bytes, /*AddNull=*/false));
  global->setVisibility(llvm::GlobalValue::DefaultVisibility);
  global->setLinkage(llvm::GlobalValue::InternalLinkage);
  global->setSection((".rodata." + global->getName()).str());
  return llvm::Error::success();
}

} // namespace mnc
