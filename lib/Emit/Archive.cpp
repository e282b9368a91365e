// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A static library of one object.

#include "mnc/Emit/Package.h"
#include "llvm/Object/ArchiveWriter.h"
#include "llvm/TargetParser/Triple.h"

namespace mnc {

llvm::Error writeArchive(llvm::raw_ostream &stream, llvm::StringRef objectBytes,
                         llvm::StringRef memberName, llvm::StringRef triple) {
  if (!llvm::Triple(triple).isOSBinFormatELF())
    return llvm::createStringError("target '" + triple + "' does not use elf objects");
  llvm::NewArchiveMember member(llvm::MemoryBufferRef(objectBytes, memberName));
  member.MemberName = memberName;
  llvm::Error warnings = llvm::Error::success();
  llvm::Error error = llvm::writeArchiveToStream(
      stream, member, llvm::SymtabWritingMode::NormalSymtab, llvm::object::Archive::K_GNU,
      /*Deterministic=*/true, /*Thin=*/false,
      /*IsEC=*/std::nullopt,
      [&](llvm::Error warning) { warnings = joinErrors(std::move(warnings), std::move(warning)); });
  return joinErrors(std::move(warnings), std::move(error));
}

} // namespace mnc
