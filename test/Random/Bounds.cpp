// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Bounds.h"

#include "mnc/IR/IR.h"

using namespace mlir;

namespace mnc {

FailureOr<SmallVector<BoundedTensor>> evaluateWithBounds(func::FuncOp function,
                                                         ArrayRef<Tensor> inputs) {
  llvm::DenseMap<Value, BoundedTensor> known;
  for (auto [argument, input] : llvm::zip_equal(function.getArguments(), inputs))
    known[argument] = exactBound(input);
  Block &block = function.getBody().front();
  auto valuesOf = [&](OperandRange operands) {
    return llvm::map_to_vector(operands, [&](Value operand) { return known[operand]; });
  };
  for (Operation &op : block.without_terminator()) {
    FailureOr<BoundedTensor> result = boundedResult(&op, valuesOf(op.getOperands()));
    if (failed(result))
      return failure();
    known[op.getResult(0)] = std::move(*result);
  }
  return valuesOf(block.getTerminator()->getOperands());
}

} // namespace mnc
