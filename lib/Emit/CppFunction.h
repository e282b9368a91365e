// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One function of kernel IR as C++.

#ifndef MNC_LIB_EMIT_CPPFUNCTION_H
#define MNC_LIB_EMIT_CPPFUNCTION_H

#include "CppText.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/DenseMap.h"
#include <map>
#include <set>

namespace mnc {

/// Attribute of a function that is inlined into its only caller: a piece of it.
inline constexpr llvm::StringLiteral pieceAttr = "mnc.piece";

/// Facts of all functions of a module, before one is printed.
struct CppModule {
  /// Memory arguments that the function, or one that it calls, writes.
  std::map<std::string, std::set<unsigned>> written;
  /// Names of arguments.
  std::map<std::string, std::vector<std::string>> arguments;
  /// The widths of the vectors in use.
  std::set<int64_t> widths;
  /// Bits and widths of vectors of integers.
  std::set<std::pair<unsigned, int64_t>> integers;
  /// True if buffers hold elements of 16, 32 or 64 bits that are no floats, and if bytes are loaded
  /// or stored.
  bool hasElements = false, hasBytes = false;
};

/// Finds out what is written, and names arguments:
/// - of `body` by `names`;
/// - of pieces as their locations say;
/// - of others after what the first call passes.
CppModule analyzeModule(mlir::func::FuncOp body, llvm::ArrayRef<std::string> names);

/// The name of the ONNX node at `loc` as the beginning of an identifier.
std::string nodeName(mlir::Location loc);

/// The C++ type of a value; `f32x16` for a vector of 16 floats, a scalar for a
/// vector of one.
std::string cppType(mlir::Type type);

/// The C++ type of `value`: a condition on 64-bit integers is as wide as they are.
std::string cppType(mlir::Value value);

struct PrintedFunction {
  std::string text;
  size_t lines = 0;
  /// The line of the text at which each operation begins.
  llvm::DenseMap<mlir::Operation *, size_t> lineOf;
  /// The names of the values that are variables.
  llvm::DenseMap<mlir::Value, std::string> names;
};

/// Fails, with an error at the operation, for one that has no form in C++.
mlir::FailureOr<PrintedFunction> printFunction(mlir::func::FuncOp function,
                                               const CppModule &module);

} // namespace mnc

#endif // MNC_LIB_EMIT_CPPFUNCTION_H
