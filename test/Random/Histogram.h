// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Counts of how often random graphs reach each part of the compiler.

#ifndef MNC_TEST_HISTOGRAM_H
#define MNC_TEST_HISTOGRAM_H

#include "Check.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/raw_ostream.h"
#include <map>
#include <string>

namespace mnc {

class Histogram {
public:
  /// Lists every operation, epilogue step, kernel and kind of group, from 0 on.
  explicit Histogram(mlir::MLIRContext &context);

  /// Counts the operations of `graph`, a graph before any pass; after the
  /// passes up to the schedule with `options`, its steps, kernels and groups. A graph that
  /// the passes refuse only adds its operations.
  void add(mlir::ModuleOp graph, const CheckOptions &options);

  void print(llvm::raw_ostream &os) const;

  /// Names of what was counted less than `least` times; epilogues of steps are
  /// only for information.
  std::string countedLessThan(size_t least) const;

private:
  /// Counts the results of groups that lie over what was read, in a scheduled `graph`.
  void addOverlaps(mlir::func::FuncOp graph);

  std::map<std::string, size_t> operations, steps, kernels, groups, buffers, epilogues;
};

} // namespace mnc

#endif // MNC_TEST_HISTOGRAM_H
