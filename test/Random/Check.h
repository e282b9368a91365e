// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Compiles a graph, runs the code, and compares it with the evaluator.

#ifndef MNC_TEST_CHECK_H
#define MNC_TEST_CHECK_H

#include "mlir/IR/BuiltinOps.h"
#include "mnc/Schedule/SearchOptions.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace mnc {

/// The CPU that graphs are compiled for, and the compilers of their C++.
struct CheckOptions {
  std::string cpu;
  /// Compilers of the C++, as buildCpp takes them.
  std::vector<std::string> compilers;
  SearchOptions search = {};
};

/// Compiles a clone of `graph`, whose function is `main`, and runs it
/// twice on inputs that `seed` gives. Fails with what is wrong: the compiler
/// refuses the graph, an output is further from the evaluator's answer on the
/// graph as it is than its bound, the second run differs from the first, the C++
/// of one of the compilers gives other bits, or
/// memory around a buffer changes. Inputs and outputs have the least alignment
/// that users guarantee; all memory that the code must not rely on holds NaN.
/// `worst`, if given, becomes the largest error relative to its bound.
llvm::Error checkGraph(mlir::ModuleOp graph, const CheckOptions &options, uint64_t seed,
                       double *worst = nullptr);

} // namespace mnc

#endif // MNC_TEST_CHECK_H
