// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One function of kernel IR as C++. A value that is used once, in the block
// where it is computed, becomes a part of the expression that uses it; others
// become variables. Sums that are carried through loops or chains of
// multiply-adds are variables that change.

#include "CppExpression.h"
#include "CppFunctionPrinter.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mnc/Emit/EmitCpp.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace mnc {

void FunctionPrinter::printValue(Operation *op) {
  if (op->hasTrait<OpTrait::ConstantLike>() || belongsToLimit(op))
    return;
  Value value = op->getResult(0);
  if (!uses.lookup(value))
    return;
  if (auto fma = dyn_cast<vector::FMAOp>(op); fma && printChained(fma))
    return;
  Waiting entry = waitingFor(op);
  if (auto aim = target.find(value); aim != target.end()) {
    settle(false, aim->second, nullptr);
    out.packed("=", aim->second + " = " + entry.expr.text + ";");
    result.names[value] = aim->second;
    return;
  }
  constexpr size_t longest = 64;
  if (isa<memref::GetGlobalOp>(op))
    result.names[value] = entry.expr.text;
  else if (mayWait(op) && entry.expr.text.size() <= longest)
    waiting[value] = entry;
  else
    materialize(value, entry);
}

/// s = mulAdd(a, b, s), where nothing else needs the old sum.
bool FunctionPrinter::printChained(vector::FMAOp op) {
  Value sum = op.getAcc();
  auto name = result.names.find(sum);
  Block *home = sum.getParentBlock();
  if (name == result.names.end() || !changing.count(name->second) || uses.lookup(sum) != 1 ||
      home != op->getBlock())
    return false;
  auto aim = target.find(op.getResult());
  if (aim != target.end() && aim->second != name->second)
    return false;
  std::string variable = name->second;
  Waiting entry = waitingFor(op);
  settle(false, variable, nullptr);
  out.packed("=", variable + " = " + entry.expr.text + ";");
  result.names[op.getResult()] = variable;
  return true;
}

void FunctionPrinter::bindCarried(scf::ForOp loop) {
  std::map<std::string, SmallVector<std::pair<std::string, std::string>>> byType;
  for (auto [carried, initial] : llvm::zip_equal(loop.getRegionIterArgs(), loop.getInits())) {
    auto name = result.names.find(initial);
    bool isFree = name != result.names.end() && changing.count(name->second) &&
                  uses.lookup(initial) == 1 && initial.getParentBlock() == loop->getBlock();
    std::string variable = isFree ? name->second : fresh("s");
    if (!isFree) {
      CppExpr value = take(initial);
      waiting.erase(initial);
      byType[cppType(carried)].emplace_back(variable, value.text);
      changing.insert(variable);
    }
    result.names[carried] = variable;
  }
  for (auto &[type, variables] : byType)
    for (auto &[name, value] : variables)
      out.declare(type, name, value);
}

void FunctionPrinter::aimYields(scf::ForOp loop) {
  Operation *yield = loop.getBody()->getTerminator();
  llvm::DenseMap<Value, unsigned> count;
  for (Value value : yield->getOperands())
    ++count[value];
  for (auto [carried, next] : llvm::zip_equal(loop.getRegionIterArgs(), yield->getOperands())) {
    Operation *maker = next.getDefiningOp();
    bool isOver = maker && maker->getBlock() == loop.getBody() && count[next] == 1 &&
                  llvm::all_of(carried.getUsers(), [&](Operation *user) {
                    Operation *at = loop.getBody()->findAncestorOpInBlock(*user);
                    return at == maker || at->isBeforeInBlock(maker);
                  });
    if (isOver && !isa<scf::ForOp>(maker))
      target[next] = result.names.lookup(carried);
  }
}

void FunctionPrinter::printYield(scf::ForOp loop, scf::YieldOp yield) {
  SmallVector<std::pair<std::string, std::string>> moves;
  for (auto [carried, next] : llvm::zip_equal(loop.getRegionIterArgs(), yield.getOperands())) {
    std::string to = result.names[carried], from = take(next).text;
    if (to != from)
      moves.emplace_back(to, from);
  }
  if (moves.size() > 1)
    for (auto &[to, from] : moves) {
      std::string copy = fresh("next");
      out.declare("const auto", copy, from);
      from = copy;
    }
  for (auto &[to, from] : moves)
    out.packed("=", to + " = " + from + ";");
  for (Value value : yield.getOperands())
    waiting.erase(value);
}

std::string FunctionPrinter::nextLetter() {
  static constexpr StringLiteral usual = "ijklmn";
  std::string name;
  do {
    bool isUsual = letters < usual.size();
    name.assign(1, isUsual ? usual[letters] : 'i');
    if (!isUsual)
      name += std::to_string(letters);
    ++letters;
  } while (reserved.count(name));
  return name;
}

