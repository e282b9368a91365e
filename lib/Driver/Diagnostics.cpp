// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Diagnostics as messages on standard error.

#include "mnc/Driver/Compilation.h"

#include "mlir/IR/Diagnostics.h"
#include "mnc/IR/IR.h"
#include "llvm/Support/Format.h"

using namespace mlir;

namespace mnc {

static StringRef severityName(DiagnosticSeverity severity) {
  switch (severity) {
  case DiagnosticSeverity::Error:
    return "error";
  case DiagnosticSeverity::Warning:
    return "warning";
  case DiagnosticSeverity::Note:
    return "note";
  case DiagnosticSeverity::Remark:
    return "remark";
  }
  llvm_unreachable("unknown severity");
}

/// `text` on one line of bounded length: names in a model are any bytes.
static std::string readable(StringRef text) {
  constexpr size_t longest = 2000, kept = longest / 2;
  std::string escaped;
  llvm::raw_string_ostream stream(escaped);
  for (unsigned char c : text)
    if (c < 0x20 || c == 0x7f)
      stream << llvm::format("\\x%02x", c);
    else
      stream << char(c);
  if (escaped.size() <= longest)
    return escaped;
  StringRef all(escaped);
  return (all.take_front(kept) + " [...] " + all.take_back(kept)).str();
}

std::unique_ptr<ScopedDiagnosticHandler> reportDiagnostics(MLIRContext &context,
                                                           std::string model) {
  return std::make_unique<ScopedDiagnosticHandler>(&context, [model](Diagnostic &diagnostic) {
    std::string text = diagnostic.str();
    llvm::errs() << severityName(diagnostic.getSeverity()) << ": ";
    if (!StringRef(text).starts_with("'" + model + "'"))
      llvm::errs() << model << ": ";
    if (auto file = diagnostic.getLocation()->findInstanceOf<FileLineColLoc>())
      llvm::errs() << file.getLine() << ":" << file.getColumn() << ": ";
    StringAttr node = nodeNameOf(diagnostic.getLocation());
    if (node && !StringRef(text).contains("node '"))
      llvm::errs() << "node '" << readable(node.getValue()) << "': ";
    llvm::errs() << readable(text) << '\n';
    return success();
  });
}

} // namespace mnc
