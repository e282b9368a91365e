// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "LayerFunctions.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mnc/IR/IR.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

namespace mnc {

LayerFunctions::LayerFunctions(ModuleOp module, std::string prefix, const CpuModel &cpu)
    : module(module), prefix(std::move(prefix)), cpu(cpu) {
  for (StringRef own : {"body", "check_weights", "cpu_state", "run", "weights"})
    names.insert(this->prefix + "_" + own.str());
}

func::CallOp LayerFunctions::call(OpBuilder &body, Location loc, StringRef key,
                                  ArrayRef<LayerArgument> arguments, Build build) {
  std::string fullKey = key.str();
  llvm::raw_string_ostream stream(fullKey);
  SmallVector<Value> values;
  for (const LayerArgument &argument : arguments) {
    stream << ' ' << argument.value.getType() << '@' << argument.alignment;
    values.push_back(argument.value);
  }
  func::FuncOp function = byKey.lookup(fullKey);
  if (!function)
    function = byKey[fullKey] = create(loc, arguments, build);
  return func::CallOp::create(body, loc, function, values);
}

func::FuncOp LayerFunctions::create(Location loc, ArrayRef<LayerArgument> arguments, Build build) {
  OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
  SmallVector<Type> types;
  for (const LayerArgument &argument : arguments)
    types.push_back(argument.value.getType());
  auto function =
      func::FuncOp::create(builder, loc, uniqueName(loc), builder.getFunctionType(types, {}));
  function.setPrivate();
  function->setAttr("noinline", builder.getUnitAttr());
  for (auto [index, argument] : llvm::enumerate(arguments)) {
    if (!argument.alignment)
      continue;
    function.setArgAttr(index, LLVM::LLVMDialect::getNoAliasAttrName(), builder.getUnitAttr());
    function.setArgAttr(index, LLVM::LLVMDialect::getAlignAttrName(),
                        builder.getI64IntegerAttr(argument.alignment));
  }
  Block *entry = function.addEntryBlock();
  builder.setInsertionPointToStart(entry);
  KernelBuilder kernel(builder, loc, cpu);
  build(kernel, entry->getArguments());
  func::ReturnOp::create(builder, loc);
  return function;
}

std::string LayerFunctions::uniqueName(Location loc) {
  std::string name = prefix + "_";
  StringAttr node = nodeNameOf(loc);
  for (char c : node ? node.getValue() : StringRef("layer"))
    name += llvm::isAlnum(c) ? c : '_';
  std::string unique = name;
  for (int suffix = 2; !names.insert(unique).second; ++suffix)
    unique = name + "_" + std::to_string(suffix);
  return unique;
}

} // namespace mnc
