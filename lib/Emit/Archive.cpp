// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A static library of one object.

#include "mnc/Emit/Package.h"
#include "llvm/Object/ArchiveWriter.h"
#include "llvm/TargetParser/Triple.h"

namespace mnc {

llvm::Expected<std::string> makeArchive(llvm::StringRef objectBytes,
                                        llvm::StringRef memberName,
                                        llvm::StringRef triple) {
  if (!llvm::Triple(triple).isOSBinFormatELF())
    return llvm::createStringError("target '" + triple +
                                   "' does not use elf objects");
  llvm::NewArchiveMember member(llvm::MemoryBufferRef(objectBytes, memberName));
  member.MemberName = memberName;
  llvm::Error warnings = llvm::Error::success();
  llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> archive =
      llvm::writeArchiveToBuffer(
          member, llvm::SymtabWritingMode::NormalSymtab,
          llvm::object::Archive::K_GNU, /*Deterministic=*/true, /*Thin=*/false,
          [&](llvm::Error warning) {
            warnings = joinErrors(std::move(warnings), std::move(warning));
          });
  if (!archive)
    return joinErrors(std::move(warnings), archive.takeError());
  if (warnings)
    return warnings;
  return (*archive)->getBuffer().str();
}

} // namespace mnc
