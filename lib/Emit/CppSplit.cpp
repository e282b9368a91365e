// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions that stay short enough to be read.

#include "CppSplit.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace mnc {

namespace {

/// Operations of one block, from `first` up to and without `end`.
struct Run {
  Operation *first = nullptr, *end = nullptr;
  size_t lines = 0;
  /// The value that others read, apart from repeatable ones; null if there is none.
  Value result;
};

} // namespace

/// True if `op` can be computed in two places at no cost: addresses.
static bool isRepeatable(Operation &op) {
  if (!isMemoryEffectFree(&op) || op.getNumRegions() || op.getNumResults() != 1)
    return false;
  return op.getResult(0).getType().isIndex() || op.hasTrait<OpTrait::ConstantLike>() ||
         isa<memref::ViewOp, memref::GetGlobalOp>(op);
}

/// Returns the last operation of the block that needs `value`; null for none.
static Operation *lastConsumer(Value value, Block &block) {
  Operation *last = nullptr;
  for (Operation *user : value.getUsers()) {
    Operation *here = block.findAncestorOpInBlock(*user);
    if (!last || last->isBeforeInBlock(here))
      last = here;
  }
  return last;
}

/// Returns the longest run of `block` that
/// - has at most `limit` lines;
/// - ends before the terminator;
/// - has at most one result, apart from repeatable ones, that is read outside.
static Run longestRun(Block &block, const PrintedFunction &printed, size_t limit) {
  Run best;
  for (Operation &first : block) {
    if (isRepeatable(first) || &first == block.getTerminator())
      continue;
    SmallVector<std::pair<Value, Operation *>> consumers;
    for (Operation *op = &first; op != block.getTerminator(); op = op->getNextNode()) {
      Operation *end = op->getNextNode();
      auto line = printed.lineOf.find(end);
      if (line == printed.lineOf.end() || line->second - printed.lineOf.lookup(&first) > limit)
        break;
      if (!isRepeatable(*op))
        for (Value value : op->getResults())
          if (Operation *consumer = lastConsumer(value, block))
            consumers.emplace_back(value, consumer);
      llvm::erase_if(consumers, [&](auto &entry) { return entry.second->isBeforeInBlock(end); });
      size_t lines = line->second - printed.lineOf.lookup(&first);
      if (consumers.size() <= 1 && lines > best.lines)
        best = {&first, end, lines, consumers.empty() ? Value() : consumers[0].first};
    }
  }
  return best;
}

static Run longestRun(func::FuncOp function, const PrintedFunction &printed, size_t limit) {
  Run best;
  function.walk([&](Block *block) {
    Run run = longestRun(*block, printed, limit);
    if (run.lines > best.lines)
      best = run;
  });
  return best;
}

/// The values from outside that the run reads; constants are copied instead.
static llvm::SetVector<Value> inputsOf(const Run &run, llvm::SetVector<Operation *> &constants) {
  llvm::SetVector<Value> inputs;
  auto isInside = [&](Value value) {
    Operation *at =
        run.first->getBlock()->findAncestorOpInBlock(*value.getParentBlock()->getParentOp());
    Operation *maker = value.getDefiningOp();
    if (maker && maker->getBlock() == run.first->getBlock())
      at = maker;
    return at && !at->isBeforeInBlock(run.first) && at->isBeforeInBlock(run.end);
  };
  for (Operation *op = run.first; op != run.end; op = op->getNextNode())
    op->walk([&](Operation *inner) {
      for (Value operand : inner->getOperands()) {
        Operation *maker = operand.getDefiningOp();
        if (isInside(operand))
          continue;
        if (maker && (maker->hasTrait<OpTrait::ConstantLike>() || isa<memref::GetGlobalOp>(maker)))
          constants.insert(maker);
        else
          inputs.insert(operand);
      }
    });
  return inputs;
}

static std::string partName(func::FuncOp function) {
  SymbolTable symbols(function->getParentOfType<ModuleOp>());
  std::string base = function.getName().str();
  int number = 1;
  while (symbols.lookup(base + "_part" + std::to_string(number)))
    ++number;
  return base + "_part" + std::to_string(number);
}

static func::FuncOp createPart(func::FuncOp function, const llvm::SetVector<Value> &inputs,
                               TypeRange results, const PrintedFunction &printed) {
  MLIRContext *context = function.getContext();
  OpBuilder builder(function);
  SmallVector<Type> types;
  SmallVector<Location> locations;
  for (auto [number, input] : llvm::enumerate(inputs)) {
    std::string name = printed.names.lookup(input);
    if (name.empty())
      name.assign(1, 'p').append(std::to_string(number));
    types.push_back(input.getType());
    locations.push_back(NameLoc::get(StringAttr::get(context, name)));
  }
  auto part = func::FuncOp::create(builder, function.getLoc(), partName(function),
                                   builder.getFunctionType(types, results));
  part.setPrivate();
  part->setAttr(pieceAttr, builder.getUnitAttr());
  part.getBody().emplaceBlock().addArguments(types, locations);
  return part;
}

bool splitFunction(func::FuncOp function, const PrintedFunction &printed, size_t limit) {
  Run run = longestRun(function, printed, limit);
  constexpr size_t worthwhile = 12;
  if (run.lines < worthwhile)
    return false;
  llvm::SetVector<Operation *> constants;
  llvm::SetVector<Value> inputs = inputsOf(run, constants);
  SmallVector<Value> results;
  SmallVector<Type> types;
  if (run.result) {
    results.push_back(run.result);
    types.push_back(run.result.getType());
  }
  func::FuncOp part = createPart(function, inputs, types, printed);
  OpBuilder inside = OpBuilder::atBlockEnd(&part.getBody().front());
  IRMapping mapping;
  for (auto [input, argument] : llvm::zip_equal(inputs, part.getArguments()))
    mapping.map(input, argument);
  for (Operation *constant : constants)
    inside.clone(*constant, mapping);
  for (Operation *op = run.first; op != run.end; op = op->getNextNode())
    inside.clone(*op, mapping);
  for (Value &value : results)
    value = mapping.lookup(value);
  func::ReturnOp::create(inside, function.getLoc(), results);
  // A repeatable operation may be there for what follows the run, not for the run itself.
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(part.getBody().front())))
    if (isOpTriviallyDead(&op))
      op.erase();

  OpBuilder outside(run.end);
  auto call = func::CallOp::create(outside, function.getLoc(), part, inputs.getArrayRef());
  if (run.result)
    run.result.replaceAllUsesWith(call.getResult(0));
  // A repeatable operation that is left is erased where nothing reads it.
  Operation *op = run.end->getPrevNode()->getPrevNode();
  for (bool isFirst = false; !isFirst;) {
    isFirst = op == run.first;
    Operation *previous = op->getPrevNode();
    if (op->use_empty())
      op->erase();
    op = previous;
  }
  return true;
}

} // namespace mnc
