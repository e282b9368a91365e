// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes files under temporary names and renames them when all are complete.

#include "mnc/Emit/Package.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/raw_ostream.h"

using llvm::Error;
using llvm::StringRef;

namespace mnc {

static Error failure(StringRef path, std::error_code code) {
  return llvm::createStringError(code,
                                 "cannot write '" + llvm::Twine(path) + "': " + code.message());
}

/// Writes a new file beside the one to be and puts its name in `temporary`,
/// which stays empty if there is none.
static Error writeTemporary(const OutputFile &file, llvm::SmallString<128> &temporary) {
  const std::string &path = file.path;
  StringRef folder = llvm::sys::path::parent_path(path);
  if (!folder.empty())
    if (std::error_code code = llvm::sys::fs::create_directories(folder, /*IgnoreExisting=*/true,
                                                                 llvm::sys::fs::all_all))
      return failure(folder, code);
  int descriptor;
  llvm::SmallString<128> name;
  if (std::error_code code =
          llvm::sys::fs::createUniqueFile(path + ".%%%%%%.tmp", descriptor, name))
    return failure(path, code);
  temporary = name;
  llvm::sys::RemoveFileOnSignal(temporary);
  llvm::raw_fd_ostream stream(descriptor, /*shouldClose=*/true);
  Error error = file.write(stream);
  stream.close();
  std::error_code code = stream.error();
  stream.clear_error();
  if (error || !code)
    return error;
  return failure(path, code);
}

/// True if two paths, in folders that exist, name one file.
static bool isSame(StringRef a, StringRef b) {
  auto folderOf = [](StringRef path) {
    StringRef folder = llvm::sys::path::parent_path(path);
    return folder.empty() ? StringRef(".") : folder;
  };
  return llvm::sys::path::filename(a) == llvm::sys::path::filename(b) &&
         llvm::sys::fs::equivalent(folderOf(a), folderOf(b));
}

Error writeFiles(llvm::ArrayRef<OutputFile> files) {
  llvm::SmallVector<llvm::SmallString<128>> temporaries(files.size());
  llvm::scope_exit cleanUp([&] {
    for (const llvm::SmallString<128> &temporary : temporaries)
      if (!temporary.empty()) {
        llvm::sys::fs::remove(temporary);
        llvm::sys::DontRemoveFileOnSignal(temporary);
      }
  });
  for (auto [file, temporary] : llvm::zip_equal(files, temporaries))
    if (Error error = writeTemporary(file, temporary))
      return error;
  // Failures that can still come are found before the first name is taken.
  for (const OutputFile &file : files)
    if (llvm::sys::fs::is_directory(file.path))
      return failure(file.path, std::make_error_code(std::errc::is_a_directory));
    else if (llvm::sys::fs::exists(file.path) && !llvm::sys::fs::is_regular_file(file.path))
      return llvm::createStringError("cannot write '" + file.path + "': it is not a regular file");
  for (size_t i = 0; i < files.size(); ++i)
    for (size_t j = 0; j < i; ++j)
      if (isSame(files[i].path, files[j].path))
        return llvm::createStringError("cannot write '" + files[i].path +
                                       "': another output has this name");
  for (auto [file, temporary] : llvm::zip_equal(files, temporaries)) {
    if (std::error_code code = llvm::sys::fs::rename(temporary, file.path))
      return failure(file.path, code);
    llvm::sys::DontRemoveFileOnSignal(temporary);
    temporary.clear();
  }
  return Error::success();
}

} // namespace mnc
