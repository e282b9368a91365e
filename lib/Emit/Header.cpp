// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The C header of a compiled library.

#include "mnc/Emit/LibraryDesc.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using llvm::StringRef;

namespace mnc {

/// `text` with what could end a C comment or upset a compiler replaced.
static std::string commentText(StringRef text) {
  std::string result;
  for (char c : text) {
    bool opens = c == '*' && llvm::StringRef(result).ends_with("/");
    bool closes = c == '/' && llvm::StringRef(result).ends_with("*");
    bool plain = llvm::isPrint(c) && c != '\\' && c != '?';
    result += plain && !opens && !closes ? c : '_';
  }
  return result;
}

/// `text` as the middle of a macro's name.
static std::string macroText(StringRef text) {
  std::string result;
  for (char c : text)
    result += llvm::isAlnum(c) ? llvm::toUpper(c) : '_';
  return result;
}

namespace {

/// An input or output tensor with its place: "input" or "output", its C name, its macro name.
struct NamedIoTensor {
  const IoTensorDesc &ioTensor;
  bool isInput;
  std::string argument;
  std::string macro;
};

class HeaderPrinter {
public:
  explicit HeaderPrinter(const LibraryDesc &library);
  std::string print();

private:
  void addIoTensors(llvm::ArrayRef<IoTensorDesc> ioTensors, bool isInput);
  void printOverview();
  void printExample();
  void printSizes();
  void printErrors();
  void printRun();
  void printCheckWeights();
  void printCxx();
  void printCxxRun();
  bool needsStdint() const;

