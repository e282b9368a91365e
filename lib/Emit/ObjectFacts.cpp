// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Symbols and code size of an object file.

#include "mnc/Emit/ObjectFacts.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Object/ELFObjectFile.h"

using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
namespace object = llvm::object;

namespace mnc {

using ObjectPtr = std::unique_ptr<object::ObjectFile>;

Expected<uint64_t> codeBytes(llvm::MemoryBufferRef bytes) {
  Expected<ObjectPtr> file = object::ObjectFile::createELFObjectFile(bytes);
  if (!file)
    return file.takeError();
  uint64_t sum = 0;
  for (const object::SectionRef &section : (*file)->sections())
    if (section.isText())
      sum += section.getSize();
  return sum;
}

/// True if every program may be expected to have the function, or if it is the profiling callback.
static bool mayBeUndefined(StringRef name, StringRef profilingCallback) {
  if (name == "memcpy" || name == "memmove" || name == "memset")
    return true;
  return !profilingCallback.empty() && name.consume_front(profilingCallback) &&
         (name.empty() || name == "_context");
}

static Error checkSymbol(const object::SymbolRef &symbol, llvm::ArrayRef<std::string> entries,
                         StringRef profilingCallback) {
  Expected<StringRef> name = symbol.getName();
  if (!name)
    return name.takeError();
  Expected<uint32_t> flags = symbol.getFlags();
  if (!flags)
    return flags.takeError();
  if (!(*flags & object::SymbolRef::SF_Global))
    return Error::success();
  if (*flags & object::SymbolRef::SF_Undefined) {
    if (mayBeUndefined(*name, profilingCallback))
      return Error::success();
    return llvm::createStringError("the code needs '" + *name +
                                   "', and a library may only need memcpy, memmove and memset");
  }
  if (llvm::is_contained(entries, *name))
    return Error::success();
  return llvm::createStringError("the code defines '" + *name + "', and only '" +
                                 llvm::join(entries, "' and '") + "' may be visible");
}

Error checkSymbols(llvm::MemoryBufferRef bytes, llvm::ArrayRef<std::string> entries,
                   StringRef profilingCallback) {
  Expected<ObjectPtr> file = object::ObjectFile::createELFObjectFile(bytes);
  if (!file)
    return file.takeError();
  for (const object::SymbolRef &symbol : (*file)->symbols())
    if (Error error = checkSymbol(symbol, entries, profilingCallback))
      return error;
  return Error::success();
}

} // namespace mnc
