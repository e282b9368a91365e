// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checks the names of a graph and orders its nodes.

#include "Graph.h"
#include "mlir/IR/BuiltinAttributes.h"

using namespace mlir;

namespace mnc {

NameLoc getNodeLoc(MLIRContext *context, const onnx::NodeProto &node, int index) {
  std::string name =
      node.name().empty() ? node.op_type() + "_" + std::to_string(index) : node.name();
  return NameLoc::get(StringAttr::get(context, name));
}

static InFlightDiagnostic beginAtNode(InFlightDiagnostic diagnostic, NameLoc loc,
                                      const onnx::NodeProto &node) {
  diagnostic << "node '" << loc.getName().getValue() << "' (";
  if (!isStandardDomain(node.domain()))
    diagnostic << StringRef(node.domain()) << ".";
  diagnostic << StringRef(node.op_type()) << "): ";
  return diagnostic;
}

InFlightDiagnostic emitNodeError(NameLoc loc, const onnx::NodeProto &node) {
  return beginAtNode(emitError(loc), loc, node);
}

InFlightDiagnostic emitNodeWarning(NameLoc loc, const onnx::NodeProto &node) {
  return beginAtNode(emitWarning(loc), loc, node);
}

namespace {

/// Depth-first walk from each node to those that define what it reads.
class NodeOrder {
public:
  NodeOrder(MLIRContext *context, const onnx::GraphProto &graph)
      : context(context), graph(graph), states(graph.node_size(), Unseen) {}

  FailureOr<SmallVector<int>> run();

private:
  enum State : char { Unseen, Open, Done };
  static constexpr int notANode = -1;
  /// A node on the path of the walk, and the input that comes next.
  struct Step {
    int node, nextInput = 0;
  };

  NameLoc locOf(int node) const { return getNodeLoc(context, graph.node(node), node); }
  LogicalResult defineNames();
  LogicalResult defineOutside(StringRef name);
  LogicalResult visit(int root);

  MLIRContext *context;
  const onnx::GraphProto &graph;
  /// The node that defines a name, or notANode for inputs and initialisers.
  llvm::StringMap<int> definers;
  SmallVector<State> states;
  SmallVector<int> order;
};

} // namespace

LogicalResult NodeOrder::defineOutside(StringRef name) {
  if (definers.try_emplace(name, notANode).second)
    return success();
  return emitError(UnknownLoc::get(context)) << "value '" << name << "' is defined twice";
}

LogicalResult NodeOrder::defineNames() {
  for (const onnx::TensorProto &tensor : graph.initializer())
    if (failed(defineOutside(tensor.name())))
      return failure();
  // An input may give an initialiser's name once more, as its default.
  llvm::StringMap<int> initialisers = definers;
  for (const onnx::ValueInfoProto &input : graph.input()) {
    if (input.name().empty())
      return emitError(UnknownLoc::get(context)) << "an input has no name";
    if (!initialisers.contains(input.name()) && failed(defineOutside(input.name())))
      return failure();
  }
  for (int index = 0; index < graph.node_size(); ++index)
    for (StringRef name : graph.node(index).output())
      if (!name.empty() && !definers.try_emplace(name, index).second)
        return emitNodeError(locOf(index), graph.node(index))
               << "defines '" << name << "', which is already defined";
  return success();
}

LogicalResult NodeOrder::visit(int root) {
  SmallVector<Step> path;
  if (states[root] == Unseen)
    path.push_back({root});
  while (!path.empty()) {
    auto &[index, nextInput] = path.back();
    const onnx::NodeProto &node = graph.node(index);
    states[index] = Open;
    if (nextInput == node.input_size()) {
      states[index] = Done;
      order.push_back(index);
      path.pop_back();
      continue;
    }
    StringRef name = node.input(nextInput++);
    if (name.empty())
      continue;
    auto definer = definers.find(name);
    if (definer == definers.end())
      return emitNodeError(locOf(index), node) << "reads '" << name << "', which nothing defines";
    if (definer->second == notANode || states[definer->second] == Done)
      continue;
    if (states[definer->second] == Open)
      return emitNodeError(locOf(index), node)
             << "reads '" << name << "', which depends on this node's outputs";
    path.push_back({definer->second});
  }
  return success();
}

FailureOr<SmallVector<int>> NodeOrder::run() {
  if (failed(defineNames()))
    return failure();
  for (int index = 0; index < graph.node_size(); ++index)
    if (failed(visit(index)))
      return failure();
  for (const onnx::ValueInfoProto &output : graph.output())
    if (!definers.contains(output.name()))
      return emitError(UnknownLoc::get(context))
             << "output '" << StringRef(output.name()) << "' is not produced by any node";
  return std::move(order);
}

FailureOr<SmallVector<int>> orderNodes(MLIRContext *context, const onnx::GraphProto &graph) {
  return NodeOrder(context, graph).run();
}

} // namespace mnc
