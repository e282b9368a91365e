// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// NAME_run and NAME_check_weights in C++, with the runtime that they need: the
// same checks in the same order as EntryPoint.cpp builds for an object.

#include "CppPrelude.h"
#include "CppText.h"
#include "mnc/CPU/X86Features.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace mnc {

static constexpr unsigned char runtimeText[] = {
#include "mnc_runtime_text.inc"
};
static constexpr unsigned char checksumText[] = {
#include "mnc_checksum_text.inc"
};

/// `text` compiled for every CPU of the architecture, so that it can look
/// whether this one has what the rest uses.
static std::string forBaseline(const std::string &text, Arch arch) {
  if (arch != Arch::X86_64)
    return text;
  return "#ifdef __clang__\n"
         "#pragma clang attribute "
         "push(__attribute__((target(\"arch=x86-64\"))), "
         "apply_to = function)\n"
         "#else\n#pragma GCC push_options\n"
         "#pragma GCC target(\"arch=x86-64\")\n#endif\n" +
         text +
         "#ifdef __clang__\n#pragma clang attribute pop\n"
         "#else\n#pragma GCC pop_options\n#endif\n";
}

std::string cppRuntime(const LibraryDesc &library, const Target &target) {
  std::string text(reinterpret_cast<const char *>(runtimeText), sizeof runtimeText);
  if (library.externalWeights)
    text.append(reinterpret_cast<const char *>(checksumText), sizeof checksumText);
  return forBaseline(text, target.row.arch);
}

std::vector<std::string> cppArguments(const LibraryDesc &library) {
  std::vector<std::string> names;
  auto add = [&](llvm::ArrayRef<IoTensorDesc> ioTensors, const std::string &kind) {
    for (size_t i = 0; i < ioTensors.size(); ++i)
      names.push_back(ioTensors.size() == 1 ? kind : kind + std::to_string(i));
  };
  add(library.inputs, "input");
  add(library.outputs, "output");
  names.push_back("workspace");
  if (library.externalWeights)
    names.push_back("weights");
  return names;
}

/// Returns NAME_`status` where `condition` holds.
static void returnIf(CppLines &out, const std::string &condition, const std::string &status) {
  out.statement("if (" + condition + ")");
  out.line("  return " + status + ";");
}

static std::string isMisaligned(const std::string &name, const std::string &alignment) {
  return "reinterpret_cast<uintptr_t>(" + name + ") % " + alignment;
}

/// Returns the C++ for the bytes that are read of the memory argument `name`.
static std::string bytesOf(const std::string &type, const std::string &name) {
  return "static_cast<" + type + " *>(" + name + ")";
}

/// Returns the C++ for the buffer `name` of `ioTensor` as the body takes it: its integers have no
/// sign there.
static std::string withoutSign(const IoTensorDesc &ioTensor, const std::string &name,
                               bool isInput) {
  llvm::StringRef type = ioTensor.elementType;
  if (!type.starts_with("int"))
    return name;
  return (llvm::Twine("reinterpret_cast<") + (isInput ? "const u" : "u") + type + " *>(" + name +
          ")")
      .str();
}

static void addCheckWeights(CppLines &out, const LibraryDesc &library, const std::string &upper) {
  out.open("int " + library.name + "_check_weights(const void *weights, size_t bytes)");
  if (library.weightBytes) {
    returnIf(out, "!weights", upper + "_ERROR_NULL_POINTER");
    returnIf(out, isMisaligned("weights", upper + "_WEIGHTS_ALIGNMENT"),
             upper + "_ERROR_WEIGHTS_ALIGNMENT");
  }
  returnIf(out, "bytes != " + upper + "_WEIGHTS_BYTES", upper + "_ERROR_WEIGHTS");
  returnIf(out, "mnc_checksum(weights, bytes) != " + std::to_string(library.weightChecksum) + "u",
           upper + "_ERROR_WEIGHTS");
  out.line("return " + upper + "_OK;");
  out.close();
  out.line("");
}

std::string cppEntryPoints(const LibraryDesc &library, const Target &target) {
  std::string upper = llvm::StringRef(library.name).upper();
  std::vector<std::string> names = cppArguments(library), parameters;
  size_t workspace = library.numIoTensors();
  for (auto [index, name] : llvm::enumerate(names)) {
    if (index >= workspace) {
      parameters.push_back((index > workspace ? "const void *" : "void *") + name);
      continue;
    }
    bool isInput = index < library.inputs.size();
    const IoTensorDesc &ioTensor =
        isInput ? library.inputs[index] : library.outputs[index - library.inputs.size()];
    parameters.push_back((isInput ? "const " : "") + ioTensor.elementType + " *" + name);
  }

  CppLines out;
  if (library.externalWeights)
    addCheckWeights(out, library, upper);
  out.open("int " + cppCall(library.name + "_run", parameters));
  std::vector<std::string> nulls;
  for (auto [index, name] : llvm::enumerate(names))
    if (!library.mayBeNull(index))
      nulls.push_back("!" + name);
  returnIf(out, llvm::join(nulls, " || "), upper + "_ERROR_NULL_POINTER");
  if (library.workspaceBytes)
    returnIf(out, isMisaligned("workspace", upper + "_WORKSPACE_ALIGNMENT"),
             upper + "_ERROR_WORKSPACE_ALIGNMENT");
  if (library.externalWeights && library.weightBytes)
    returnIf(out, isMisaligned("weights", upper + "_WEIGHTS_ALIGNMENT"),
             upper + "_ERROR_WEIGHTS_ALIGNMENT");
  out.line("static uint32_t cpuState;");
  returnIf(out, "!mnc_cpu_check(" + std::to_string(requiredFeatureMask(target)) + "u, &cpuState)",
           upper + "_ERROR_CPU");
  for (auto [index, ioTensor] : llvm::enumerate(library.inputs))
    names[index] = withoutSign(ioTensor, names[index], /*isInput=*/true);
  for (auto [index, ioTensor] : llvm::enumerate(library.outputs)) {
    std::string &name = names[library.inputs.size() + index];
    name = withoutSign(ioTensor, name, /*isInput=*/false);
  }
  names[workspace] = bytesOf("unsigned char", "workspace");
  if (library.externalWeights)
    names.back() = bytesOf("const unsigned char", "weights");
  out.line("const uint32_t callersMode = mnc_enter_float_mode();");
  out.statement(cppCall(library.name + "_body", names) + ";");
  out.line("mnc_leave_float_mode(callersMode);");
  out.line("return " + upper + "_OK;");
  out.close();
  return forBaseline(out.text(), target.row.arch);
}

} // namespace mnc
