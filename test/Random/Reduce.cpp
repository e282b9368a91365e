// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A greedy reducer. Each step changes a clone of the graph in one place and
// keeps it if the compiled code is still wrong.

#include "Reduce.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mnc/IR/IR.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <sys/wait.h>
#include <unistd.h>

using namespace mlir;

namespace mnc {

llvm::Error checkExternalWeights(ModuleOp graph, const CheckOptions &options, uint64_t seed) {
  int channel[2];
  if (pipe(channel) != 0)
    return llvm::createStringError("no pipe");
  llvm::outs().flush();
  pid_t child = fork();
  if (child == 0) {
    close(channel[0]);
    std::string message = llvm::toString(checkGraph(graph, options, seed));
    llvm::raw_fd_ostream(channel[1], /*shouldClose=*/true) << message;
    _exit(message.empty() ? 0 : 1);
  }
  close(channel[1]);
  std::string message;
  char bytes[512];
  for (ssize_t count; (count = read(channel[0], bytes, sizeof(bytes))) > 0;)
    message.append(bytes, count);
  close(channel[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
    return llvm::Error::success();
  return llvm::createStringError(message.empty() ? "it crashes" : message);
}

llvm::Error writeGraph(ModuleOp graph, StringRef path) {
  std::error_code code = llvm::sys::fs::create_directories(llvm::sys::path::parent_path(path));
  llvm::raw_fd_ostream stream(path, code);
  if (code)
    return llvm::createStringError(path + ": " + code.message());
  graph.print(stream);
  stream << '\n';
  return llvm::Error::success();
}

namespace {

class Reducer {
public:
  Reducer(ModuleOp graph, const CheckOptions &options, uint64_t seed)
      : best(graph.clone()), options(options), seed(seed) {}

  OwningOpRef<ModuleOp> run() {
    for (bool changes = true; changes;) {
      changes = dropResults();
      changes |= simplifyOperations();
    }
    return std::move(best);
  }

private:
  static func::FuncOp mainOf(ModuleOp graph) { return graph.lookupSymbol<func::FuncOp>("main"); }
  static Operation *operation(ModuleOp graph, int64_t index) {
    return &*std::next(mainOf(graph).getBody().front().begin(), index);
  }
  static int64_t size(ModuleOp graph) {
    return mainOf(graph).getBody().front().getOperations().size();
  }

  /// Removes what nothing reads, and makes the function's type true again.
  static void tidy(ModuleOp graph) {
    func::FuncOp function = mainOf(graph);
    Block &block = function.getBody().front();
    for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
      if (isOpTriviallyDead(&op))
        op.erase();
    function.removeArgAttrsAttr();
    function.removeResAttrsAttr();
    for (int64_t index = int64_t(block.getNumArguments()) - 1; index >= 0; --index)
      if (block.getArgument(index).use_empty())
        block.eraseArgument(index);
    function.setType(FunctionType::get(graph.getContext(), block.getArgumentTypes(),
                                       block.getTerminator()->getOperandTypes()));
  }

  /// Keeps what `change` makes of a clone if that still fails; `change` says
  /// whether it changed anything.
  bool attempt(function_ref<bool(ModuleOp)> change) {
    OwningOpRef<ModuleOp> clone = best->clone();
    if (!change(*clone))
      return false;
    tidy(*clone);
    if (failed(verify(*clone)))
      return false;
    llvm::Error error = checkExternalWeights(*clone, options, seed);
    if (!error)
      return false;
    llvm::consumeError(std::move(error));
    best = std::move(clone);
    return true;
  }

  bool dropResults() {
    bool changes = false;
    for (int64_t index = int64_t(mainOf(*best).getNumResults()) - 1; index >= 0; --index)
      changes |= attempt([&](ModuleOp graph) {
        Operation *end = mainOf(graph).getBody().front().getTerminator();
        if (end->getNumOperands() < 2)
          return false;
        end->eraseOperand(index);
        return true;
      });
    return changes;
  }

  bool simplifyOperations() {
    bool changes = false;
    for (int64_t index = size(*best) - 2; index >= 0; --index) {
      // Several operations may go at once.
      if (index > size(*best) - 2)
        continue;
      changes |= attempt([&](ModuleOp graph) { return returnOperands(operation(graph, index)); }) ||
                 attempt([&](ModuleOp graph) { return bypass(operation(graph, index)); }) ||
                 attempt([&](ModuleOp graph) { return makeArgument(operation(graph, index)); }) ||
                 attempt([&](ModuleOp graph) { return cutStep(operation(graph, index)); });
    }
    return changes;
  }

  /// An operation that only the return reads gives way to its operands.
  static bool returnOperands(Operation *op) {
    auto end = dyn_cast<func::ReturnOp>(op->getBlock()->getTerminator());
    if (!end || op->getNumOperands() == 0 || !op->hasOneUse() || *op->user_begin() != end)
      return false;
    SmallVector<Value> results;
    for (Value value : end.getOperands())
      if (value.getDefiningOp() != op)
        results.push_back(value);
    for (Value operand : op->getOperands())
      if (!operand.getDefiningOp<ConstantOp>() && !isa<BlockArgument>(operand))
        results.push_back(operand);
    if (results.empty())
      return false;
    end->setOperands(results);
    return true;
  }

  static bool bypass(Operation *op) {
    if (op->getNumResults() != 1)
      return false;
    for (Value operand : op->getOperands())
      if (operand.getType() == op->getResult(0).getType()) {
        op->replaceAllUsesWith(ValueRange(operand));
        return true;
      }
    return false;
  }

  static bool makeArgument(Operation *op) {
    if (op->getNumResults() != 1 || isa<ConstantOp>(op))
      return false;
    Value argument = op->getBlock()->addArgument(op->getResult(0).getType(), op->getLoc());
    op->replaceAllUsesWith(ValueRange(argument));
    return true;
  }

  static bool cutStep(Operation *op) {
    auto fused = dyn_cast<EpilogueOpInterface>(op);
    ArrayAttr steps = fused ? fused.getEpilogueSteps() : ArrayAttr();
    if (!steps || steps.empty())
      return false;
    auto last = cast<PointwiseFn>(steps.getValue().back());
    SmallVector<Value> operands(fused.getStepOperands());
    if (last.getOperandKind() != FnOperand::None)
      operands.pop_back();
    fused.setSteps(ArrayAttr::get(op->getContext(), steps.getValue().drop_back()), operands);
    return true;
  }

  OwningOpRef<ModuleOp> best;
  const CheckOptions &options;
  uint64_t seed;
};

} // namespace

OwningOpRef<ModuleOp> reduceGraph(ModuleOp graph, const CheckOptions &options, uint64_t seed) {
  return Reducer(graph, options, seed).run();
}

} // namespace mnc
