// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Driver/VerifyEach.h"

#include "FirstMismatch.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassInstrumentation.h"
#include "mnc/IR/IR.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace mnc {

LogicalResult VerifyEach::remember(func::FuncOp graph) {
  FailureOr<SmallVector<Tensor>> results = evaluate(graph, inputs);
  if (mlir::failed(results))
    return failure();
  wanted = std::move(*results);
  before = graph.clone();
  return success();
}

/// The name of a result in the model, or its number.
static std::string outputName(func::FuncOp graph, unsigned index) {
  auto name = graph.getResultAttrOfType<StringAttr>(index, "mnc.name");
  return name ? name.str() : std::to_string(index);
}

LogicalResult VerifyEach::verify(func::FuncOp graph, StringRef pass) {
  FailureOr<SmallVector<Tensor>> found = evaluate(graph, inputs);
  if (mlir::failed(found))
    return failure();
  for (auto [index, result] : llvm::enumerate(*found)) {
    Deviation deviation = deviationOf(result, wanted[index]);
    double allowed = tolerance * deviation.scale;
    if (deviation.error <= allowed) {
      if (deviation.error > 0)
        largest = std::max(largest, deviation.error / deviation.scale);
      continue;
    }
    FailureOr<Operation *> firstMismatch =
        findFirstMismatch(*before, graph, inputs, index, tolerance);
    if (mlir::failed(firstMismatch))
      return failure();
    std::string error = llvm::formatv("error {0:e1} in output '{1}', allowed {2:e1}",
                                      deviation.error, outputName(graph, index), allowed);
    if (!*firstMismatch)
      return emitError(graph.getLoc()) << "after " << pass << ": returns another value: " << error;
    Location loc = (*firstMismatch)->getLoc();
    StringAttr node = nodeNameOf(loc);
    return emitError(loc) << "after " << pass << ": node '"
                          << (node ? node.getValue() : StringRef("without a name")) << "' ("
                          << nameOf(*firstMismatch) << ") computes something else: " << error;
  }
  ++verified;
  wanted = std::move(*found);
  before = graph.clone();
  return success();
}

class VerifyEach::Instrumentation : public PassInstrumentation {
public:
  explicit Instrumentation(VerifyEach &verifier) : verifier(verifier) {}

  void runBeforePass(Pass *, Operation *op) override {
    func::FuncOp graph = graphOf(op);
    if (!graph)
      return;
    if (!verifier.before && mlir::failed(verifier.remember(graph)))
      verifier.hasFailed = true;
    fingerprint.emplace(graph);
  }

  void runAfterPass(Pass *pass, Operation *op) override {
    func::FuncOp graph = graphOf(op);
    if (!graph || OperationFingerPrint(graph) == *fingerprint)
      return;
    if (mlir::failed(verifier.verify(graph, pass->getArgument())))
      verifier.hasFailed = true;
  }

private:
  /// The graph, if `op` is it and is still to be verified.
  func::FuncOp graphOf(Operation *op) {
    auto graph = dyn_cast<func::FuncOp>(op);
    return graph && graph.getName() == "main" && !verifier.hasFailed ? graph : func::FuncOp();
  }

  VerifyEach &verifier;
  std::optional<OperationFingerPrint> fingerprint;
};

void VerifyEach::attach(PassManager &passes) {
  passes.addInstrumentation(std::make_unique<Instrumentation>(*this));
}

} // namespace mnc
