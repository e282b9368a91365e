// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Command lines of mnc and mnc-run: their common part.

#ifndef MNC_TOOLS_COMMANDLINE_H
#define MNC_TOOLS_COMMANDLINE_H

#include "mnc/Driver/Compilation.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Option/OptTable.h"
#include <chrono>

namespace mnc {

/// Exit codes of the tools.
enum ExitCode { exitOk = 0, exitUserError = 1, exitUsageError = 2 };

/// The numbers that a tool's option table gives to the options of
/// CompileOptions.td.
struct CompileOptionIds {
  unsigned input, unknown, help, version, name, cpu, target, dim, shape, widen, noStream,
      noWinograd, noCacheBlocks, plan;
  /// 0 where a tool has no such option.
  unsigned maxWorkspace = 0;
};

/// The parsed options of a tool. Flags that begin with `--mlir-` go to MLIR.
class CommandLine {
public:
  CommandLine(const llvm::opt::OptTable &table, CompileOptionIds ids, int argc, char **argv);

  llvm::opt::InputArgList args;

  /// Answers --help, --version and --cpu=help of the program `tool`, which
  /// `overview` describes; the exit code, or nothing if none of them is there.
  std::optional<int> answerQuestion(llvm::StringRef tool, const char *overview) const;

  /// Fails with what is wrong with the usage.
  llvm::Expected<CompileOptions> compileOptions() const;

private:
  const llvm::opt::OptTable &table;
  CompileOptionIds ids;
  std::string problem;
};

/// Prints `error: <message>` and how to get help; the exit code.
int usageError(llvm::StringRef tool, const llvm::Twine &message);

/// The error of a step whose diagnostics have already said what is wrong.
llvm::Error alreadyReported();

/// Prints `error: <message>`, or nothing for alreadyReported(); the exit code.
int userError(llvm::Error error);

/// The first thing that a tool does: MLIR's own flags, and messages instead of
/// the system's answer to a lack of memory or to a file that is too large.
void initializeTool(int argc, char **argv);

/// Writes what standard output still holds; exitUserError with a message if not
/// all of it could be written, otherwise `code`.
int finishOutput(int code);

/// Applies MLIR's flags for printing IR and timing.
void configurePasses(mlir::PassManager &passes);

/// Says on standard error what goes on, once two seconds have passed.
class Progress {
public:
  void operator()(llvm::StringRef step);

private:
  std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
};

} // namespace mnc

#endif // MNC_TOOLS_COMMANDLINE_H
