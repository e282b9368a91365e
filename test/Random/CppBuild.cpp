// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "CppBuild.h"

#include "mnc/Emit/EmitCpp.h"
#include "mnc/Emit/Package.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"

using namespace llvm;

namespace mnc {

namespace {

/// One run of a compiler on `base`.cpp. Its files are `base`.NUMBER.o and .log.
class CompilerRun {
public:
  CompilerRun(StringRef base, size_t number) : stem((base + "." + Twine(number)).str()) {}

  Error start(StringRef command, StringRef source) {
    SmallVector<StringRef> words;
    command.split(words, ' ', -1, /*KeepEmpty=*/false);
    ErrorOr<std::string> program = sys::findProgramByName(words.empty() ? "" : words[0]);
    if (!program)
      return createStringError("no compiler '" + command + "'");
    std::string object = stem + ".o", log = stem + ".log";
    words.append({"-Wall", "-Wextra", "-Werror", "-c", source, "-o", object});
    bool failed = false;
    std::string message;
    process =
        sys::ExecuteNoWait(*program, words, std::nullopt, {"", log, log}, 0, &message, &failed);
    return failed ? createStringError(message) : Error::success();
  }

  /// The object.
  Expected<std::unique_ptr<MemoryBuffer>> finish() {
    std::string message;
    if (sys::Wait(process, std::nullopt, &message).ReturnCode != 0) {
      auto log = MemoryBuffer::getFile(stem + ".log");
      return createStringError("the c++ does not compile: " + message +
                               (log ? (*log)->getBuffer() : ""));
    }
    return errorOrToExpected(MemoryBuffer::getFile(stem + ".o"));
  }

private:
  std::string stem;
  sys::ProcessInfo process;
};

Error writeSources(Compilation &compilation, StringRef base) {
  mlir::OwningOpRef<mlir::ModuleOp> kernels = compilation.getModule().clone();
  const LibraryDesc &library = compilation.getLibrary();
  auto source = emitCpp(*kernels, library, compilation.getTarget());
  if (!source)
    return source.takeError();
  // One file makes one object.
  raw_string_ostream stream(*source);
  writeCppWeights(stream, library.name, compilation.getWeights());
  std::string header = printHeader(library);
  return writeFiles({{(base + ".cpp").str(), *source}, {(base + ".h").str(), header}});
}

} // namespace

Expected<std::vector<std::unique_ptr<LinkedNetwork>>> buildCpp(Compilation &compilation,
                                                               ArrayRef<std::string> compilers) {
  std::vector<std::unique_ptr<LinkedNetwork>> networks;
  if (compilers.empty())
    return networks;
  SmallString<128> folder;
  if (std::error_code code = sys::fs::createUniqueDirectory("mnc-random", folder))
    return createStringError("no folder for files: " + code.message());
  scope_exit remove([&] { sys::fs::remove_directories(folder); });
  const LibraryDesc &library = compilation.getLibrary();
  std::string base = (folder + "/" + library.name).str();
  if (Error error = writeSources(compilation, base))
    return error;
  Error problem = Error::success();
  std::vector<CompilerRun> runs;
  for (const std::string &compiler : compilers)
    if (Error error = runs.emplace_back(base, runs.size()).start(compiler, base + ".cpp")) {
      runs.pop_back();
      problem = joinErrors(std::move(problem), std::move(error));
    }
  size_t pointers = library.numArguments();
  for (CompilerRun &run : runs) {
    auto object = run.finish();
    auto network = !object ? Expected<std::unique_ptr<LinkedNetwork>>(object.takeError())
                           : linkNetwork((*object)->getBuffer(), library.name, pointers);
    if (network)
      networks.push_back(std::move(*network));
    else
      problem = joinErrors(std::move(problem), network.takeError());
  }
  if (problem)
    return problem;
  return networks;
}

} // namespace mnc
