// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Prints a function: the variables and expressions of its values
// (CppValues.cpp), and its statements (CppFunction.cpp).

#ifndef MNC_LIB_EMIT_CPPFUNCTIONPRINTER_H
#define MNC_LIB_EMIT_CPPFUNCTIONPRINTER_H

#include "CppFunction.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringSet.h"

namespace mnc {

/// An expression that waits for its use.
struct Waiting {
  CppExpr expr;
  bool reads = false;
  /// The variables in it that change.
  std::set<std::string> changing;
};

class FunctionPrinter {
public:
  FunctionPrinter(mlir::func::FuncOp function, const CppModule &module)
      : function(function), module(module) {}

  mlir::FailureOr<PrintedFunction> print();

private:
  // Before printing.
  void countUses();

  // Names.
  /// `prefix` and a number that no variable in sight has.
  std::string fresh(llvm::StringRef prefix);
  /// `name`, with a number if a variable of the function has it.
  std::string unique(const std::string &name);
  std::string variableName(mlir::Value value);

  // Values.
  void refuse(mlir::Operation *op);
  CppExpr take(mlir::Value value);
  Waiting waitingFor(mlir::Operation *op);
  void materialize(mlir::Value value, const Waiting &waiting);
  /// Gives a variable to all that must not wait: what reads memory if `reads`,
  /// what mentions `variable`. Operands of `user` may wait.
  void settle(bool reads, llvm::StringRef variable, mlir::Operation *user);
  bool mayWait(mlir::Operation *op);

  // Operations.
  void printSignature();
  void printBlock(mlir::Block &block);
  void printOp(mlir::Operation &op);
  void printValue(mlir::Operation *op);
  bool printChained(mlir::vector::FMAOp op);
  std::string nextLetter();
  void printLoop(mlir::scf::ForOp loop);
  void printYield(mlir::scf::ForOp loop, mlir::scf::YieldOp yield);
  void bindCarried(mlir::scf::ForOp loop);
  /// Lets what the loop yields change the variable that it carries, where the
  /// carried value is not needed any more.
  void aimYields(mlir::scf::ForOp loop);
  void printIf(mlir::scf::IfOp choice);
  void printStore(mlir::vector::StoreOp store);
  void printPrefetch(mlir::memref::PrefetchOp prefetch);
  void printCall(mlir::func::CallOp call);
  void printReturn(mlir::func::ReturnOp end);

  mlir::func::FuncOp function;
  const CppModule &module;
  CppLines out;
  PrintedFunction result;
  bool broken = false;
  llvm::DenseMap<mlir::Value, unsigned> uses;
  llvm::MapVector<mlir::Value, Waiting> waiting;
  /// Names of variables that change.
  std::set<std::string> changing;
  /// The variables that values are assigned to.
  llvm::DenseMap<mlir::Value, std::string> target;
  /// The next number of each prefix, in the block that is being printed.
  std::map<std::string, unsigned> counters;
  /// Arguments and buffers.
  llvm::StringSet<> reserved;
  /// The number of names of indices that the loops around have.
  unsigned letters = 0;
};

} // namespace mnc

#endif // MNC_LIB_EMIT_CPPFUNCTIONPRINTER_H
