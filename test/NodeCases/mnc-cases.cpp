// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Compiles and runs many small models, each a folder with model.onnx,
// in_NAME.npy and out_NAME.npy, and compares outputs. A list names those that
// must be refused, with a text that the refusal contains. With --operators,
// prints what the importer knows instead: a line `NAME FIRST LAST` for each
// operator, named with its domain if that is not ONNX's, and range of opsets.

#include "Jit.h"
#include "Registry.h"
#include "mnc/Driver/Compilation.h"
#include "mnc/Driver/HostTensors.h"
#include "mnc/HostTensor/Compare.h"
#include "mnc/HostTensor/Npy.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/PrettyStackTrace.h"
#include <cstdlib>
#include <map>

using namespace mnc;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
namespace cl = llvm::cl;
namespace fs = llvm::sys::fs;

namespace {

std::string join(StringRef folder, const llvm::Twine &file) {
  llvm::SmallString<128> path(folder);
  llvm::sys::path::append(path, file);
  return path.str().str();
}

/// out_NAME.npy of each output, or with "in" for "out" of each input.
std::vector<std::string> filesOf(llvm::ArrayRef<IoTensorDesc> tensors, bool isInput) {
  auto names = llvm::map_to_vector(tensors, [](auto &tensor) { return tensor.name; });
  std::vector<std::string> files = outputFileNames(names);
  for (std::string &file : files)
    if (isInput)
      file = "in" + file.substr(3);
  return files;
}

/// Runs the object on the case's inputs and compares its outputs.
Error runObject(Compilation &compilation, StringRef folder) {
  const LibraryDesc &library = compilation.getLibrary();
  std::vector<HostTensor> tensors;
  for (auto [ioTensor, file] : llvm::zip_equal(library.inputs, filesOf(library.inputs, true))) {
    Expected<HostTensor> tensor = readNpy(join(folder, file));
    if (!tensor)
      return tensor.takeError();
    if (tensor->shape != ioTensor.shape || tensor->type != hostTypeOf(ioTensor))
      return llvm::createStringError("input '" + ioTensor.name + "' is " + ioTensor.dataType + " " +
                                     formatShape(ioTensor.shape) + ", wanted " +
                                     elementTypeName(tensor->type) + " " +
                                     formatShape(tensor->shape));
    tensors.push_back(std::move(*tensor));
  }
  for (const IoTensorDesc &ioTensor : library.outputs)
    tensors.push_back(HostTensor::zeros(hostTypeOf(ioTensor), ioTensor.shape));
  std::vector<void *> pointers;
  for (HostTensor &tensor : tensors)
    pointers.push_back(tensor.bytes.data());
  int64_t alignment = library.workspaceAlignment;
  std::unique_ptr<void, decltype(&std::free)> workspace(
      std::aligned_alloc(alignment, llvm::alignTo(library.workspaceBytes + 1, alignment)),
      std::free);
  pointers.push_back(workspace.get());
  auto network = linkNetwork(compilation.getObject(), library.name, pointers.size());
  if (!network)
    return network.takeError();
  if (int code = (*network)->run(pointers))
    return llvm::createStringError("the code returned " + llvm::Twine(code));
  std::vector<std::string> files = filesOf(library.outputs, false);
  for (auto [index, ioTensor] : llvm::enumerate(library.outputs)) {
    Expected<HostTensor> wanted = readNpy(join(folder, files[index]));
    if (!wanted)
      return wanted.takeError();
    Expected<Comparison> result = compareTensors(tensors[library.inputs.size() + index], *wanted);
    if (!result)
      return result.takeError();
    if (result->maxError > result->allowed)
      return llvm::createStringError(llvm::formatv("output '{0}': error {1:e2}, allowed {2:e2}",
                                                   ioTensor.name, result->maxError,
                                                   result->allowed));
  }
  return Error::success();
}

struct Result {
  /// The compiler's refusal of the case; empty if it does not refuse it.
  std::string refusal;
  /// The fault of the compiled code; empty if there is none.
  std::string wrong;
};

Result runCase(const mlir::DialectRegistry &registry, StringRef folder) {
  mlir::MLIRContext context(registry, mlir::MLIRContext::Threading::DISABLED);
  Result result;
  mlir::ScopedDiagnosticHandler handler(&context, [&](mlir::Diagnostic &diagnostic) {
    if (diagnostic.getSeverity() != mlir::DiagnosticSeverity::Error)
      return;
    auto node = diagnostic.getLocation()->findInstanceOf<mlir::NameLoc>();
    std::string text = diagnostic.str();
    if (node && !StringRef(text).starts_with("node '"))
      text = "node '" + node.getName().str() + "': " + text;
    result.refusal += (result.refusal.empty() ? "" : "; ") + text;
  });
  CompileOptions options;
  options.model = join(folder, "model.onnx");
  Compilation compilation(options, context);
  if (failed(compilation.runTo(Stage::Object))) {
    if (result.refusal.empty())
      result.wrong = "fails without a message";
    return result;
  }
  result.refusal.clear();
  result.wrong = llvm::toString(runObject(compilation, folder));
  return result;
}

using List = std::map<std::string, std::string>;

/// Lines `NAME: TEXT`; # begins a comment.
Expected<List> readList(StringRef path) {
  auto file = llvm::MemoryBuffer::getFile(path, /*IsText=*/true);
  if (!file)
    return llvm::createStringError(path + ": " + file.getError().message());
  List list;
  llvm::SmallVector<StringRef> lines;
  (*file)->getBuffer().split(lines, '\n', -1, /*KeepEmpty=*/false);
  for (StringRef line : lines) {
    if (line.starts_with("#"))
      continue;
    auto [name, text] = line.split(':');
    if (text.trim().empty() || !list.insert({name.str(), text.trim().str()}).second)
      return llvm::createStringError(path + ": wants one line 'NAME: TEXT' for a case, found '" +
                                     line + "'");
  }
  return list;
}

/// Returns the fault of the case's result; empty if there is none. `text` is its entry in the list.
std::string judge(const Result &result, const std::string *text) {
  if (!text)
    return result.refusal.empty() ? result.wrong : "is refused: " + result.refusal;
  if (result.refusal.empty())
    return result.wrong.empty() ? "passes now: remove it from the list"
                                : "compiles now: " + result.wrong;
  StringRef refusal = result.refusal;
  if (!refusal.contains("node '") && !refusal.contains("input '") && !refusal.contains("output '"))
    return "is refused without a name of the model: " + result.refusal;
  if (!refusal.contains(*text))
    return "is refused for another reason than '" + *text + "': " + result.refusal;
  return "";
}

int runAll(StringRef root, List list) {
  mlir::DialectRegistry registry;
  registerDialects(registry);
  std::vector<std::string> folders;
  std::error_code code;
  for (fs::directory_iterator at(root, code), end; at != end && !code; at.increment(code))
    folders.push_back(at->path());
  llvm::sort(folders);
  size_t passed = 0, listed = 0, wrong = 0;
  auto report = [&](StringRef name, const std::string &problem) {
    ++wrong;
    llvm::outs() << "FAIL " << name << ": " << problem << '\n';
  };
  for (const std::string &folder : folders) {
    std::string name = llvm::sys::path::filename(folder).str();
    llvm::PrettyStackTraceString trace(name.c_str());
    auto entry = list.find(name);
    const std::string *text = entry == list.end() ? nullptr : &entry->second;
    std::string problem = judge(runCase(registry, folder), text);
    if (!problem.empty())
      report(name, problem);
    else
      ++(text ? listed : passed);
    if (text)
      list.erase(entry);
  }
  for (const auto &[name, text] : list)
    report(name, "is in the list, but there is no such case");
  llvm::outs() << llvm::formatv("node cases: {0} passed, {1} listed, {2} wrong\n", passed, listed,
                                wrong);
  return wrong == 0 && passed > 0 ? 0 : 1;
}

void printOperators() {
  forEachOperator([](const OperatorRow &row) {
    llvm::outs() << row.domain << (row.domain.empty() ? "" : ".") << row.type << ' '
                 << row.firstOpset << ' ' << row.lastOpset << '\n';
  });
}

} // namespace

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  cl::OptionCategory category("mnc-cases");
  cl::opt<std::string> root(cl::Positional, cl::desc("FOLDER"), cl::cat(category));
  cl::opt<std::string> refused("refused", cl::cat(category),
                               cl::desc("list of the cases that are refused"));
  cl::opt<bool> operators("operators", cl::cat(category),
                          cl::desc("print the operators that are imported, and end"));
  cl::HideUnrelatedOptions(category);
  cl::ParseCommandLineOptions(argc, argv, "compiles and runs the cases in a folder\n");
  if (operators) {
    printOperators();
    return 0;
  }
  Expected<List> list = readList(refused);
  if (!list) {
    llvm::errs() << "error: " << llvm::toString(list.takeError()) << '\n';
    return 1;
  }
  return runAll(root, std::move(*list));
}
