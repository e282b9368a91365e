// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Checks the names of a graph and orders its nodes.

#include "Graph.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/StringSet.h"

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

void forEachRead(const onnx::NodeProto &node, function_ref<void(StringRef)> visit) {
  for (StringRef name : node.input())
    if (!name.empty())
      visit(name);
  for (const onnx::AttributeProto &attribute : node.attribute()) {
    llvm::StringSet<> inside;
    for (const onnx::TensorProto &tensor : attribute.g().initializer())
      inside.insert(tensor.name());
    auto visitOutside = [&](StringRef name) {
      if (!inside.contains(name))
        visit(name);
    };
    for (const onnx::NodeProto &inner : attribute.g().node()) {
      forEachRead(inner, visitOutside);
      for (StringRef name : inner.output())
        inside.insert(name);
    }
    for (const onnx::ValueInfoProto &output : attribute.g().output())
      visitOutside(output.name());
  }
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
    int node;
    SmallVector<std::string> reads;
    size_t next = 0;
  };

  NameLoc locOf(int node) const { return getNodeLoc(context, graph.node(node), node); }
  LogicalResult defineNames();
  LogicalResult defineOutside(StringRef name);
  LogicalResult visit(int root);
  Step begin(int node) const;
  SmallVector<bool> findNeeded() const;

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

NodeOrder::Step NodeOrder::begin(int node) const {
  Step step{node, {}};
  forEachRead(graph.node(node), [&](StringRef name) { step.reads.push_back(name.str()); });
  return step;
}

LogicalResult NodeOrder::visit(int root) {
  std::vector<Step> path;
  if (states[root] == Unseen)
    path.push_back(begin(root));
  while (!path.empty()) {
    Step &step = path.back();
    int index = step.node;
    const onnx::NodeProto &node = graph.node(index);
    states[index] = Open;
    if (step.next == step.reads.size()) {
      states[index] = Done;
      order.push_back(index);
      path.pop_back();
      continue;
    }
    StringRef name = step.reads[step.next++];
    auto definer = definers.find(name);
    if (definer == definers.end())
      return emitNodeError(locOf(index), node) << "reads '" << name << "', which nothing defines";
    if (definer->second == notANode || states[definer->second] == Done)
      continue;
    if (states[definer->second] == Open)
      return emitNodeError(locOf(index), node)
             << "reads '" << name << "', which depends on this node's outputs";
    path.push_back(begin(definer->second));
  }
  return success();
}

/// Marks the nodes that the outputs need.
SmallVector<bool> NodeOrder::findNeeded() const {
  SmallVector<bool> needed(graph.node_size(), false);
  SmallVector<int> todo;
  auto need = [&](StringRef name) {
    auto definer = definers.find(name);
    if (definer == definers.end() || definer->second == notANode || needed[definer->second])
      return;
    needed[definer->second] = true;
    todo.push_back(definer->second);
  };
  for (const onnx::ValueInfoProto &output : graph.output())
    need(output.name());
  while (!todo.empty())
    forEachRead(graph.node(todo.pop_back_val()), need);
  return needed;
}

FailureOr<SmallVector<int>> NodeOrder::run() {
  if (failed(defineNames()))
    return failure();
  for (const onnx::ValueInfoProto &output : graph.output())
    if (!definers.contains(output.name()))
      return emitError(UnknownLoc::get(context))
             << "output '" << StringRef(output.name()) << "' is not produced by any node";
  SmallVector<bool> needed = findNeeded();
  for (int index = 0; index < graph.node_size(); ++index)
    if (needed[index] && failed(visit(index)))
      return failure();
  if (int64_t unused = llvm::count(needed, false)) {
    int first = llvm::find(needed, false) - needed.begin();
    emitRemark(UnknownLoc::get(context))
        << unused
        << (unused == 1 ? " node that no output needs is" : " nodes that no output needs are")
        << " left out, the first one is '" << locOf(first).getName().getValue() << "' ("
        << StringRef(graph.node(first).op_type()) << ")";
  }
  return std::move(order);
}

FailureOr<SmallVector<int>> orderNodes(MLIRContext *context, const onnx::GraphProto &graph) {
  return NodeOrder(context, graph).run();
}

} // namespace mnc
