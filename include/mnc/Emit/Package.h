// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The archive, and how the files reach the disk.

#ifndef MNC_EMIT_PACKAGE_H
#define MNC_EMIT_PACKAGE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <utility>

namespace mnc {

/// A static library in the GNU format with a symbol table and one member. The
/// same arguments give the same bytes. `triple` names an ELF system.
llvm::Expected<std::string> makeArchive(llvm::StringRef objectBytes,
                                        llvm::StringRef memberName,
                                        llvm::StringRef triple);

/// Writes files given as (path, bytes), all or none as far as the system
/// allows: the folders are created, every file is written in full under a
/// temporary name in its folder, then all are renamed. On a failure the
/// temporary files are removed; the error names the path and the reason.
llvm::Error
writeFiles(llvm::ArrayRef<std::pair<std::string, llvm::StringRef>> files);

} // namespace mnc

#endif // MNC_EMIT_PACKAGE_H
