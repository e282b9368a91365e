// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "LayerFunctions.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/OperationSupport.h"
#include "mnc/IR/IR.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace mnc {

/// Returns the types of the arguments and, for example, their alignment.
static std::pair<Type, Attribute> signatureOf(func::FuncOp function) {
  return {function.getFunctionType(), function.getArgAttrsAttr()};
}

LayerFunctions::LayerFunctions(ModuleOp module, std::string prefix, const CpuModel &cpu,
                               bool prefetches)
    : module(module), prefix(std::move(prefix)), cpu(cpu), prefetches(prefetches) {
  for (StringRef own : {"body", "check_weights", "cpu_state", "run", "weights"})
    names.insert(this->prefix + "_" + own.str());
}

func::CallOp LayerFunctions::call(OpBuilder &body, Location loc, ArrayRef<LayerArgument> arguments,
                                  Build build) {
  func::FuncOp function = create(loc, arguments, build);
  if (func::FuncOp equal = findEqual(function)) {
    names.erase(function.getName());
    function.erase();
    function = equal;
  } else {
    bySignature[signatureOf(function)].push_back(function);
  }
  SmallVector<Value> values;
  for (const LayerArgument &argument : arguments)
    values.push_back(argument.value);
  return func::CallOp::create(body, loc, function, values);
}

func::FuncOp LayerFunctions::findEqual(func::FuncOp function) const {
  for (func::FuncOp other : bySignature.lookup(signatureOf(function)))
    if (OperationEquivalence::isRegionEquivalentTo(&other.getBody(), &function.getBody(),
                                                   OperationEquivalence::IgnoreLocations))
      return other;
  return nullptr;
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
  KernelBuilder kernel(builder, loc, cpu, prefetches);
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