  const LibraryDesc &library;
  std::string upper;
  llvm::SmallVector<NamedIoTensor> ioTensors;
  std::string text;
  llvm::raw_string_ostream os;
};

} // namespace

HeaderPrinter::HeaderPrinter(const LibraryDesc &library)
    : library(library), upper(StringRef(library.name).upper()), os(text) {
  addIoTensors(library.inputs, /*isInput=*/true);
  addIoTensors(library.outputs, /*isInput=*/false);
}

void HeaderPrinter::addIoTensors(llvm::ArrayRef<IoTensorDesc> descs, bool isInput) {
  StringRef kind = isInput ? "input" : "output";
  for (auto [index, ioTensor] : llvm::enumerate(descs)) {
    std::string number = std::to_string(index);
    std::string argument = kind.str() + (descs.size() == 1 ? "" : number);
    ioTensors.push_back({ioTensor, isInput, argument, kind.upper() + number});
  }
}

bool HeaderPrinter::needsStdint() const {
  return llvm::any_of(ioTensors, [](const NamedIoTensor &ioTensor) {
    return StringRef(ioTensor.ioTensor.elementType).ends_with("_t");
  });
}

void HeaderPrinter::printOverview() {
  os << "/*\n * " << library.name << ": a neural network compiled to a static library.\n *\n"
     << " * Compiler " << commentText(library.compilerVersion) << ", target "
     << commentText(library.triple) << ", cpu " << commentText(library.cpu) << ".\n"
     << llvm::formatv(" * Weights {0} bytes, code {1} bytes, workspace {2} "
                      "bytes, stack at most {3} bytes.\n *\n",
                      library.weightBytes, library.codeBytes, library.workspaceBytes,
                      library.stackBytes);
  for (const NamedIoTensor &ioTensor : ioTensors) {
    os << " *   " << llvm::left_justify(ioTensor.argument, 9)
       << llvm::left_justify(ioTensor.ioTensor.elementType, 9) << "[";
    llvm::interleave(ioTensor.ioTensor.shape, os, ", ");
    os << "] ";
    if (!ioTensor.ioTensor.layout.empty())
      os << commentText(ioTensor.ioTensor.layout) << " ";
    if (ioTensor.ioTensor.dataType == "bool")
      os << "0 or 1 ";
    if (ioTensor.ioTensor.dataType == "float16")
      os << "bits of IEEE binary16 ";
    os << "(tensor '" << commentText(ioTensor.ioTensor.name) << "')\n";
  }
  os << " *\n"
        " * Elements are dense, the last axis is contiguous. Inputs and "
        "outputs need only\n"
        " * the alignment of their element and may not overlap; no byte beyond "
        "them is\n"
        " * read or written. Nothing is initialised or allocated. Calls from "
        "several\n"
        " * threads may run at once if each has its own outputs and "
        "workspace. A call sets\n"
        " * its own floating-point mode (denormals are zeros) and gives the "
        "caller's back.\n *\n";
  if (library.externalWeights)
    os << " * The weights are in a file that belongs to this header. Its "
          "contents are only\n"
          " * read; calls may share them.\n *\n";
}

void HeaderPrinter::printExample() {
  bool hasWorkspace = library.workspaceBytes != 0;
  bool hasWeights = library.externalWeights && library.weightBytes != 0;
  os << " * Example (C11):\n *\n";
  for (const NamedIoTensor &ioTensor : ioTensors)
    os << " *   static " << ioTensor.ioTensor.elementType << " " << ioTensor.argument << "["
       << upper << "_" << ioTensor.macro << "_ELEMENTS];\n";
  if (hasWorkspace)
    os << " *   static _Alignas(" << upper
       << "_WORKSPACE_ALIGNMENT) unsigned char\n *       workspace[" << upper
       << "_WORKSPACE_BYTES];\n";
  if (hasWeights)
    os << " *   static _Alignas(" << upper << "_WEIGHTS_ALIGNMENT) unsigned char\n *       weights["
       << upper
       << "_WEIGHTS_BYTES];\n *   ... read `size` bytes from the file of weights, once "
          "...\n *   if ("
       << library.name << "_check_weights(weights, size) != " << upper
       << "_OK)\n *     ... not the weights of this network ...\n";
  os << " *   ... fill the input ...\n *   if (" << library.name << "_run(";
  for (const NamedIoTensor &ioTensor : ioTensors)
    os << ioTensor.argument << ", ";
  os << (hasWorkspace ? "workspace" : "NULL");
  if (library.externalWeights)
    os << (hasWeights ? ", weights" : ", NULL");
  os << ") != " << upper << "_OK)\n *     ... refused, nothing was written ...\n */\n";
}

void HeaderPrinter::printSizes() {
  auto define = [&](const llvm::Twine &name, const llvm::Twine &value) {
    os << "#define " << upper << "_" << name << " " << value << "\n";
  };
  os << "/* Memory, in bytes. The stack is an upper bound for a call. */\n";
  define("WORKSPACE_BYTES", llvm::Twine(library.workspaceBytes));
  define("WORKSPACE_ALIGNMENT", llvm::Twine(library.workspaceAlignment));
  define("STACK_BYTES", llvm::Twine(library.stackBytes));
  if (library.externalWeights) {
    define("WEIGHTS_BYTES", llvm::Twine(library.weightBytes));
    define("WEIGHTS_ALIGNMENT", llvm::Twine(library.weightAlignment));
  }

  os << "\n/* Sizes of the inputs and outputs, by position and by tensor. */\n";
  llvm::StringSet<> taken;
  for (const NamedIoTensor &ioTensor : ioTensors) {
    define(ioTensor.macro + "_ELEMENTS", llvm::Twine(ioTensor.ioTensor.numElements()));
    define(ioTensor.macro + "_BYTES", llvm::Twine(ioTensor.ioTensor.byteSize));
    taken.insert(ioTensor.macro);
  }
  for (const NamedIoTensor &ioTensor : ioTensors) {
    std::string name = macroText(ioTensor.ioTensor.name);
    if (!name.empty() && taken.insert(name).second)
      define(name + "_ELEMENTS", upper + "_" + ioTensor.macro + "_ELEMENTS");
  }
}

void HeaderPrinter::printErrors() {
  os << "\n/* What " << library.name << "_run "
     << (library.externalWeights ? "and " + library.name + "_check_weights return" : "returns")
     << ". */\n"
     << "enum " << library.name << "_error {\n"
     << "  " << upper << "_OK = 0,\n"
     << "  /* an argument is a null pointer */\n"
     << "  " << upper << "_ERROR_NULL_POINTER = 1,\n"
     << "  /* the workspace is not aligned to " << upper << "_WORKSPACE_ALIGNMENT */\n"
     << "  " << upper << "_ERROR_WORKSPACE_ALIGNMENT = 2,\n"
     << "  /* this machine lacks instructions that the code uses */\n"
     << "  " << upper << "_ERROR_CPU = 3";
  if (library.externalWeights)
    os << ",\n  /* the weights are not aligned to " << upper << "_WEIGHTS_ALIGNMENT */\n"
       << "  " << upper << "_ERROR_WEIGHTS_ALIGNMENT = 4,\n"
       << "  /* of " << library.name
       << "_check_weights: these are not the weights of this network */\n"
       << "  " << upper << "_ERROR_WEIGHTS = 5";
  os << "\n};\n\n";
}

void HeaderPrinter::printRun() {
  os << "/*\n * Runs the network once. `workspace` holds at least " << upper
     << "_WORKSPACE_BYTES\n * bytes, whose contents do not matter before and "
        "after"
     << (library.workspaceBytes == 0 ? "; it may be null" : "") << ".\n";
  if (library.externalWeights)
    os << " * `weights` are the contents of the file of weights"
       << (library.weightBytes == 0 ? "; they may be null" : "")
       << ". Only their address is\n * checked here.\n";
  os << " * Returns a value of enum " << library.name
     << "_error; on an error nothing is written.\n */\n"
     << "int " << library.name << "_run(";
  for (const NamedIoTensor &ioTensor : ioTensors)
    os << (ioTensor.isInput ? "const " : "") << ioTensor.ioTensor.elementType << " *"
       << ioTensor.argument << ", ";
  os << "void *workspace" << (library.externalWeights ? ", const void *weights" : "") << ");\n";
}

void HeaderPrinter::printCheckWeights() {
  os << "\n/*\n"
        " * Whether the `bytes` bytes at `weights` are the contents of the "
        "file that was\n"
        " * written with this header: by their number and by a checksum of "
        "64 bits.\n"
     << " * Returns a value of enum " << library.name << "_error.\n */\n"
     << "int " << library.name << "_check_weights(const void *weights, size_t bytes);\n";
}

void HeaderPrinter::printCxxRun() {
  auto span = [&](const NamedIoTensor &ioTensor) {
    return (llvm::Twine("std::span<") + (ioTensor.isInput ? "const " : "") +
            ioTensor.ioTensor.elementType + ", " + upper + "_" + ioTensor.macro + "_ELEMENTS> " +
            ioTensor.argument)
        .str();
  };
  os << "/* As " << library.name << "_run. */\n"
     << "[[nodiscard]] inline " << library.name << "_error run(";
  for (const NamedIoTensor &ioTensor : ioTensors)
    os << span(ioTensor) << ",\n    ";
  os << "Workspace &workspace" << (library.externalWeights ? ", const Weights &weights" : "")
     << ") noexcept {\n"
     << "  return static_cast<" << library.name << "_error>(::" << library.name << "_run(";
  for (const NamedIoTensor &ioTensor : ioTensors)
    os << ioTensor.argument << ".data(), ";
  os << "workspace.bytes" << (library.externalWeights ? ", weights.bytes" : "") << "));\n}\n\n";
}

void HeaderPrinter::printCxx() {
  // Not the bare name, which may be a word of the language, a function of C or a macro.
  std::string name = library.name + "_network";
  os << "\n#if defined(__cplusplus) && __cplusplus >= 202002L\n"
        "/* For C++20: arguments of the right size, by their types. */\n"
        "#include <span>\n\n"
     << "namespace " << name << " {\n\n"
     << "/* What a call needs for itself; its contents do not matter. */\n"
     << "struct alignas(" << upper << "_WORKSPACE_ALIGNMENT) Workspace {\n"
     << "  unsigned char bytes[" << (library.workspaceBytes ? upper + "_WORKSPACE_BYTES" : "1")
     << "];\n"
     << "};\n\n";
  if (library.externalWeights)
    os << "/* The contents of the file of weights. */\n"
       << "struct alignas(" << upper << "_WEIGHTS_ALIGNMENT) Weights {\n"
       << "  unsigned char bytes[" << (library.weightBytes ? upper + "_WEIGHTS_BYTES" : "1")
       << "];\n"
       << "};\n\n"
       << "/* As " << library.name << "_check_weights. */\n"
       << "[[nodiscard]] inline " << library.name
       << "_error check_weights(std::span<const unsigned char> weights) "
          "noexcept {\n"
       << "  return static_cast<" << library.name << "_error>(::" << library.name
       << "_check_weights(weights.data(), weights.size()));\n}\n\n";
  printCxxRun();
  os << "} // namespace " << name << "\n#endif\n";
}

std::string HeaderPrinter::print() {
  printOverview();
  printExample();
  std::string guard = upper + "_H";
  os << "#ifndef " << guard << "\n#define " << guard << "\n\n";
  if (library.externalWeights)
    os << "#include <stddef.h>\n\n";
  if (needsStdint())
    os << "#include <stdint.h>\n\n";
  os << "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n";
  printSizes();
  printErrors();
  printRun();
  if (library.externalWeights)
    printCheckWeights();
  os << "\n#ifdef __cplusplus\n}\n#endif\n";
  printCxx();
  os << "\n#endif /* " << guard << " */\n";
  return text;
}

std::string printHeader(const LibraryDesc &library) { return HeaderPrinter(library).print(); }

} // namespace mnc
