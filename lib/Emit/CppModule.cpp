// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Facts of all functions of a module, before one is printed as C++.

#include "CppExpression.h"
#include "CppFunction.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace mnc {

std::string nodeName(Location loc) {
  auto node = loc->findInstanceOf<NameLoc>();
  std::string name = node ? cppIdentifier(node.getName().getValue()) : "";
  if (name.empty() || llvm::isDigit(name[0]))
    name = name.empty() ? "layer" : "n" + name;
  return name;
}

namespace {

/// The origin of an argument: the node that its memory belongs to.
struct Origin {
  std::string node;
  bool isWeights = false;
};

class Analysis {
public:
  explicit Analysis(ModuleOp module) : symbols(module) {
    for (auto function : module.getOps<func::FuncOp>()) {
      findWritten(function);
      function.walk([&](Operation *op) {
        for (Type type : op->getResultTypes())
          noteType(type);
      });
      for (Type type : function.getArgumentTypes())
        noteType(type);
    }
  }

  /// Names the arguments of all that `function` calls.
  void nameCallees(func::FuncOp function);

  CppModule facts;
  std::map<std::string, std::vector<Origin>> origins;

private:
  func::FuncOp calleeOf(func::CallOp call) {
    return symbols.lookup<func::FuncOp>(call.getCallee());
  }
  const std::set<unsigned> &findWritten(func::FuncOp function);
  void noteType(Type type);
  /// True if what `memory` holds is multiplied, and not only added.
  bool isFactor(Value memory);
  Origin originOf(Value value);
  void nameArguments(func::FuncOp callee, func::CallOp call);

  SymbolTable symbols;
};

} // namespace

void Analysis::noteType(Type type) {
  Type element = getElementTypeOrSelf(type);
  facts.widths.insert(mnc::lanesOf(type));
  if (isa<MemRefType>(type))
    facts.hasElements |= !element.isF32() && !element.isInteger(8);
  bool isCondition = element.isInteger(1);
  if (isa<VectorType>(type) && element.isInteger() && !isCondition && lanesOf(type) > 1)
    facts.integers.insert({element.getIntOrFloatBitWidth(), lanesOf(type)});
  facts.hasBytes |= isa<VectorType>(type) && element.isInteger(8);
}

const std::set<unsigned> &Analysis::findWritten(func::FuncOp function) {
  auto [entry, isNew] = facts.written.try_emplace(function.getName().str());
  std::set<unsigned> &written = entry->second;
  if (!isNew)
    return written;
  auto add = [&](Value memory) {
    if (auto argument = dyn_cast<BlockArgument>(memory))
      if (argument.getOwner() == &function.getBody().front())
        written.insert(argument.getArgNumber());
    if (auto view = memory.getDefiningOp<memref::ViewOp>())
      if (auto bytes = dyn_cast<BlockArgument>(view.getSource()))
        written.insert(bytes.getArgNumber());
  };
  function.walk([&](Operation *op) {
    if (auto store = dyn_cast<vector::StoreOp>(op))
      add(store.getBase());
    if (auto call = dyn_cast<func::CallOp>(op))
      for (unsigned number : findWritten(calleeOf(call)))
        add(call.getOperand(number));
  });
  return written;
}

Origin Analysis::originOf(Value value) {
  if (auto view = value.getDefiningOp<memref::ViewOp>()) {
    auto bytes = view.getSource();
    if (auto argument = dyn_cast<BlockArgument>(bytes))
      return {nodeName(view.getLoc()), originOf(argument).isWeights};
    return {nodeName(view.getLoc()), true};
  }
  auto argument = dyn_cast<BlockArgument>(value);
  auto function =
      argument ? dyn_cast<func::FuncOp>(argument.getOwner()->getParentOp()) : func::FuncOp();
  return function ? origins[function.getName().str()][argument.getArgNumber()] : Origin();
}

/// True if `memory` is only prefetched, for a later layer.
static bool isPrefetched(Value memory) {
  return !memory.use_empty() && llvm::all_of(memory.getUsers(), [](Operation *user) {
    return isa<memref::PrefetchOp>(user);
  });
}

bool Analysis::isFactor(Value memory) {
  return llvm::any_of(memory.getUses(), [&](OpOperand &use) {
    if (auto call = dyn_cast<func::CallOp>(use.getOwner()))
      return isFactor(calleeOf(call).getArgument(use.getOperandNumber()));
    return use.getOwner()->getNumResults() == 1 &&
           llvm::any_of(use.getOwner()->getResult(0).getUses(), [](OpOperand &inner) {
             return isa<vector::FMAOp, arith::MulFOp>(inner.getOwner()) &&
                    inner.getOperandNumber() < 2;
           });
  });
}

/// Names of the index arguments of a layer, in their order: an image, rows of it from one to
/// another, and the first channel of a channel tile.
static constexpr StringLiteral indexNames[] = {"n", "y", "end", "channel"};

void Analysis::nameArguments(func::FuncOp callee, func::CallOp call) {
  std::string key = callee.getName().str(), own = nodeName(callee.getLoc());
  std::vector<std::string> &names = facts.arguments[key];
  llvm::StringSet<> taken;
  const StringLiteral *nextIndex = std::begin(indexNames);
  for (auto [number, operand] : llvm::enumerate(call.getOperands())) {
    Origin origin = originOf(operand);
    origins[key].push_back(origin);
    std::string prefix = origin.node.empty() || origin.node == own ? "" : origin.node + "_";
    std::string name = "in";
    if (callee->hasAttr(pieceAttr))
      name = cast<NameLoc>(callee.getArgument(number).getLoc()).getName().str();
    else if (operand.getType().isIndex())
      name = nextIndex != std::end(indexNames) ? *nextIndex++ : "index";
    else if (isPrefetched(callee.getArgument(number)))
      name = "prefetched";
    else if (origin.isWeights)
      name = prefix + (isFactor(callee.getArgument(number)) ? "weights" : "bias");
    else if (facts.written[key].count(number))
      name = prefix + "out";
    std::string unique = name;
    for (int suffix = 2; !taken.insert(unique).second; ++suffix)
      unique = name + std::to_string(suffix);
    names.push_back(unique);
  }
}

void Analysis::nameCallees(func::FuncOp function) {
  function.walk([&](func::CallOp call) {
    func::FuncOp callee = calleeOf(call);
    if (facts.arguments.count(callee.getName().str()))
      return;
    nameArguments(callee, call);
    nameCallees(callee);
  });
}

CppModule analyzeModule(func::FuncOp body, ArrayRef<std::string> names) {
  Analysis analysis(body->getParentOfType<ModuleOp>());
  std::string key = body.getName().str();
  analysis.facts.arguments[key] = names.vec();
  for (const std::string &name : names)
    analysis.origins[key].push_back({"", name == "weights"});
  analysis.nameCallees(body);
  return std::move(analysis.facts);
}

} // namespace mnc
