// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The compiler: an ONNX file in, a static library and its header out.

#include "CommandLine.h"

#define MNC_OPTIONS "MncOptions.inc"
#include "OptionTable.h"

#include "mnc/Driver/Stats.h"
#include "mnc/Emit/EmitCpp.h"
#include "mnc/Emit/Package.h"
#include "mnc/Schedule/LiveRanges.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace mnc;
using llvm::StringRef;

namespace {

/// A value of `--emit`: the stage to run to, and the ending of the file.
struct EmitKind {
  enum Form { Ir, PlanJson, MemoryJson, LlvmText, Assembly, Object, Cpp, Library } form = Library;
  Stage stage = Stage::Object;
  StringRef ending;
};

std::optional<EmitKind> emitKind(StringRef text) {
  return llvm::StringSwitch<std::optional<EmitKind>>(text)
      .Case("import", EmitKind{EmitKind::Ir, Stage::Import, ".import.mlir"})
      .Case("graph", EmitKind{EmitKind::Ir, Stage::Graph, ".graph.mlir"})
      .Case("plan", EmitKind{EmitKind::PlanJson, Stage::Schedule, ".plan.json"})
      .Case("memory", EmitKind{EmitKind::MemoryJson, Stage::Schedule, ".memory.json"})
      .Case("schedule", EmitKind{EmitKind::Ir, Stage::Schedule, ".schedule.mlir"})
      .Case("loops", EmitKind{EmitKind::Ir, Stage::Loops, ".loops.mlir"})
      .Case("llvm", EmitKind{EmitKind::LlvmText, Stage::Loops, ".ll"})
      .Case("asm", EmitKind{EmitKind::Assembly, Stage::Loops, ".s"})
      .Case("obj", EmitKind{EmitKind::Object, Stage::Object, ".o"})
      .Case("cpp", EmitKind{EmitKind::Cpp, Stage::Loops, ".cpp"})
      .Case("lib", EmitKind{EmitKind::Library, Stage::Object, ""})
      .Default(std::nullopt);
}

/// The text of a graph; weights are left out, node names are kept.
std::string printIr(mlir::ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  mlir::OpPrintingFlags flags;
  flags.elideLargeResourceString(64).enableDebugInfo(true).useLocalScope();
  module->print(stream, flags);
  stream << '\n';
  return text;
}

/// The one output of the kinds that are a single file.
llvm::Expected<std::string> textOf(Compilation &compilation, EmitKind::Form form) {
  if (form == EmitKind::PlanJson)
    return llvm::formatv("{0:2}\n", asJson(compilation.getPlan())).str();
  if (form == EmitKind::MemoryJson)
    return llvm::formatv("{0:2}\n", memoryAsJson(compilation.getGraph())).str();
  if (form == EmitKind::LlvmText)
    return emitLLVMText(compilation.getModule(), compilation.getLibrary(), compilation.getTarget());
  if (form == EmitKind::Assembly)
    return emitAssemblyText(compilation.getModule(), compilation.getLibrary(),
                            compilation.getTarget());
  return printIr(compilation.getModule());
}

StringRef objectOf(const Compilation &compilation) {
  return {compilation.getObject().data(), compilation.getObject().size()};
}

/// Writes `files` and the weights to `weightsFile`, if it is not empty.
llvm::Error writeAll(std::vector<OutputFile> files, const Compilation &compilation,
                     StringRef weightsFile) {
  llvm::ArrayRef<uint8_t> weights = compilation.getWeights();
  if (!weightsFile.empty())
    files.emplace_back(weightsFile.str(),
                       StringRef(reinterpret_cast<const char *>(weights.data()), weights.size()));
  return writeFiles(files);
}

llvm::Error writeLibrary(Compilation &compilation, StringRef folder, StringRef weightsFile) {
  const std::string &name = compilation.name();
  const LibraryDesc &library = compilation.getLibrary();
  std::string header = printHeader(library);
  std::string json = printJson(library, asJson(compilation.getStatistics()));
  std::string base = (folder + "/").str();
  auto archive = [&](llvm::raw_ostream &stream) {
    return writeArchive(stream, objectOf(compilation), name + ".o", library.triple);
  };
  return writeAll({{base + name + ".h", header},
                   {base + "lib" + name + ".a", archive},
                   {base + name + ".json", json}},
                  compilation, weightsFile);
}

llvm::Error writeCpp(Compilation &compilation, StringRef folder, StringRef weightsFile) {
  LibraryDesc library = compilation.getLibrary();
  llvm::Expected<std::string> source =
      emitCpp(compilation.getModule(), library, compilation.getTarget());
  if (!source)
    return source.takeError();
  library.stackBytes = cppStackBytes;
  std::string header = printHeader(library);
  std::string base = (folder + "/" + compilation.name()).str();
  auto weights = [&](llvm::raw_ostream &stream) {
    writeCppWeights(stream, compilation.name(), compilation.getWeights());
    return llvm::Error::success();
  };
  std::vector<OutputFile> files = {{base + ".h", header}, {base + ".cpp", *source}};
  if (!library.externalWeights)
    files.emplace_back(base + "_weights.cpp", weights);
  return writeAll(std::move(files), compilation, weightsFile);
}

llvm::Error writeOutput(Compilation &compilation, const EmitKind &kind, StringRef folder,
                        StringRef weightsFile) {
  if (kind.form == EmitKind::Library)
    return writeLibrary(compilation, folder, weightsFile);
  if (kind.form == EmitKind::Cpp)
    return writeCpp(compilation, folder, weightsFile);
  std::string text;
  StringRef contents = objectOf(compilation);
  if (kind.form != EmitKind::Object) {
    if (llvm::Error error = textOf(compilation, kind.form).moveInto(text))
      return error;
    contents = text;
  }
  if (folder != "-")
    return writeFiles({{(folder + "/" + compilation.name() + kind.ending).str(), contents}});
  llvm::outs() << contents;
  return llvm::Error::success();
}

void printStatistics(const Statistics &statistics, StringRef format) {
  if (format != "json")
    return printStats(statistics, llvm::outs());
  llvm::json::Object object = asJson(statistics);
  object["schema"] = jsonSchema;
  llvm::outs() << llvm::formatv("{0:2}\n", llvm::json::Value(std::move(object)));
}

int compile(const CommandLine &line, CompileOptions options) {
  std::optional<EmitKind> kind = emitKind(line.args.getLastArgValue(OPT_emit_eq, "lib"));
  if (!kind)
    return usageError("mnc",
                      "--emit does not know '" + line.args.getLastArgValue(OPT_emit_eq) + "'");
  StringRef folder = line.args.getLastArgValue(OPT_o, ".");
  bool isLibrary = kind->form == EmitKind::Library || kind->form == EmitKind::Cpp;
  if (folder == "-" && isLibrary)
    return usageError("mnc", "a library is several files; -o wants a folder, not '-'");
  StringRef weightsFile = line.args.getLastArgValue(OPT_weights_eq);
  options.externalWeights = line.args.hasArg(OPT_weights_eq);
  if (options.externalWeights && !isLibrary)
    return usageError("mnc", "--weights wants --emit=lib or --emit=cpp");
  if (options.externalWeights && (weightsFile.empty() || weightsFile == "-"))
    return usageError("mnc", "--weights wants a file, found '" + weightsFile + "'");
  if (llvm::sys::fs::equivalent(weightsFile, options.model))
    return usageError("mnc", "--weights wants a file other than the model");
  StringRef format = line.args.getLastArgValue(OPT_stats_eq);
  if (!format.empty() && format != "table" && format != "json")
    return usageError("mnc", "--stats wants 'table' or 'json', found '" + format + "'");
  // Statistics describe the scheduled graph.
  Stage stage = kind->stage;
  if (!format.empty() && stage < Stage::Schedule)
    return usageError("mnc", "--stats wants --emit=schedule or a later stage");
  // Nothing but them is wanted.
  bool isStatsOnly = !format.empty() && !line.args.hasArg(OPT_emit_eq);
  if (isStatsOnly)
    stage = Stage::Schedule;

  mlir::DialectRegistry registry;
  registerDialects(registry);
  mlir::MLIRContext context(registry, mlir::MLIRContext::Threading::DISABLED);
  auto handler = reportDiagnostics(context, options.model);
  Compilation compilation(options, context);
  compilation.configure = configurePasses;
  compilation.progress = Progress();
  compilation.freesConstants = true;
  if (line.args.hasArg(OPT_verify_each)) {
    if (mlir::failed(compilation.runTo(Stage::Import)))
      return exitUserError;
    compilation.verifyEachPass(seededInputs(compilation.getLibrary()));
  }
  if (mlir::failed(compilation.runTo(stage)))
    return exitUserError;
  if (!format.empty())
    printStatistics(compilation.getStatistics(), format);
  if (isStatsOnly)
    return finishOutput(exitOk);
  if (llvm::Error error = writeOutput(compilation, *kind, folder, weightsFile))
    return userError(std::move(error));
  return exitOk;
}

} // namespace

int main(int argc, char **argv) {
  initializeTool(argc, argv);
  ToolOptions table;
  CommandLine line(table,
                   {OPT_INPUT, OPT_UNKNOWN, OPT_help, OPT_version, OPT_name_eq, OPT_cpu_eq,
                    OPT_target_eq, OPT_dim_eq, OPT_shape_eq, OPT_widen, OPT_no_stream,
                    OPT_no_winograd, OPT_no_cache_blocks, OPT_plan_eq, OPT_max_workspace_eq},
                   argc, argv);
  if (std::optional<int> code =
          line.answerQuestion("mnc", "compiles a neural network to a static library for one CPU"))
    return *code;
  llvm::Expected<CompileOptions> options = line.compileOptions();
  if (!options)
    return usageError("mnc", llvm::toString(options.takeError()));
  return finishOutput(compile(line, std::move(*options)));
}
