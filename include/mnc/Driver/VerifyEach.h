// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Proof by execution that passes keep what a graph computes.

#ifndef MNC_DRIVER_VERIFYEACH_H
#define MNC_DRIVER_VERIFYEACH_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/Pass/PassManager.h"
#include "mnc/Driver/HostTensors.h"
#include "mnc/Reference/Evaluator.h"

namespace mnc {

/// Runs the reference evaluator before and after passes. Floats may differ by `tolerance` times the
/// largest value of each result; integers are equal.
class VerifyEach {
public:
  static constexpr double tolerance = 1e-5;

  /// `inputs` are the arguments of every graph that is verified.
  explicit VerifyEach(std::vector<Tensor> inputs) : inputs(std::move(inputs)) {}

  /// Evaluates `graph` as the one that is right. Fails if it cannot be
  /// evaluated.
  mlir::LogicalResult remember(mlir::func::FuncOp graph);

  /// Evaluates `graph`, which `pass` made of the graph before, and takes it as
  /// the next one that is right. If it computes something else, fails with an
  /// error that names `pass` and the node at fault, at that node.
  mlir::LogicalResult verify(mlir::func::FuncOp graph, llvm::StringRef pass);

  /// Makes `passes` verify each pass that changes the function 'main'. A failure ends the
  /// verification but not the passes; `failed` tells of it. This object must outlive `passes`.
  void attach(mlir::PassManager &passes);

  bool failed() const { return hasFailed; }
  /// Passes that were verified.
  int64_t count() const { return verified; }
  /// Returns the largest error that passed, relative to the largest value of its output.
  double largestError() const { return largest; }

private:
  class Instrumentation;

  std::vector<Tensor> inputs;
  mlir::OwningOpRef<mlir::func::FuncOp> before;
  llvm::SmallVector<Tensor> wanted;
  bool hasFailed = false;
  int64_t verified = 0;
  double largest = 0;
};

} // namespace mnc

#endif // MNC_DRIVER_VERIFYEACH_H
