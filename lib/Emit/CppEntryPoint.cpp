// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// NAME_run in C++, with the runtime that it needs: the same checks in the same
// order as EntryPoint.cpp builds for an object.

#include "CppPrelude.h"
#include "CppText.h"
#include "mnc/CPU/X86Features.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace mnc {

static constexpr unsigned char runtimeText[] = {
#include "mnc_runtime_text.inc"
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

std::string cppRuntime(const Target &target) {
  std::string text(reinterpret_cast<const char *>(runtimeText),
                   sizeof runtimeText);
  return forBaseline(text, target.row.arch);
}

std::vector<std::string> cppArguments(const LibraryDesc &library) {
  std::vector<std::string> names;
  auto add = [&](llvm::ArrayRef<PortDesc> ports, const std::string &kind) {
    for (size_t i = 0; i < ports.size(); ++i)
      names.push_back(ports.size() == 1 ? kind : kind + std::to_string(i));
  };
  add(library.inputs, "input");
  add(library.outputs, "output");
  names.push_back("workspace");
  return names;
}

std::string cppEntryPoint(const LibraryDesc &library, const Target &target) {
  std::string upper = llvm::StringRef(library.name).upper();
  std::vector<std::string> names = cppArguments(library), parameters;
  for (auto [index, name] :
       llvm::enumerate(llvm::ArrayRef(names).drop_back())) {
    bool isInput = index < library.inputs.size();
    parameters.push_back((isInput ? "const float *" : "float *") + name);
  }
  parameters.push_back("void *workspace");
  bool hasWorkspace = library.workspaceBytes != 0;

  CppLines out;
  out.open("int " + cppCall(library.name + "_run", parameters));
  std::vector<std::string> nulls;
  for (const std::string &name :
       llvm::ArrayRef(names).drop_back(hasWorkspace ? 0 : 1))
    nulls.push_back("!" + name);
  out.statement("if (" + llvm::join(nulls, " || ") + ")");
  out.line("  return " + upper + "_ERROR_NULL_POINTER;");
  if (hasWorkspace) {
    out.line("if (reinterpret_cast<uintptr_t>(workspace) % " + upper +
             "_WORKSPACE_ALIGNMENT)");
    out.line("  return " + upper + "_ERROR_WORKSPACE_ALIGNMENT;");
  }
  out.line("static uint32_t cpuState;");
  out.line("if (!mnc_cpu_check(" + std::to_string(requiredFeatureMask(target)) +
           "u, &cpuState))");
  out.line("  return " + upper + "_ERROR_CPU;");
  names.back() = "static_cast<unsigned char *>(workspace)";
  out.line("const uint32_t callersMode = mnc_enter_float_mode();");
  out.statement(cppCall(library.name + "_body", names) + ";");
  out.line("mnc_leave_float_mode(callersMode);");
  out.line("return " + upper + "_OK;");
  out.close();
  return forBaseline(out.text(), target.row.arch);
}

} // namespace mnc