void FunctionPrinter::printLoop(scf::ForOp loop) {
  bindCarried(loop);
  settle(true, "", loop);
  for (Value carried : loop.getRegionIterArgs())
    settle(false, result.names[carried], loop);
  std::string from = take(loop.getLowerBound()).text;
  CppExpr to = take(loop.getUpperBound()), step = take(loop.getStep());
  waiting.erase(loop.getLowerBound());
  waiting.erase(loop.getUpperBound());
  unsigned outerLetters = letters;
  std::string index = nextLetter();
  result.names[loop.getInductionVar()] = index;
  std::string advance = step.text == "1" ? "++" + index : index + " += " + step.text;
  out.open("for (long " + index + " = " + from + "; " + index + " < " + to.within(Binding::Shift) +
           "; " + advance + ")");
  auto outer = counters;
  aimYields(loop);
  printBlock(*loop.getBody());
  printYield(loop, cast<scf::YieldOp>(loop.getBody()->getTerminator()));
  counters = outer;
  out.close();
  letters = outerLetters;
  for (auto [value, carried] : llvm::zip_equal(loop.getResults(), loop.getRegionIterArgs()))
    result.names[value] = result.names.lookup(carried);
}

void FunctionPrinter::printIf(scf::IfOp choice) {
  settle(true, "", choice);
  std::string condition = take(choice.getCondition()).text;
  waiting.erase(choice.getCondition());
  auto outer = counters;
  out.open("if (" + condition + ")");
  printBlock(*choice.thenBlock());
  counters = outer;
  if (choice.elseBlock()) {
    out.close("} else {");
    out.deepen();
    printBlock(*choice.elseBlock());
    counters = outer;
  }
  out.close();
}

void FunctionPrinter::printStore(vector::StoreOp store) {
  settle(true, "", store);
  std::string element =
      take(store.getBase()).within(Binding::Whole) + "[" + take(store.getIndices()[0]).text + "]";
  std::string value = take(store.getValueToStore()).text;
  for (Value operand : store->getOperands())
    waiting.erase(operand);
  if (lanesOf(store.getVectorType()) == 1)
    out.packed("[]", element + " = " + value + ";");
  else
    out.packed("store", "store(&" + element + ", " + value + ");");
}

void FunctionPrinter::printPrefetch(memref::PrefetchOp prefetch) {
  out.packed("prefetch", "__builtin_prefetch(&" +
                             take(prefetch.getMemref()).within(Binding::Whole) + "[" +
                             take(prefetch.getIndices()[0]).text + "]);");
  for (Value operand : prefetch->getOperands())
    waiting.erase(operand);
}

void FunctionPrinter::printCall(func::CallOp call) {
  settle(true, "", call);
  if (auto about = call->getAttrOfType<ArrayAttr>(layerAttr))
    for (Attribute line : about)
      out.comment(cast<StringAttr>(line).getValue());
  SmallVector<std::string> arguments;
  for (Value operand : call.getOperands()) {
    arguments.push_back(take(operand).text);
    waiting.erase(operand);
  }
  std::string text = cppCall(call.getCallee(), arguments);
  if (call.getNumResults() == 0)
    return out.statement(text + ";");
  Value value = call.getResult(0);
  std::string name = fresh("v");
  out.declare("const " + cppType(value.getType()), name, text);
  result.names[value] = name;
}

void FunctionPrinter::printReturn(func::ReturnOp end) {
  if (end.getNumOperands())
    out.statement("return " + take(end.getOperand(0)).text + ";");
}

void FunctionPrinter::printOp(Operation &op) {
  result.lineOf[&op] = out.size();
  llvm::TypeSwitch<Operation *>(&op)
      .Case([&](scf::ForOp loop) { printLoop(loop); })
      .Case([&](scf::IfOp choice) { printIf(choice); })
      .Case([&](vector::StoreOp store) { printStore(store); })
      .Case([&](memref::PrefetchOp prefetch) { printPrefetch(prefetch); })
      .Case([&](func::CallOp call) { printCall(call); })
      .Case([&](func::ReturnOp end) { printReturn(end); })
      .Case([](scf::YieldOp) {})
      .Default([&](Operation *other) {
        if (other->getNumResults() == 1)
          return printValue(other);
        refuse(other);
      });
}

void FunctionPrinter::printBlock(Block &block) {
  for (Operation &op : block)
    printOp(op);
}

void FunctionPrinter::printSignature() {
  auto &names = module.arguments.at(function.getName().str());
  auto &written = module.written.at(function.getName().str());
  SmallVector<std::string> parameters;
  for (BlockArgument argument : function.getArguments()) {
    unsigned number = argument.getArgNumber();
    std::string type = cppType(argument.getType());
    if (isa<MemRefType>(argument.getType())) {
      type = (written.count(number) ? "" : "const ") + type + "__restrict ";
    } else {
      type += ' ';
      if (isa<VectorType>(argument.getType()))
        changing.insert(names[number]);
    }
    parameters.push_back(argument.use_empty() ? StringRef(type).rtrim().str()
                                              : type + names[number]);
    result.names[argument] = names[number];
    reserved.insert(names[number]);
  }
  bool isInline = function->hasAttr(pieceAttr);
  std::string type = function.getNumResults() ? cppType(function.getResultTypes()[0]) : "void";
  out.open((isInline ? "[[gnu::always_inline]] inline " : "[[gnu::noinline]] ") + type + " " +
           cppCall(function.getName(), parameters));
}

FailureOr<PrintedFunction> FunctionPrinter::print() {
  countUses();
  printSignature();
  printBlock(function.getBody().front());
  out.close();
  if (broken)
    return failure();
  result.text = out.text();
  result.lines = out.size();
  return std::move(result);
}

FailureOr<PrintedFunction> printFunction(func::FuncOp function, const CppModule &module) {
  return FunctionPrinter(function, module).print();
}

} // namespace mnc
