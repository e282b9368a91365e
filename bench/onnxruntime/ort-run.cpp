// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// ort-run: runs an ONNX model on ONNX Runtime with one thread, on given or
// seeded inputs, writes its outputs as .npy files and times it.

#include "OnnxRuntime.h"
#include "mnc/HostTensor/Compare.h"
#include "mnc/HostTensor/Npy.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <chrono>

using namespace mnc;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;

namespace {

constexpr StringRef usage =
    R"(usage: ort-run --library PATH MODEL.onnx [option]...
  --library PATH         libonnxruntime.so.1
  --input NAME=FILE.npy  the input NAME (repeatable; others are seeded)
  --dim-batch N          value of symbolic dimensions of seeded inputs (1)
  --output-dir DIR       write each output as DIR/out_NAME.npy
  --repeat N             time N runs
  --optimise LEVEL       graph optimisations: all (default) or none
)";

struct Options {
  StringRef library, model, outputDir;
  llvm::MapVector<StringRef, StringRef> inputFiles;
  unsigned batch = 1, repeat = 0;
  bool optimises = true;
};

/// Sets the option `name` to `value`.
Error setOption(Options &options, StringRef name, StringRef value) {
  auto parseCount = [&](unsigned &count) -> Error {
    if (value.getAsInteger(10, count) || count < 1 || count > 1'000'000)
      return llvm::createStringError("'" + name + "' is '" + value +
                                     "', wanted a number from 1 to 1000000");
    return Error::success();
  };
  if (name == "--repeat")
    return parseCount(options.repeat);
  if (name == "--dim-batch")
    return parseCount(options.batch);
  if (name == "--optimise") {
    options.optimises = value == "all";
    return value == "all" || value == "none"
               ? Error::success()
               : llvm::createStringError("'--optimise' is '" + value + "', wanted all or none");
  }
  if (name == "--library")
    options.library = value;
  else if (name == "--output-dir")
    options.outputDir = value;
  else if (name == "--input") {
    // The first '=' separates: a name cannot hold one, a path can.
    auto [input, file] = value.split('=');
    if (input.empty() || file.empty())
      return llvm::createStringError("'--input' is '" + value + "', wanted NAME=FILE.npy");
    options.inputFiles[input] = file;
  } else
    return llvm::createStringError("unknown option '" + name + "'");
  return Error::success();
}

Expected<Options> parseArguments(llvm::ArrayRef<const char *> arguments) {
  Options options;
  while (!arguments.empty()) {
    StringRef argument = arguments.consume_front();
    if (!argument.starts_with("--")) {
      if (!options.model.empty())
        return llvm::createStringError("found two models, '" + options.model + "' and '" +
                                       argument + "', wanted one");
      options.model = argument;
      continue;
    }
    auto [name, value] = argument.split('=');
    if (name.size() == argument.size()) {
      if (arguments.empty())
        return llvm::createStringError("'" + name + "' lacks its value");
      value = arguments.consume_front();
    }
    if (Error error = setOption(options, name, value))
      return error;
  }
  if (options.model.empty() || options.library.empty())
    return llvm::createStringError("a model and '--library' are wanted");
  return options;
}

/// The given file or seeded values for every input of the model.
Expected<std::vector<HostTensor>> collectInputs(const OrtSession &session, Options &options) {
  std::vector<HostTensor> tensors;
  for (auto [index, input] : llvm::enumerate(session.inputs())) {
    auto file = options.inputFiles.find(input.name);
    if (file != options.inputFiles.end()) {
      Expected<HostTensor> tensor = readNpy(file->second);
      if (!tensor)
        return tensor.takeError();
      tensors.push_back(std::move(*tensor));
      options.inputFiles.erase(file);
      continue;
    }
    llvm::SmallVector<int64_t> shape(input.shape);
    llvm::replace(shape, int64_t(-1), int64_t(options.batch));
    tensors.push_back(generateInput(index, input.type, shape));
  }
  if (!options.inputFiles.empty())
    return llvm::createStringError(
        "the model has no input '" + options.inputFiles.front().first + "', only: " +
        llvm::join(llvm::map_range(session.inputs(),
                                   [](const OrtTensorType &input) { return input.name; }),
                   ", "));
  return tensors;
}

Error writeOutputs(const OrtSession &session, StringRef directory) {
  if (std::error_code code = llvm::sys::fs::create_directories(directory))
    return llvm::createStringError("'" + directory + "': " + code.message());
  std::vector<std::string> names;
  for (const OrtTensorType &output : session.outputs())
    names.push_back(output.name);
  for (auto [file, tensor] : llvm::zip_equal(outputFileNames(names), session.preparedOutputs())) {
    llvm::SmallString<128> path(directory);
    llvm::sys::path::append(path, file);
    if (Error error = writeNpy(path, tensor))
      return error;
  }
  return Error::success();
}

Error timeRuns(OrtSession &session, unsigned repeat) {
  std::vector<double> times;
  for (unsigned i = 0; i < repeat; ++i) {
    auto start = std::chrono::steady_clock::now();
    if (Error error = session.runOnce())
      return error;
    times.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
            .count());
  }
  llvm::sort(times);
  double median = (times[(repeat - 1) / 2] + times[repeat / 2]) / 2;
  double p90 = times[(repeat * 9 + 9) / 10 - 1];
  llvm::outs() << llvm::formatv(
      "time ms: min {0:f3} median {1:f3} p90 {2:f3} ({3} runs, 1 thread)\n", times.front(), median,
      p90, repeat);
  return Error::success();
}

Error runModel(Options &options) {
  Expected<OnnxRuntime> runtime = OnnxRuntime::load(options.library);
  if (!runtime)
    return runtime.takeError();
  Expected<OrtSession> session = runtime->open(options.model, /*threads=*/1, options.optimises);
  if (!session)
    return session.takeError();
  Expected<std::vector<HostTensor>> inputs = collectInputs(*session, options);
  if (!inputs)
    return inputs.takeError();
  if (Error error = session->prepare(std::move(*inputs)))
    return error;
  if (options.repeat)
    if (Error error = timeRuns(*session, options.repeat))
      return error;
  return options.outputDir.empty() ? Error::success() : writeOutputs(*session, options.outputDir);
}

} // namespace

/// Exit code 0, 1 on a bad file or model, 2 on a bad command line.
int main(int argc, char **argv) {
  llvm::ArrayRef<const char *> arguments(argv + 1, argc - 1);
  if (llvm::is_contained(arguments, StringRef("--help"))) {
    llvm::outs() << usage;
    return 0;
  }
  Expected<Options> options = parseArguments(arguments);
  if (!options) {
    llvm::errs() << "error: " << llvm::toString(options.takeError()) << '\n' << usage;
    return 2;
  }
  if (Error error = runModel(*options)) {
    llvm::errs() << "error: " << llvm::toString(std::move(error)) << '\n';
    return 1;
  }
  return 0;
}
