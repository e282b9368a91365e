// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Imports one graph: checks it, creates the function, converts node by node.

#include "Importer.h"
#include "Graph.h"
#include "IoLayout.h"
#include "Node.h"
#include "Registry.h"
#include "mlir/IR/Verifier.h"
#include "mnc/IR/IR.h"
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
  if (isFloatType(stored->tensor->data_type())) {
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

onnx::TensorProto *Importer::findStored(StringRef name) const {
  auto found = definitions.find(name);
  const auto *stored =
      found == definitions.end() ? nullptr : std::get_if<StoredTensor>(&found->second);
  return stored ? stored->tensor : nullptr;
}

bool Importer::isEmpty(StringRef name) const {
  auto found = definitions.find(name);
  const auto *known = found == definitions.end() ? nullptr : std::get_if<IntTensor>(&found->second);
  const onnx::TensorProto *stored = findStored(name);
  return known ? known->values.empty() : stored && llvm::is_contained(stored->dims(), 0);
}

//--- Nodes -------------------------------------------------------------------

/// Imports one node; what is wrong with it becomes a problem, and its outputs have no meaning then.
void Importer::importNode(onnx::NodeProto &proto, int index) {
  NameLoc loc = getNodeLoc(context, proto, index);
  std::string error = explainUnsupported(proto.op_type(), proto.domain(), model.opset);
  bool isConverted = false;
  if (error.empty()) {
    ScopedDiagnosticHandler handler(context, [&](Diagnostic &diagnostic) {
      if (diagnostic.getSeverity() != DiagnosticSeverity::Error)
        return failure();
      error = diagnostic.str();
      return success();
    });
    isConverted = succeeded(Node(*this, proto, loc).convert());
  }
  if (!error.empty())
    problems.add(loc, proto, std::move(error));
  if (!isConverted)
    for (StringRef name : proto.output())
      defineFailed(name);
}

FailureOr<SmallVector<Definition>> Importer::importBranch(onnx::GraphProto &branch) {
  // The branch may give a name of the graph around it another meaning.
  llvm::StringMap<std::optional<Definition>> outside;
  auto hide = [&](StringRef name) {
    auto found = definitions.find(name);
    outside[name] = found == definitions.end() ? std::nullopt : std::optional(found->second);
  };
  for (onnx::TensorProto &tensor : *branch.mutable_initializer()) {
    hide(tensor.name());
    define(tensor.name(),
           StoredTensor{&tensor, NameLoc::get(builder.getStringAttr(tensor.name()))});
  }
  for (auto [index, node] : llvm::enumerate(*branch.mutable_node())) {
    for (StringRef name : node.output())
      hide(name);
    importNode(node, index);
  }
  SmallVector<Definition> results;
  for (const onnx::ValueInfoProto &output : branch.output()) {
    auto found = definitions.find(output.name());
    if (found == definitions.end() || hasFailed(output.name()))
      return failure();
    results.push_back(found->second);
  }
  for (auto &entry : outside) {
    if (entry.second)
      define(entry.first(), *entry.second);
    else
      definitions.erase(entry.first());
  }
  return results;
}

//--- Function ----------------------------------------------------------------

/// The attributes of an argument or result.
static DictionaryAttr describeValue(OpBuilder &builder, StringRef name, StringRef layout) {
  return builder.getDictionaryAttr(
      {builder.getNamedAttr("mnc.name", builder.getStringAttr(name)),
       builder.getNamedAttr("mnc.layout", builder.getStringAttr(layout))});
}

/// Creates `value` with elements of type `to`.
Value Importer::convertTo(Location loc, Value value, Type to) {
  auto type = RankedTensorType::get(shapeOf(value), to);
  return ConvertOp::create(builder, loc, type, value, TypeAttr::get(to));
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
    Value value = entry->getArgument(index);
    value.setLoc(NameLoc::get(builder.getStringAttr(input.name)));
    // A graph of 16-bit floats computes in f32.
    if (elementTypeOf(value).isF16())
      value = convertTo(value.getLoc(), value, builder.getF32Type());
    define(input.name, value);
  }
}

