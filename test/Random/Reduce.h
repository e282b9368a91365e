// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Makes a failing graph small.

#ifndef MNC_TEST_REDUCE_H
#define MNC_TEST_REDUCE_H

#include "Check.h"
#include "mlir/IR/OwningOpRef.h"

namespace mnc {

/// `checkGraph` in a process of its own: a crash is a failure, too.
llvm::Error checkExternalWeights(mlir::ModuleOp graph, const CheckOptions &options, uint64_t seed);

/// Returns a smaller graph that fails `checkGraph` as well. As long as the graph still fails,
/// results are dropped, operations replaced by one of their operands or by an argument, and
/// epilogue steps removed.
mlir::OwningOpRef<mlir::ModuleOp> reduceGraph(mlir::ModuleOp graph, const CheckOptions &options,
                                              uint64_t seed);

/// Writes the text of `graph` with all its weights.
llvm::Error writeGraph(mlir::ModuleOp graph, llvm::StringRef path);

} // namespace mnc

#endif // MNC_TEST_REDUCE_H
