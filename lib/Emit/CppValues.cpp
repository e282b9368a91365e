// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The values of a function as variables and expressions of C++.

#include "CppExpression.h"
#include "CppFunctionPrinter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;

namespace mnc {

/// True if a buffer's name says that it holds weights.
static bool isWeights(StringRef name) { return name.contains("weights") || name.contains("bias"); }

static bool isIndexLike(Type type) { return type.isIndex() || type.isInteger(1); }

void FunctionPrinter::countUses() {
  function.walk([&](Operation *op) {
    if (belongsToLimit(op))
      return;
    for (Value operand : printedOperands(op))
      ++uses[operand];
  });
}

std::string FunctionPrinter::fresh(StringRef prefix) {
  std::string name;
  do
    name = prefix.str() + std::to_string(counters[prefix.str()]++);
  while (reserved.count(name));
  return name;
}

std::string FunctionPrinter::unique(const std::string &name) {
  std::string result = name;
  for (int suffix = 2; !reserved.insert(result).second; ++suffix)
    result = name + std::to_string(suffix);
  return result;
}

std::string FunctionPrinter::variableName(Value value) {
  Operation *op = value.getDefiningOp();
  if (value.getType().isIndex())
    return fresh("at");
  if (isa_and_nonnull<memref::ViewOp>(op)) {
    Value bytes = op->getOperand(0);
    bool ofWeights =
        bytes.getDefiningOp<memref::GetGlobalOp>() || isWeights(result.names.lookup(bytes));
    return unique(nodeName(op->getLoc()) + (ofWeights ? "_weights" : "_out"));
  }
  if (isa_and_nonnull<vector::FMAOp>(op))
    return fresh("s");
  if (isa_and_nonnull<vector::LoadOp>(op)) {
    auto name = result.names.lookup(op->getOperand(0));
    return fresh(isWeights(name) ? "w" : "x");
  }
  if (isa_and_nonnull<vector::BroadcastOp, memref::LoadOp>(op))
    return fresh("x");
  return fresh(isIndexLike(value.getType()) ? "c" : "v");
}

void FunctionPrinter::refuse(Operation *op) {
  op->emitError("'") << op->getName() << "' has no form in c++";
  broken = true;
}

CppExpr FunctionPrinter::take(Value value) {
  if (auto name = result.names.find(value); name != result.names.end())
    return {name->second};
  if (auto entry = waiting.find(value); entry != waiting.end()) {
    CppExpr expr = entry->second.expr;
    return expr;
  }
  Operation *op = value.getDefiningOp();
  assert(op && op->hasTrait<OpTrait::ConstantLike>() && "value without a text");
  CppExpr expr = cppExpression(op, {});
  if (expr.text.empty())
    refuse(op);
  return expr;
}

Waiting FunctionPrinter::waitingFor(Operation *op) {
  Waiting now;
  now.reads = isa<vector::LoadOp, memref::LoadOp>(op);
  SmallVector<CppExpr> operands;
  for (Value operand : printedOperands(op)) {
    operands.push_back(take(operand));
    if (auto entry = waiting.find(operand); entry != waiting.end()) {
      now.reads |= entry->second.reads;
      now.changing.insert(entry->second.changing.begin(), entry->second.changing.end());
    } else if (changing.count(operands.back().text)) {
      now.changing.insert(operands.back().text);
    }
  }
  for (Value operand : printedOperands(op))
    waiting.erase(operand);
  now.expr = cppExpression(op, operands);
  if (now.expr.text.empty())
    refuse(op);
  return now;
}

void FunctionPrinter::materialize(Value value, const Waiting &entry) {
  std::string name = variableName(value);
  std::string type = cppType(value);
  bool changes = target.count(value) || isa_and_nonnull<vector::FMAOp>(value.getDefiningOp());
  if (isa<MemRefType>(value.getType())) {
    out.statement((isWeights(name) ? "const " : "") + type + "const " + name + " = " +
                  entry.expr.text + ";");
  } else {
    out.declare((changes ? "" : "const ") + type, name, entry.expr.text);
  }
  if (changes)
    changing.insert(name);
  result.names[value] = name;
}

void FunctionPrinter::settle(bool reads, StringRef variable, Operation *user) {
  SmallVector<std::pair<Value, Waiting>> ready;
  for (auto &[value, entry] : waiting) {
    bool isAffected = (reads && entry.reads) || entry.changing.count(variable.str());
    bool belongsToUser = user && llvm::is_contained(printedOperands(user), value);
    if (isAffected && !belongsToUser)
      ready.emplace_back(value, entry);
  }
  for (auto &[value, entry] : ready) {
    waiting.erase(value);
    materialize(value, entry);
  }
}

/// True if the expression can stand where its value is used: once, in the same
/// block. Sums that go on do not wait.
bool FunctionPrinter::mayWait(Operation *op) {
  Value value = op->getResult(0);
  return uses.lookup(value) == 1 && llvm::all_of(op->getUsers(), [&](Operation *user) {
           auto fma = dyn_cast<vector::FMAOp>(user);
           bool goesOn = isa<vector::FMAOp>(op) && fma && fma.getAcc() == value;
           return user->getBlock() == op->getBlock() && !goesOn;
         });
}

} // namespace mnc
