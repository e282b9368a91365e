// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Functions.h"

#include "llvm/ADT/StringSet.h"

using namespace llvm;

namespace mnc {

namespace {

constexpr int mostDepth = 64, mostNodes = 1 << 18;

class Inliner {
public:
  explicit Inliner(Model &model) : model(model) {}

  Error run();

private:
  using Names = StringMap<std::string>;

  static std::string keyOf(StringRef domain, StringRef name, StringRef overload) {
    return ((isStandardDomain(domain) ? "" : domain) + ":" + name + ":" + overload).str();
  }
  Error expand(onnx::NodeProto &node, int depth);
  Error expandCall(const onnx::NodeProto &call, const onnx::FunctionProto &function, int depth);
  Error checkOpset(const onnx::FunctionProto &function) const;
  static void rename(onnx::NodeProto &node, const Names &names);
  static void bindAttributes(onnx::NodeProto &node, const onnx::NodeProto &call,
                             const onnx::FunctionProto &function);

  Model &model;
  StringMap<const onnx::FunctionProto *> functions;
  StringSet<> prefixes;
  google::protobuf::RepeatedPtrField<onnx::NodeProto> nodes;
};

} // namespace

static Error inFunction(const onnx::FunctionProto &function, const Twine &message) {
  return createStringError("function '" + function.domain() + "." + function.name() + "' " +
                           message);
}

Error Inliner::checkOpset(const onnx::FunctionProto &function) const {
  for (const onnx::OperatorSetIdProto &import : function.opset_import())
    if (isStandardDomain(import.domain()) && import.version() != model.opset)
      return inFunction(function, "is written for opset " + Twine(import.version()) + ", wanted " +
                                      Twine(model.opset) + " as the graph that calls it");
  return Error::success();
}

/// Renames what `node`, and the graphs in its attributes, read and define.
void Inliner::rename(onnx::NodeProto &node, const Names &names) {
  auto renameAll = [&](auto *list) {
    for (std::string &name : *list)
      if (auto found = names.find(name); found != names.end())
        name = found->second;
  };
  renameAll(node.mutable_input());
  renameAll(node.mutable_output());
  for (onnx::AttributeProto &attribute : *node.mutable_attribute())
    if (attribute.has_g())
      for (onnx::NodeProto &inner : *attribute.mutable_g()->mutable_node())
        rename(inner, names);
}

/// Gives attributes of `node` that refer to one of the function the value that `call` has, or the
/// function's own; one without either is left out.
void Inliner::bindAttributes(onnx::NodeProto &node, const onnx::NodeProto &call,
                             const onnx::FunctionProto &function) {
  google::protobuf::RepeatedPtrField<onnx::AttributeProto> bound;
  for (const onnx::AttributeProto &attribute : node.attribute()) {
    if (attribute.ref_attr_name().empty()) {
      *bound.Add() = attribute;
      continue;
    }
    const onnx::AttributeProto *value = nullptr;
    for (const auto *given : {&function.attribute_proto(), &call.attribute()})
      for (const onnx::AttributeProto &candidate : *given)
        if (candidate.name() == attribute.ref_attr_name())
          value = &candidate;
    if (!value)
      continue;
    *bound.Add() = *value;
    bound.rbegin()->set_name(attribute.name());
  }
  node.mutable_attribute()->Swap(&bound);
}

Error Inliner::expandCall(const onnx::NodeProto &call, const onnx::FunctionProto &function,
                          int depth) {
  if (depth == mostDepth)
    return inFunction(function, "is called by functions that call each other without an end");
  if (call.input_size() > function.input_size() || call.output_size() > function.output_size())
    return inFunction(function, "is called with " + Twine(call.input_size()) + " inputs and " +
                                    Twine(call.output_size()) + " outputs, wanted at most " +
                                    Twine(function.input_size()) + " and " +
                                    Twine(function.output_size()));
  if (Error error = checkOpset(function))
    return error;
  std::string name = call.name().empty() ? call.op_type() : call.name(), prefix = name;
  for (int number = 2; !prefixes.insert(prefix).second; ++number)
    prefix = name + "_" + std::to_string(number);
  Names names;
  for (const onnx::NodeProto &node : function.node())
    for (const std::string &output : node.output())
      if (!output.empty())
        names[output] = prefix + "/" + output;
  for (int index = 0; index < function.output_size(); ++index)
    if (index < call.output_size() && !call.output(index).empty())
      names[function.output(index)] = call.output(index);
  for (int index = 0; index < function.input_size(); ++index)
    names[function.input(index)] = index < call.input_size() ? call.input(index) : "";
  for (const onnx::NodeProto &original : function.node()) {
    onnx::NodeProto node = original;
    node.set_name(prefix + "/" + (node.name().empty() ? node.op_type() : node.name()));
    rename(node, names);
    bindAttributes(node, call, function);
    if (Error error = expand(node, depth + 1))
      return error;
  }
  // An input that is an output as well.
  for (int index = 0; index < call.output_size(); ++index)
    if (is_contained(function.input(), function.output(index))) {
      onnx::NodeProto &copy = *nodes.Add();
      copy.set_op_type("Identity");
      copy.set_name(prefix + "/Identity");
      copy.add_input(names[function.output(index)]);
      copy.add_output(call.output(index));
    }
  return Error::success();
}

Error Inliner::expand(onnx::NodeProto &node, int depth) {
  auto found = functions.find(keyOf(node.domain(), node.op_type(), node.overload()));
  if (found != functions.end())
    return expandCall(node, *found->second, depth);
  if (nodes.size() == mostNodes)
    return createStringError("the functions of the model become more than " + Twine(mostNodes) +
                             " nodes");
  *nodes.Add() = std::move(node);
  return Error::success();
}

Error Inliner::run() {
  for (const onnx::FunctionProto &function : model.proto.functions())
    functions[keyOf(function.domain(), function.name(), function.overload())] = &function;
  for (onnx::NodeProto &node : *model.proto.mutable_graph()->mutable_node())
    if (Error error = expand(node, 0))
      return error;
  model.proto.mutable_graph()->mutable_node()->Swap(&nodes);
  return Error::success();
}

Error inlineFunctions(Model &model) {
  return model.proto.functions_size() == 0 ? Error::success() : Inliner(model).run();
}

} // namespace mnc
