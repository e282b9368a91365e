// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The archive, and how the files reach the disk.

#ifndef MNC_EMIT_PACKAGE_H
#define MNC_EMIT_PACKAGE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"
#include <functional>
#include <string>

namespace mnc {

/// Writes a static library in the GNU format with a symbol table and one
/// member. The same arguments give the same bytes. `triple` names an ELF system.
llvm::Error writeArchive(llvm::raw_ostream &stream, llvm::StringRef objectBytes,
                         llvm::StringRef memberName, llvm::StringRef triple);

/// A file to be, and what writes its bytes.
struct OutputFile {
  using Writer = std::function<llvm::Error(llvm::raw_ostream &)>;

  OutputFile(std::string path, Writer write) : path(std::move(path)), write(std::move(write)) {}
  /// The file holds `bytes`, which are not copied.
  OutputFile(std::string path, llvm::StringRef bytes)
      : OutputFile(std::move(path), [bytes](llvm::raw_ostream &stream) {
          stream << bytes;
          return llvm::Error::success();
        }) {}

  std::string path;
  Writer write;
};

/// Writes all files or none, as far as the system allows: the folders are
/// created, every file is written in full under a temporary name in its folder,
/// then all are renamed. Fails, too, if two paths name one file, or one names a
/// folder or a device. On a failure the temporary files are removed; the error is
/// that of a writer, or names the path and the reason.
llvm::Error writeFiles(llvm::ArrayRef<OutputFile> files);

} // namespace mnc

#endif // MNC_EMIT_PACKAGE_H
