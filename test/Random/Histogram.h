// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How often random graphs reach each part of the compiler.

#ifndef MNC_TEST_HISTOGRAM_H
#define MNC_TEST_HISTOGRAM_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/raw_ostream.h"
#include <map>
#include <string>

namespace mnc {

class Histogram {
public:
  /// Every operation, link, kernel and kind of region is listed, from 0 on.
  explicit Histogram(mlir::MLIRContext &context);

  /// Counts the operations of `graph`, a graph before any pass; after the
  /// passes up to the schedule for `cpu`, its links, kernels and regions. A graph that
  /// the passes refuse only adds its operations.
  void add(mlir::ModuleOp graph, llvm::StringRef cpu);

  void print(llvm::raw_ostream &os) const;

  /// Names of what was counted less than `least` times; chains of links are
  /// only for information.
  std::string countedLessThan(size_t least) const;

private:
  std::map<std::string, size_t> operations, links, kernels, groups, buffers, chains;
};

} // namespace mnc

#endif // MNC_TEST_HISTOGRAM_H