FailureOr<Value> Importer::getOutput(StringRef name) {
  auto outputError = [&] { return emitError(unknownLoc) << "output '" << name << "' "; };
  llvm::Expected<const Definition *> definition = resolve(name);
  if (!definition)
    return outputError() << "cannot be read: " << llvm::toString(definition.takeError());
  if (!*definition)
    return outputError() << "is an output of its node that is not supported";
  if (const auto *known = std::get_if<IntTensor>(*definition)) {
    Type element = graphTypeOf(context, known->type);
    std::string problem = shapeError(known->shape);
    if (!element || !problem.empty())
      return outputError() << "is known, and has "
                           << (element ? problem
                                       : "the element type " + elementTypeName(known->type) +
                                             ", which is not supported");
    auto type = RankedTensorType::get(known->shape, element);
    return Value(ConstantOp::create(builder, NameLoc::get(builder.getStringAttr(name)),
                                    makeIntegers(type, known->values)));
  }
  if (auto *stored = std::get_if<StoredTensor>(*definition))
    return outputError() << "has the element type " << elementTypeName(stored->tensor->data_type())
                         << ", which is not supported";
  return std::get<Value>(**definition);
}

/// Compares an output with what the file states about it. Files often keep
/// the shape of another batch size, so that only gives a warning.
static LogicalResult checkDeclaredType(const onnx::ValueInfoProto &output, Value value,
                                       bool widens) {
  const onnx::TypeProto::Tensor &declared = output.type().tensor_type();
  Location loc = UnknownLoc::get(value.getContext());
  int32_t type = declared.elem_type();
  Type wanted = graphTypeOf(value.getContext(), type), found = elementTypeOf(value);
  bool isWidened = widens && type == element_type::Float16 && found.isF32();
  if (type != 0 && wanted != found && !isWidened)
    return emitError(loc) << "output '" << StringRef(output.name()) << "' is declared as "
                          << elementTypeName(type) << " but is "
                          << elementTypeName(onnxTypeOf(found));
  if (!declared.has_shape())
    return success();
  ArrayRef<int64_t> shape = shapeOf(value);
  bool isEqual = int64_t(shape.size()) == declared.shape().dim_size();
  for (auto [size, dim] : llvm::zip(shape, declared.shape().dim()))
    isEqual &= dim.dim_value() <= 0 || dim.dim_value() == size;
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
    if (failed(value))
      return failure();
    bool isHalf = output.type().tensor_type().elem_type() == element_type::Float16;
    if (isHalf && !options.widen && elementTypeOf(*value).isF32())
      value = convertTo(NameLoc::get(builder.getStringAttr(output.name())), *value,
                        builder.getF16Type());
    if (failed(checkDeclaredType(output, *value, options.widen)))
      return failure();
    attributes.push_back(describeValue(builder, output.name(), layoutOfOutput(*value)));
    Operation *op = (*value).getDefiningOp();
    if (!op || isa<ConstantOp>(op) || returned.contains(*value))
      *value = CopyOp::create(builder, NameLoc::get(builder.getStringAttr(output.name())), *value);
    returned.insert(*value);
    results.push_back(*value);
  }
  for (auto [index, argument] : llvm::enumerate(function.getArguments())) {
    StringRef name = cast<NameLoc>(argument.getLoc()).getName();
    function.setArgAttrs(index, describeValue(builder, name, layoutOfInput(argument)));
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

/// Reports the operators of nodes that are not supported, where nothing can be imported.
void Importer::reportUnsupported(ArrayRef<int> nodes) {
  for (int index : nodes) {
    const onnx::NodeProto &node = model.proto.graph().node(index);
    std::string error = explainUnsupported(node.op_type(), node.domain(), model.opset);
    if (!error.empty())
      problems.add(getNodeLoc(context, node, index), node, std::move(error));
  }
  problems.report();
}

OwningOpRef<ModuleOp> Importer::run() {
  onnx::GraphProto &graph = *model.proto.mutable_graph();
  FailureOr<SmallVector<int>> order = orderNodes(context, graph);
  if (failed(order))
    return {};
  FailureOr<SmallVector<ModelInput>> inputs = resolveInputs(context, graph, *order, options);
  if (failed(inputs)) {
    reportUnsupported(*order);
    return {};
  }
  createFunction(*inputs);
  for (onnx::TensorProto &tensor : *graph.mutable_initializer())
    define(tensor.name(),
           StoredTensor{&tensor, NameLoc::get(builder.getStringAttr(tensor.name()))});
  for (int index : *order)
    importNode(*graph.mutable_node(index), index);
  if (!problems.empty()) {
    problems.report();
    return {};
  }
  if (failed(createReturn()) || failed(verify(*module)))
    return {};
  return std::move(module);
}

} // namespace mnc
