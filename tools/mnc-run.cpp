// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Compiles a network in memory, runs it, times it, compares its outputs.

#include "CommandLine.h"
#include "NetworkRun.h"
#include "Profile.h"

#define MNC_OPTIONS "MncRunOptions.inc"
#include "OptionTable.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mnc/Driver/CompareLayers.h"
#include "mnc/HostTensor/Compare.h"
#include "mnc/HostTensor/Npy.h"
#include "mnc/Reference/Evaluator.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mnc;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;

namespace {

using Tensors = std::vector<HostTensor>;

/// Runs of a profile, if the user does not say how many.
constexpr unsigned profileRuns = 50;

/// The user's values of the inputs, or generated ones.
Expected<Tensors> readInputs(const CommandLine &line, const LibraryDesc &library) {
  Tensors inputs = seededInputs(library);
  for (const std::string &text : line.args.getAllArgValues(OPT_input_eq)) {
    // A name may hold '=': the longest one that fits.
    auto ioTensor = library.inputs.end();
    for (auto input = library.inputs.begin(); input != library.inputs.end(); ++input) {
      bool fits = StringRef(text).starts_with(input->name + "=");
      if (fits && (ioTensor == library.inputs.end() || input->name.size() > ioTensor->name.size()))
        ioTensor = input;
    }
    if (ioTensor == library.inputs.end())
      return llvm::createStringError("the model has no input '" + StringRef(text).split('=').first +
                                     "'");
    StringRef name = ioTensor->name, path = StringRef(text).drop_front(name.size() + 1);
    Expected<HostTensor> tensor = readNpy(path);
    if (!tensor)
      return tensor.takeError();
    if (tensor->type != hostTypeOf(*ioTensor) || tensor->shape != ioTensor->shape)
      return llvm::createStringError(path + " holds " + elementTypeName(tensor->type) + " " +
                                     formatShape(tensor->shape) + " but input '" + name + "' is " +
                                     ioTensor->dataType + " " + formatShape(ioTensor->shape));
    inputs[ioTensor - library.inputs.begin()] = std::move(*tensor);
  }
  return inputs;
}

Expected<Tensors> runReference(Compilation &compilation, const Tensors &inputs) {
  auto graph = compilation.getModule().lookupSymbol<mlir::func::FuncOp>("main");
  auto results = evaluate(graph, exactTensors(inputs));
  if (failed(results))
    return alreadyReported();
  Tensors outputs;
  for (auto [result, ioTensor] : llvm::zip_equal(*results, compilation.getLibrary().outputs))
    outputs.push_back(roundedTensor(result, hostTypeOf(ioTensor)));
  return outputs;
}

void printTimes(std::vector<double> times) {
  llvm::sort(times);
  llvm::outs() << llvm::formatv(
      "time ms: min {0:f3} median {1:f3} p90 {2:f3} ({3} runs, 1 thread)\n", times.front(),
      times[times.size() / 2], times[times.size() * 9 / 10], times.size());
}

/// Runs the compiled code once, and `repeat` times more for the clock.
Expected<NetworkRun> runCompiled(const Compilation &compilation, Tensors &inputs, unsigned repeat) {
  Expected<NetworkRun> run = NetworkRun::create(compilation, inputs);
  if (!run)
    return run.takeError();
  if (Error error = run->run())
    return error;
  std::vector<double> times;
  for (unsigned i = 0; i < repeat; ++i)
    times.push_back(run->time());
  if (!times.empty())
    printTimes(std::move(times));
  return run;
}

/// The files of the outputs, in their order.
std::vector<std::string> outputFiles(const LibraryDesc &library, StringRef folder) {
  auto names = llvm::map_to_vector(library.outputs, [](auto &output) { return output.name; });
  std::vector<std::string> files = outputFileNames(names);
  for (std::string &file : files)
    file = (folder + "/" + file).str();
  return files;
}

Error writeOutputs(const Tensors &outputs, const LibraryDesc &library, StringRef folder) {
  if (std::error_code code = llvm::sys::fs::create_directories(folder))
    return llvm::createStringError("cannot create '" + folder + "': " + code.message());
  for (auto [output, file] : llvm::zip_equal(outputs, outputFiles(library, folder)))
    if (Error error = writeNpy(file, output))
      return error;
  return Error::success();
}

/// Prints found and allowed error of each output; an error if one is wrong.
Error compareOutputs(const Tensors &outputs, const LibraryDesc &library, StringRef folder) {
  bool passed = true;
  for (auto [output, ioTensor, file] :
       llvm::zip_equal(outputs, library.outputs, outputFiles(library, folder))) {
    Expected<HostTensor> wanted = readNpy(file);
    if (!wanted)
      return wanted.takeError();
    Expected<Comparison> result = compareTensors(output, *wanted);
    if (!result)
      return llvm::createStringError("output '" + ioTensor.name +
                                     "': " + llvm::toString(result.takeError()));
    llvm::outs() << llvm::formatv("{0}: error {1:e2}, allowed {2:e2}, top-1 {3}\n", ioTensor.name,
                                  result->maxError, result->allowed,
                                  result->topOneEqual ? "equal" : "differs");
    passed &= result->passed();
  }
  return passed ? Error::success() : llvm::createStringError("outputs differ");
}

/// Runs the compiled code and compares all that it left in memory; an error
/// names the first wrong layer.
Error checkLayers(Compilation &compilation, Tensors &inputs) {
  if (failed(compilation.runTo(Stage::Schedule)))
    return alreadyReported();
  mlir::OwningOpRef<mlir::ModuleOp> scheduled = compilation.getModule().clone();
  if (failed(compilation.runTo(Stage::Object)))
    return alreadyReported();
  Expected<NetworkRun> run = runCompiled(compilation, inputs, 0);
  if (!run)
    return run.takeError();
  auto layers = compareLayers(scheduled->lookupSymbol<mlir::func::FuncOp>("main"),
                              {inputs, run->getOutputs(), run->getWorkspace()});
  if (failed(layers))
    return alreadyReported();
  printLayers(*layers, llvm::outs());
  std::string wrong = firstWrongLayer(*layers);
  return wrong.empty() ? Error::success() : llvm::createStringError(wrong);
}

/// The outputs of the compiled code, or of the evaluator.
Expected<Tensors> computeOutputs(const CommandLine &line, Compilation &compilation, Tensors &inputs,
                                 unsigned repeat) {
  if (line.args.hasArg(OPT_reference))
    return runReference(compilation, inputs);
  if (failed(compilation.runTo(Stage::Object)))
    return alreadyReported();
  Expected<NetworkRun> run = runCompiled(compilation, inputs, repeat);
  if (!run)
    return run.takeError();
  return std::move(run->getOutputs());
}

/// Compiles the model again with a profiling callback, and prints the time of each layer.
Error printLayerTimes(const CommandLine &line, Compilation &compilation, CompileOptions options,
                      Tensors &inputs, unsigned repeat) {
  options.profilingCallback = profileCallback;
  Compilation profiled(options, *compilation.getModule().getContext());
  profiled.configure = configurePasses;
  if (failed(compilation.runTo(Stage::Object)) || failed(profiled.runTo(Stage::Object)))
    return alreadyReported();
  Expected<Profile> times = profile(compilation, profiled, inputs, repeat);
  if (!times)
    return times.takeError();
  if (line.args.getLastArgValue(OPT_profile_eq) == "json")
    llvm::outs() << llvm::formatv("{0:2}\n", profileAsJson(*times, compilation.getStatistics()));
  else
    printProfile(*times, compilation.getStatistics(), llvm::outs());
  return Error::success();
}

Error run(const CommandLine &line, const CompileOptions &options, unsigned repeat) {
  mlir::DialectRegistry registry;
  registerDialects(registry);
  mlir::MLIRContext context(registry, mlir::MLIRContext::Threading::DISABLED);
  auto handler = reportDiagnostics(context, options.model);
  Compilation compilation(options, context);
  compilation.configure = configurePasses;
  compilation.progress = Progress();
  if (failed(compilation.runTo(Stage::Import)))
    return alreadyReported();
  Expected<Tensors> inputs = readInputs(line, compilation.getLibrary());
  if (!inputs)
    return inputs.takeError();
  if (line.args.hasArg(OPT_verify_each))
    compilation.verifyEachPass(*inputs);
  if (options.keepAll)
    return checkLayers(compilation, *inputs);
  if (line.args.hasArg(OPT_profile_eq))
    return printLayerTimes(line, compilation, options, *inputs, repeat ? repeat : profileRuns);
  Expected<Tensors> outputs = computeOutputs(line, compilation, *inputs, repeat);
  if (!outputs)
    return outputs.takeError();
  if (const Arg *folder = line.args.getLastArg(OPT_output_dir_eq))
    if (Error error = writeOutputs(*outputs, compilation.getLibrary(), folder->getValue()))
      return error;
  if (const Arg *folder = line.args.getLastArg(OPT_compare_eq))
    return compareOutputs(*outputs, compilation.getLibrary(), folder->getValue());
  return Error::success();
}

int doNotGoTogether(const CommandLine &line, OptionId one, OptionId other) {
  auto spelling = [&](OptionId id) { return line.args.getLastArg(id)->getSpelling().rtrim('='); };
  return usageError("mnc-run", spelling(one) + " does not go with " + spelling(other));
}

} // namespace

