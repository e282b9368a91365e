// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Diagnostics as messages for people.

#include "mnc/Driver/Compilation.h"

#include "mlir/IR/Diagnostics.h"

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

std::unique_ptr<ScopedDiagnosticHandler> reportDiagnostics(MLIRContext &context,
                                                           std::string model) {
  return std::make_unique<ScopedDiagnosticHandler>(&context, [model](Diagnostic &diagnostic) {
    std::string text = diagnostic.str();
    llvm::errs() << severityName(diagnostic.getSeverity()) << ": ";
    if (!StringRef(text).contains(model))
      llvm::errs() << model << ": ";
    auto node = diagnostic.getLocation()->findInstanceOf<NameLoc>();
    if (node && !StringRef(text).starts_with("node '"))
      llvm::errs() << "node '" << node.getName().getValue() << "': ";
    llvm::errs() << text << '\n';
    return success();
  });
}

} // namespace mnc
