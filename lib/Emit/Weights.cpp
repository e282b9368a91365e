// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The weights never pass through LLVM: it leaves room for them, in a section of
// their own, so that tools and linkers tell them from the rest.

#include "Translate.h"
#include "mnc_checksum.h"
#include "llvm/IR/Constants.h"
#include "llvm/Object/ELFObjectFile.h"
#include <cassert>

namespace mnc {

uint64_t checksumOf(llvm::ArrayRef<uint8_t> weights) {
  assert(weights.size() % 64 == 0 && "weights are sections of 64 bytes");
  return mnc_checksum(weights.data(), weights.size());
}

static std::string sectionOf(llvm::StringRef libraryName) {
  return (".rodata." + libraryName + "_weights").str();
}

llvm::Error reserveWeights(llvm::Module &module, llvm::StringRef libraryName, size_t bytes) {
  llvm::GlobalVariable *global = module.getGlobalVariable((libraryName + "_weights").str());
  if (!global)
    return llvm::Error::success();
  auto *type = llvm::dyn_cast<llvm::ArrayType>(global->getValueType());
  if (!type || !type->getElementType()->isIntegerTy(8) || type->getNumElements() != bytes)
    return llvm::createStringError("global '" + llvm::Twine(global->getName()) +
                                   "' is not an array of the " + llvm::Twine(bytes) +
                                   " bytes of weights");
  global->setInitializer(llvm::ConstantAggregateZero::get(type));
  // No code may be made of the zeros.
  global->setExternallyInitialized(true);
  global->setVisibility(llvm::GlobalValue::DefaultVisibility);
  global->setLinkage(llvm::GlobalValue::InternalLinkage);
  global->setSection(sectionOf(libraryName));
  return llvm::Error::success();
}

llvm::Error fillWeights(llvm::MutableArrayRef<char> object, llvm::StringRef libraryName,
                        llvm::ArrayRef<uint8_t> weights) {
  llvm::MemoryBufferRef bytes(llvm::StringRef(object.data(), object.size()), libraryName);
  auto file = llvm::object::ObjectFile::createELFObjectFile(bytes);
  if (!file)
    return file.takeError();
  for (const llvm::object::SectionRef &section : (*file)->sections()) {
    llvm::Expected<llvm::StringRef> name = section.getName();
    if (!name)
      return name.takeError();
    if (*name != sectionOf(libraryName))
      continue;
    llvm::Expected<llvm::StringRef> room = section.getContents();
    if (!room)
      return room.takeError();
    if (room->size() != weights.size())
      return llvm::createStringError("section '" + *name + "' has " + llvm::Twine(room->size()) +
                                     " bytes, wanted " + llvm::Twine(weights.size()));
    llvm::copy(weights, object.begin() + (room->data() - object.data()));
  }
  return llvm::Error::success();
}

} // namespace mnc
