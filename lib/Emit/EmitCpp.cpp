// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The steps from kernel IR to C++, in order.

#include "mnc/Emit/EmitCpp.h"
#include "CppFunction.h"
#include "CppPrelude.h"
#include "CppSplit.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace mnc {

namespace {

/// The most lines of a function; pieces leave room for calls of their own.
constexpr size_t mostLines = 120, pieceLines = 100;

class CppPrinter {
public:
  CppPrinter(ModuleOp module, func::FuncOp body, std::vector<std::string> names)
      : module(module), body(body), names(std::move(names)) {}

  /// All functions, each after those that it calls.
  FailureOr<std::string> print();
  const CppModule &getFacts() const { return facts; }

private:
  /// Splits functions until all are short.
  LogicalResult split();
  void append(func::FuncOp function);

  ModuleOp module;
  func::FuncOp body;
  std::vector<std::string> names;
  CppModule facts;
  std::map<std::string, PrintedFunction> printed;
  std::set<std::string> appended;
  std::string text;
};

} // namespace

LogicalResult CppPrinter::split() {
  std::vector<func::FuncOp> todo;
  for (auto function : module.getOps<func::FuncOp>())
    todo.push_back(function);
  while (!todo.empty()) {
    func::FuncOp function = todo.back();
    FailureOr<PrintedFunction> text = printFunction(function, facts);
    if (failed(text))
      return failure();
    if (text->lines > mostLines && splitFunction(function, *text, pieceLines)) {
      facts = analyzeModule(body, names);
      continue;
    }
    todo.pop_back();
  }
  return success();
}

void CppPrinter::append(func::FuncOp function) {
  if (!appended.insert(function.getName().str()).second)
    return;
  function.walk(
      [&](func::CallOp call) { append(module.lookupSymbol<func::FuncOp>(call.getCallee())); });
  text += "\n" + printed.at(function.getName().str()).text;
}

FailureOr<std::string> CppPrinter::print() {
  facts = analyzeModule(body, names);
  if (failed(split()))
    return failure();
  for (auto function : module.getOps<func::FuncOp>()) {
    FailureOr<PrintedFunction> one = printFunction(function, facts);
    if (failed(one))
      return failure();
    printed[function.getName().str()] = std::move(*one);
  }
  append(body);
  return std::move(text);
}

/// Gives functions names that C++ leaves to its users.
static void renameFunctions(ModuleOp module) {
  SymbolTable symbols(module);
  for (auto function : llvm::to_vector(module.getOps<func::FuncOp>())) {
    std::string name = cppIdentifier(function.getName()), unique = name;
    for (int suffix = 2; symbols.lookup(unique) && unique != function.getName(); ++suffix)
      unique = name + "_" + std::to_string(suffix);
    if (unique != function.getName())
      (void)symbols.rename(function, unique);
  }
}

llvm::Expected<std::string> emitCpp(ModuleOp module, const LibraryDesc &library,
                                    const Target &target) {
  if (library.weightBytes > mostCppWeights && !library.externalWeights)
    return llvm::createStringError("the weights have " + llvm::Twine(library.weightBytes) +
                                   " bytes, wanted at most " + llvm::Twine(mostCppWeights) +
                                   " in c++ source; --weights=FILE writes them to a file");
  auto failed = [] { return llvm::createStringError("the kernels cannot be printed as c++"); };
  PassManager passes(module.getContext());
  passes.addPass(createCanonicalizerPass());
  passes.addPass(createCSEPass());
  if (mlir::failed(passes.run(module)))
    return failed();
  auto body = module.lookupSymbol<func::FuncOp>(library.name + "_body");
  if (!body)
    return failed();
  renameFunctions(module);
  std::vector<std::string> names = cppArguments(library);
  bool hasWeights = !module.getOps<memref::GlobalOp>().empty();
  CppPrinter printer(module, body, names);
  FailureOr<std::string> functions = printer.print();
  if (mlir::failed(functions))
    return failed();
  return cppHead(library, target) +
         (hasWeights ? "extern \"C\" __attribute__((visibility(\"hidden\"))) const "
                       "unsigned char " +
                           library.name + "_weights[];\n\n"
                     : "") +
         "namespace {\n\n" + cppRuntime(library, target) +
         cppHelpers(printer.getFacts(), target.row.hasFma) + *functions + "\n} // namespace\n\n" +
         cppEntryPoints(library, target) + "// NOLINTEND(bugprone-easily-swappable-parameters)\n";
}

} // namespace mnc
