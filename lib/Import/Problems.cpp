// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Problems.h"

#include "Graph.h"

using namespace mlir;

namespace mnc {

/// `text` without what stands in quotes.
static std::string patternOf(StringRef text) {
  std::string pattern;
  bool isQuoted = false;
  for (char c : text) {
    isQuoted ^= c == '\'';
    if (!isQuoted)
      pattern += c;
  }
  return pattern;
}

void Problems::add(NameLoc loc, const onnx::NodeProto &node, std::string text) {
  std::string operation = node.domain() + "." + node.op_type(), pattern = patternOf(text);
  for (Problem &problem : problems)
    if (problem.operation == operation && problem.pattern == pattern) {
      ++problem.count;
      return;
    }
  problems.push_back({std::move(operation), std::move(pattern), loc, &node, std::move(text)});
}

void Problems::report() const {
  std::vector<const Problem *> sorted;
  for (const Problem &problem : problems)
    sorted.push_back(&problem);
  llvm::stable_sort(sorted, [](const Problem *lhs, const Problem *rhs) {
    return lhs->node->op_type() < rhs->node->op_type();
  });
  for (const Problem *problem : sorted) {
    InFlightDiagnostic error = emitNodeError(problem->loc, *problem->node);
    error << problem->text;
    if (problem->count > 1)
      error << " (" << problem->count << " nodes)";
  }
}

} // namespace mnc
