// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is wrong with the nodes of a graph, collected so that all of it is reported at once.

#ifndef MNC_LIB_IMPORT_PROBLEMS_H
#define MNC_LIB_IMPORT_PROBLEMS_H

#include "Model.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Location.h"

namespace mnc {

class Problems {
public:
  /// Adds `text`, which is wrong with a node; the first one of equal texts stands for all nodes of
  /// its operator. Texts that differ only in what stands in quotes are equal.
  void add(mlir::NameLoc loc, const onnx::NodeProto &node, std::string text);

  bool empty() const { return problems.empty(); }

  /// Emits an error for each problem, in the order of the operators' names.
  void report() const;

private:
  struct Problem {
    std::string operation, pattern;
    mlir::NameLoc loc;
    const onnx::NodeProto *node;
    std::string text;
    int count = 1;
  };
  std::vector<Problem> problems;
};

} // namespace mnc

#endif // MNC_LIB_IMPORT_PROBLEMS_H