int main(int argc, char **argv) {
  initializeTool(argc, argv);
  ToolOptions table;
  CommandLine line(table,
                   {OPT_INPUT, OPT_UNKNOWN, OPT_help, OPT_version, OPT_name_eq, OPT_cpu_eq,
                    OPT_target_eq, OPT_dim_eq, OPT_shape_eq, OPT_widen, OPT_no_stream,
                    OPT_no_winograd, OPT_no_cache_blocks, OPT_plan_eq},
                   argc, argv);
  if (std::optional<int> code =
          line.answerQuestion("mnc-run", "compiles a neural network in memory and runs it"))
    return *code;
  llvm::Expected<CompileOptions> options = line.compileOptions();
  if (!options)
    return usageError("mnc-run", llvm::toString(options.takeError()));
  unsigned repeat = 0;
  if (const Arg *arg = line.args.getLastArg(OPT_repeat_eq))
    if (StringRef(arg->getValue()).getAsInteger(10, repeat) || repeat == 0)
      return usageError("mnc-run", "--repeat wants a count of at least 1, found '" +
                                       llvm::Twine(arg->getValue()) + "'");
  for (const std::string &text : line.args.getAllArgValues(OPT_input_eq))
    if (StringRef(text).find('=') == StringRef::npos)
      return usageError("mnc-run", "--input wants NAME=FILE.npy, found '" + text + "'");
  options->keepAll = line.args.hasArg(OPT_compare_layers);
  if (options->keepAll)
    for (auto other : {OPT_reference, OPT_repeat_eq, OPT_output_dir_eq, OPT_compare_eq})
      if (line.args.hasArg(other))
        return doNotGoTogether(line, OPT_compare_layers, other);
  if (const Arg *arg = line.args.getLastArg(OPT_profile_eq)) {
    StringRef format = arg->getValue();
    if (format != "table" && format != "json")
      return usageError("mnc-run", "--profile wants 'table' or 'json', found '" + format + "'");
    for (auto other : {OPT_reference, OPT_output_dir_eq, OPT_compare_eq, OPT_compare_layers})
      if (line.args.hasArg(other))
        return doNotGoTogether(line, OPT_profile_eq, other);
  }
  if (line.args.hasArg(OPT_reference) && line.args.hasArg(OPT_verify_each))
    return doNotGoTogether(line, OPT_reference, OPT_verify_each);
  if (Error error = run(line, *options, repeat))
    return finishOutput(userError(std::move(error)));
  return finishOutput(exitOk);
}
