// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Schedule/Plan.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"

using namespace mlir;

namespace mnc {

std::string fingerprint(func::FuncOp graph) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  llvm::DenseMap<Value, size_t> numbers;
  stream << graph.getFunctionType();
  for (Value argument : graph.getArguments())
    numbers.try_emplace(argument, numbers.size());
  graph.getBody().walk<WalkOrder::PreOrder>([&](Operation *op) {
    stream << '\n' << op->getName() << ' ' << nodeNameOf(op->getLoc());
    for (Value operand : op->getOperands())
      stream << " %" << numbers.lookup(operand);
    for (Value result : op->getResults()) {
      numbers.try_emplace(result, numbers.size());
      stream << " : " << result.getType();
    }
    if (!isa<ConstantOp>(op))
      stream << ' ' << op->getAttrDictionary();
  });
  llvm::SHA256 hash;
  hash.update(text);
  return llvm::toHex(hash.final(), /*LowerCase=*/true);
}

} // namespace mnc
