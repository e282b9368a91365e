// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Operations of kernel IR as expressions of C++.

#ifndef MNC_LIB_EMIT_CPPEXPRESSION_H
#define MNC_LIB_EMIT_CPPEXPRESSION_H

#include "CppText.h"
#include "mlir/IR/Operation.h"
#include <optional>

namespace mnc {

/// The number of floats of a vector; 1 for a scalar.
int64_t lanesOf(mlir::Type type);

/// A choice that a function of the file's head makes: `atLeast(a, b)` is
/// a < b ? b : a, `atMost(a, b)` is a > b ? b : a.
struct CppLimit {
  llvm::StringRef name;
  mlir::Value value, bound;
};
std::optional<CppLimit> asLimit(mlir::Operation *op);

/// True if `op` is a comparison that only limits use, so that it is not
/// printed.
bool belongsToLimit(mlir::Operation *op);

/// The values that the expression of `op` is made of.
llvm::SmallVector<mlir::Value> printedOperands(mlir::Operation *op);

/// The expression for the only result of `op`, from those of printedOperands.
/// Empty for an operation that has none.
CppExpr cppExpression(mlir::Operation *op, llvm::ArrayRef<CppExpr> operands);

} // namespace mnc

#endif // MNC_LIB_EMIT_CPPEXPRESSION_H
