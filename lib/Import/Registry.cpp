// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Looks for an operator in the tables of all families.

#include "Registry.h"
#include "Model.h"

using llvm::ArrayRef;
using llvm::StringRef;

namespace mnc {

void forEachOperator(llvm::function_ref<void(const OperatorRow &)> function) {
  for (ArrayRef<OperatorRow> family :
       {getActivationOperators(), getChoiceOperators(), getConstantOperators(),
        getConvolutionOperators(), getConvTransposeOperators(), getCutOperators(),
        getElementwiseOperators(), getJoinOperators(), getMatrixProductOperators(),
        getNormalizationOperators(), getPadOperators(), getPoolOperators(), getPowerOperators(),
        getReductionOperators(), getRepetitionOperators(), getResizeOperators(),
        getShapeOperators(), getShapeArithmeticOperators(), getSoftmaxOperators()})
    llvm::for_each(family, function);
}

/// Calls `function` with the row of the operator in each range of opsets.
static void forEachRow(StringRef type, StringRef domain,
                       llvm::function_ref<void(const OperatorRow &)> function) {
  if (isStandardDomain(domain))
    domain = "";
  forEachOperator([&](const OperatorRow &row) {
    if (row.type == type && row.domain == domain)
      function(row);
  });
}

const OperatorRow *findOperator(StringRef type, StringRef domain, int64_t opset) {
  const OperatorRow *found = nullptr;
  forEachRow(type, domain, [&](const OperatorRow &row) {
    if (opset >= row.firstOpset && opset <= row.lastOpset)
      found = &row;
  });
  return found;
}

std::string explainUnsupported(StringRef type, StringRef domain, int64_t opset) {
  if (findOperator(type, domain, opset))
    return "";
  std::string ranges;
  forEachRow(type, domain, [&](const OperatorRow &row) {
    ranges += (ranges.empty() ? "" : ", ") + std::to_string(row.firstOpset) + " to " +
              std::to_string(row.lastOpset);
  });
  if (ranges.empty())
    return "operator not supported";
  return "operator not supported in opset " + std::to_string(opset) + ", only in " + ranges;
}

} // namespace mnc
