// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "CommandLine.h"

#include "mlir/IR/AsmState.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Support/Timing.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Signals.h"
#include <csignal>
#include <new>
#include <unistd.h>

using namespace llvm;

namespace mnc {

CommandLine::CommandLine(const opt::OptTable &table, CompileOptionIds ids, int argc, char **argv)
    : table(table), ids(ids) {
  unsigned missingIndex = 0, missingCount = 0;
  args = table.ParseArgs(ArrayRef(argv, argc).drop_front(), missingIndex, missingCount);
  if (missingCount)
    problem = formatv("'{0}' wants a value", args.getArgString(missingIndex));
  SmallVector<const char *> forMlir = {argv[0]};
  for (const opt::Arg *arg : args.filtered(ids.unknown)) {
    std::string text = arg->getAsString(args);
    if (StringRef(text).starts_with("--mlir-"))
      forMlir.push_back(args.MakeArgString(text));
    else if (problem.empty())
      problem = formatv("unknown option '{0}'", text);
  }
  std::string mlirProblem;
  raw_string_ostream stream(mlirProblem);
  if (!cl::ParseCommandLineOptions(forMlir.size(), forMlir.data(), "", &stream) && problem.empty())
    problem = StringRef(mlirProblem).trim().str();
}

std::optional<int> CommandLine::answerQuestion(StringRef tool, const char *overview) const {
  if (args.hasArg(ids.help))
    table.printHelp(outs(), (tool + " [options] MODEL.onnx").str().c_str(), overview);
  else if (args.hasArg(ids.version))
    outs() << tool << ' ' << MNC_VERSION << " (LLVM " << LLVM_VERSION_STRING << ")\n";
  else if (args.getLastArgValue(ids.cpu) == "help")
    printCpus(outs());
  else
    return std::nullopt;
  return finishOutput(exitOk);
}

Expected<CompileOptions> CommandLine::compileOptions() const {
  if (!problem.empty())
    return createStringError(problem);
  CompileOptions options;
  std::vector<std::string> models = args.getAllArgValues(ids.input);
  if (models.size() != 1)
    return createStringError("wants one ONNX file, found " + Twine(models.size()));
  options.model = models[0];
  if (const opt::Arg *arg = args.getLastArg(ids.name)) {
    options.name = arg->getValue();
    if (!isIdentifier(options.name))
      return createStringError("--name wants a C identifier, found '" + options.name + "'");
  }
  options.cpu = args.getLastArgValue(ids.cpu, "host");
  options.triple = args.getLastArgValue(ids.target);
  options.search.stream = !args.hasArg(ids.noStream);
  options.search.cacheBlocks = !args.hasArg(ids.noCacheBlocks);
  options.search.winograd = !args.hasArg(ids.noWinograd);
  options.planFile = args.getLastArgValue(ids.plan);
  const opt::Arg *maxWorkspace = ids.maxWorkspace ? args.getLastArg(ids.maxWorkspace) : nullptr;
  if (!options.planFile.empty() && (!options.search.stream || !options.search.cacheBlocks ||
                                    !options.search.winograd || maxWorkspace))
    return createStringError("--plan says all of the schedule; --no-stream, --no-cache-blocks, "
                             "--no-winograd and --max-workspace restrict the search for one");
  if (maxWorkspace &&
      (StringRef(maxWorkspace->getValue()).getAsInteger(10, options.search.mostWorkspaceBytes) ||
       options.search.mostWorkspaceBytes < 0))
    return createStringError("--max-workspace wants a number of bytes, found '" +
                             StringRef(maxWorkspace->getValue()) + "'");
  for (const std::string &text : args.getAllArgValues(ids.dim)) {
    auto [symbol, size] = StringRef(text).split('=');
    int64_t value = 0;
    if (symbol.empty() || size.getAsInteger(10, value) || value < 1)
      return createStringError("--dim wants SYMBOL=SIZE with a size of at least 1, found '" + text +
                               "'");
    options.inputs.dims[symbol.str()] = value;
  }
  for (const std::string &text : args.getAllArgValues(ids.shape)) {
    auto [name, sizes] = StringRef(text).rsplit('=');
    std::vector<int64_t> &shape = options.inputs.shapes[name.str()];
    shape.clear();
    SmallVector<StringRef> parts;
    sizes.split(parts, ',');
    for (StringRef part : parts)
      if (part.getAsInteger(10, shape.emplace_back()) || shape.back() < 1)
        return createStringError("--shape wants INPUT=SIZE,SIZE,... with sizes of at least 1, "
                                 "found '" +
                                 text + "'");
  }
  options.inputs.widen = args.hasArg(ids.widen);
  return options;
}

int usageError(StringRef tool, const Twine &message) {
  errs() << "error: " << message << "\nsee '" << tool << " --help'\n";
  return exitUsageError;
}

Error alreadyReported() { return createStringError(""); }

int userError(Error error) {
  std::string message = toString(std::move(error));
  if (!message.empty())
    errs() << "error: " << message << '\n';
  return exitUserError;
}

int finishOutput(int code) {
  outs().flush();
  if (!outs().has_error())
    return code;
  std::string message = outs().error().message();
  outs().clear_error();
  errs() << "error: cannot write to standard output: " << message << '\n';
  return exitUserError;
}

/// Ends the process without taking memory.
static void endOutOfMemory(void *, const char *, bool) {
  static constexpr char message[] = "error: out of memory\n";
  (void)!::write(STDERR_FILENO, message, sizeof(message) - 1);
  sys::RunInterruptHandlers();
  ::_exit(exitUserError);
}

void initializeTool(int argc, char **argv) {
  install_bad_alloc_error_handler(endOutOfMemory);
  std::set_new_handler([] { endOutOfMemory(nullptr, nullptr, false); });
  // A file beyond the limit of its size is a failed write, not a signal.
  std::signal(SIGXFSZ, SIG_IGN);
  mlir::registerAsmPrinterCLOptions();
  mlir::registerPassManagerCLOptions();
  mlir::registerDefaultTimingManagerCLOptions();
  initializeTargets();
}

void configurePasses(mlir::PassManager &passes) {
  (void)mlir::applyPassManagerCLOptions(passes);
  mlir::applyDefaultTimingPassManagerCLOptions(passes);
}

void Progress::operator()(StringRef step) {
  if (std::chrono::steady_clock::now() - start > std::chrono::seconds(2))
    errs() << step << " ...\n";
}

} // namespace mnc
