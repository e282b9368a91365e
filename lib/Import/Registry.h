// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The ONNX operators that are imported, and their functions.

#ifndef MNC_LIB_IMPORT_REGISTRY_H
#define MNC_LIB_IMPORT_REGISTRY_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/LogicalResult.h"
#include <cstdint>
#include <string>

namespace mnc {

class Node;

/// One row: an operator in a range of opsets. A row's function reads the node's
/// attributes and inputs, creates operations and defines the node's output 0.
struct OperatorRow {
  llvm::StringLiteral type, domain;
  int64_t firstOpset, lastOpset;
  /// How many inputs a node has; the optional ones are last.
  int minInputs, maxInputs;
  llvm::LogicalResult (*convert)(Node &node);
};

inline constexpr int anyNumber = 1 << 30;

/// The rows of each family.
llvm::ArrayRef<OperatorRow> getActivationOperators();
llvm::ArrayRef<OperatorRow> getChoiceOperators();
llvm::ArrayRef<OperatorRow> getConstantOperators();
llvm::ArrayRef<OperatorRow> getConvolutionOperators();
llvm::ArrayRef<OperatorRow> getConvTransposeOperators();
llvm::ArrayRef<OperatorRow> getCutOperators();
llvm::ArrayRef<OperatorRow> getElementwiseOperators();
llvm::ArrayRef<OperatorRow> getJoinOperators();
llvm::ArrayRef<OperatorRow> getMatrixProductOperators();
llvm::ArrayRef<OperatorRow> getNormalizationOperators();
llvm::ArrayRef<OperatorRow> getPadOperators();
llvm::ArrayRef<OperatorRow> getPoolOperators();
llvm::ArrayRef<OperatorRow> getPowerOperators();
llvm::ArrayRef<OperatorRow> getReductionOperators();
llvm::ArrayRef<OperatorRow> getRepetitionOperators();
llvm::ArrayRef<OperatorRow> getResizeOperators();
llvm::ArrayRef<OperatorRow> getShapeOperators();
llvm::ArrayRef<OperatorRow> getShapeArithmeticOperators();
llvm::ArrayRef<OperatorRow> getSoftmaxOperators();

/// Calls `function` with each row of all families.
void forEachOperator(llvm::function_ref<void(const OperatorRow &)> function);

/// The row of an operator in an opset, or null.
const OperatorRow *findOperator(llvm::StringRef type, llvm::StringRef domain, int64_t opset);

/// Returns the reason why findOperator has no row; empty if it has one.
std::string explainUnsupported(llvm::StringRef type, llvm::StringRef domain, int64_t opset);

} // namespace mnc

#endif // MNC_LIB_IMPORT_REGISTRY_H
