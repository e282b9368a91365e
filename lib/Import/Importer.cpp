// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Imports one graph: checks it, creates the function, converts node by node.

#include "Importer.h"
#include "Graph.h"
#include "Node.h"
#include "Registry.h"
#include "mlir/IR/Verifier.h"
#include "mnc/IR/IR.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace mlir;

namespace mnc {

Importer::Importer(Model &model, MLIRContext *context, const ImportOptions &options)
    : model(model), context(context), options(options), reader(model), builder(context),
      unknownLoc(UnknownLoc::get(context)) {}

//--- Names -------------------------------------------------------------------

void Importer::define(StringRef name, Definition definition) {
  definitions.insert_or_assign(name, std::move(definition));
}

llvm::Expected<const Definition *> Importer::resolve(StringRef name) {
  auto found = definitions.find(name);
  if (found == definitions.end())
    return nullptr;
  Definition &definition = found->second;
  auto *stored = std::get_if<StoredTensor>(&definition);
  if (!stored)
    return &definition;
  if (stored->tensor->data_type() == element_type::Float) {
    llvm::Expected<ElementsAttr> values = reader.takeFloats(*stored->tensor, context);
    if (!values)
      return values.takeError();
    definition = Value(ConstantOp::create(builder, stored->loc, *values));
  } else if (isIntegerType(stored->tensor->data_type())) {
    llvm::Expected<IntTensor> values = reader.readInts(*stored->tensor);
    if (!values)
      return values.takeError();
    definition = std::move(*values);
  }
  return &definition;
}

//--- Operators ---------------------------------------------------------------

/// Reports the operators that are not supported, each once.
LogicalResult Importer::checkOperators() {
  struct Problem {
    int firstNode, count = 0;
    std::string text;
  };
  llvm::MapVector<std::pair<StringRef, StringRef>, Problem> problems;
  for (auto [index, node] : llvm::enumerate(model.proto.graph().node())) {
    std::string text = explainUnsupported(node.op_type(), node.domain(), model.opset);
    if (text.empty())
      continue;
    auto [problem, isNew] = problems.insert({{node.op_type(), node.domain()}, Problem{}});
    if (isNew)
      problem->second = {int(index), 0, std::move(text)};
    ++problem->second.count;
  }
  for (const auto &[operation, problem] : problems) {
    const onnx::NodeProto &node = model.proto.graph().node(problem.firstNode);
    InFlightDiagnostic error = emitNodeError(getNodeLoc(context, node, problem.firstNode), node);
    error << problem.text;
    if (problem.count > 1)
      error << " (" << problem.count << " nodes)";
  }
  return success(problems.empty());
}

LogicalResult Importer::importNodes(ArrayRef<int> order) {
  for (int index : order) {
    onnx::NodeProto &proto = *model.proto.mutable_graph()->mutable_node(index);
    Node node(*this, proto, getNodeLoc(context, proto, index));
    if (failed(node.convert()))
      return failure();
  }
  return success();
}

//--- Function ----------------------------------------------------------------

/// The attributes of an argument or result.
static DictionaryAttr describeValue(OpBuilder &builder, StringRef name, RankedTensorType type) {
  StringRef layout = type.getRank() == 4 ? "NCHW" : type.getRank() == 2 ? "NC" : "";
  return builder.getDictionaryAttr(
      {builder.getNamedAttr("mnc.name", builder.getStringAttr(name)),
       builder.getNamedAttr("mnc.layout", builder.getStringAttr(layout))});
}

void Importer::createFunction(ArrayRef<ModelInput> inputs) {
  module = ModuleOp::create(unknownLoc);
  builder.setInsertionPointToEnd(module->getBody());
  SmallVector<Type> types;
  for (const ModelInput &input : inputs)
    types.push_back(input.type);
  function = func::FuncOp::create(builder, unknownLoc, "main", builder.getFunctionType(types, {}));
  Block *entry = function.addEntryBlock();
  builder.setInsertionPointToEnd(entry);
  for (auto [index, input] : llvm::enumerate(inputs)) {
    function.setArgAttrs(index, describeValue(builder, input.name, input.type));
    entry->getArgument(index).setLoc(NameLoc::get(builder.getStringAttr(input.name)));
    define(input.name, Value(entry->getArgument(index)));
  }
}

FailureOr<Value> Importer::getOutput(StringRef name) {
  auto outputError = [&] { return emitError(unknownLoc) << "output '" << name << "' "; };
  llvm::Expected<const Definition *> definition = resolve(name);
  if (!definition)
    return outputError() << "cannot be read: " << llvm::toString(definition.takeError());
  if (!*definition)
    return outputError() << "is an output of its node that is not supported";
  if (std::holds_alternative<IntTensor>(**definition))
    return outputError() << "is an integer tensor, wanted float";
  if (auto *stored = std::get_if<StoredTensor>(*definition))
    return outputError() << "has the element type " << elementTypeName(stored->tensor->data_type())
                         << ", wanted float";
  return std::get<Value>(**definition);
}

/// Compares an output with what the file states about it. Files often keep
/// the shape of another batch size, so that only gives a warning.
static LogicalResult checkDeclaredType(const onnx::ValueInfoProto &output, Value value) {
  const onnx::TypeProto::Tensor &declared = output.type().tensor_type();
  Location loc = UnknownLoc::get(value.getContext());
  int32_t type = declared.elem_type();
  if (type != 0 && type != element_type::Float)
    return emitError(loc) << "output '" << StringRef(output.name()) << "' is declared as "
                          << elementTypeName(type) << " but is float";
  if (!declared.has_shape())
    return success();
  ArrayRef<int64_t> shape = shapeOf(value);
  bool isEqual = int64_t(shape.size()) == declared.shape().dim_size();
  for (auto [size, dim] : llvm::zip(shape, declared.shape().dim()))
    isEqual &= !dim.has_dim_value() || dim.dim_value() == size;
  if (!isEqual)
    emitWarning(loc) << "output '" << StringRef(output.name()) << "' has the shape "
                     << shapeText(shape) << ", which is not the one that the file states";
  return success();
}

LogicalResult Importer::createReturn() {
  SmallVector<Value> results;
  SmallVector<Attribute> attributes;
  llvm::SmallPtrSet<Value, 4> returned;
  for (const onnx::ValueInfoProto &output : model.proto.graph().output()) {
    FailureOr<Value> value = getOutput(output.name());
    if (failed(value) || failed(checkDeclaredType(output, *value)))
      return failure();
    attributes.push_back(
        describeValue(builder, output.name(), cast<RankedTensorType>((*value).getType())));
    Operation *op = (*value).getDefiningOp();
    if (!op || isa<ConstantOp>(op) || returned.contains(*value))
      *value = CopyOp::create(builder, NameLoc::get(builder.getStringAttr(output.name())), *value);
    returned.insert(*value);
    results.push_back(*value);
  }
  func::ReturnOp::create(builder, unknownLoc, results);
  // Constants that were only read during the import, such as bounds.
  for (auto constant : llvm::make_early_inc_range(function.getBody().getOps<ConstantOp>()))
    if (constant->use_empty())
      constant->erase();
  function.setType(
      builder.getFunctionType(function.getArgumentTypes(), ValueRange(results).getTypes()));
  function.setResAttrsAttr(builder.getArrayAttr(attributes));
  return success();
}

OwningOpRef<ModuleOp> Importer::run() {
  onnx::GraphProto &graph = *model.proto.mutable_graph();
  if (failed(checkOperators()))
    return {};
  FailureOr<SmallVector<int>> order = orderNodes(context, graph);
  if (failed(order))
    return {};
  FailureOr<SmallVector<ModelInput>> inputs = resolveInputs(context, graph, options);
  if (failed(inputs))
    return {};
  createFunction(*inputs);
  for (onnx::TensorProto &tensor : *graph.mutable_initializer())
    define(tensor.name(),
           StoredTensor{&tensor, NameLoc::get(builder.getStringAttr(tensor.name()))});
  if (failed(importNodes(*order)) || failed(createReturn()) || failed(verify(*module)))
    return {};
  return std::move(module);
}

} // namespace mnc
