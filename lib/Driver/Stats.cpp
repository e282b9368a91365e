// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Driver/Stats.h"

#include "mnc/Kernels/KernelInstance.h"
#include "mnc/Kernels/ValueLayout.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

using namespace mlir;

namespace mnc {

/// Products of one output value.
static int64_t productsPerValue(Operation *op) {
  if (auto conv = dyn_cast<Conv2dOp>(op)) {
    ArrayRef<int64_t> filter = shapeOf(conv.getFilter());
    return filter[1] * filter[2] * filter[3];
  }
  return 0;
}

static int64_t multiplyAddsOf(Operation *op) {
  return productsPerValue(op) * elementsOf(op->getResult(0));
}

/// Constants among the operands; of batch normalisation scale and bias only,
/// since its statistics are not learnt by gradient.
static int64_t parametersOf(Operation *op) {
  if (auto norm = dyn_cast<BatchNormOp>(op))
    return 2 * elementsOf(norm.getScale());
  int64_t count = 0;
  for (Value operand : op->getOperands())
    if (operand.getDefiningOp<ConstantOp>())
      count += elementsOf(operand);
  return count;
}

void countImported(ModuleOp module, Statistics &statistics) {
  module.walk([&](Operation *op) {
    if (!isa<MNCDialect>(op->getDialect()) || op->getNumResults() != 1)
      return;
    statistics.multiplyAdds += multiplyAddsOf(op);
    statistics.parameters += parametersOf(op);
  });
}

/// Standard convolution against the depthwise `first` and pointwise `second`.
static double timesCheaper(Conv2dOp first, Conv2dOp second) {
  ArrayRef<int64_t> window = shapeOf(first.getFilter()), filter = shapeOf(second.getFilter());
  double standard = double(window[2] * window[3]) * filter[0] * filter[1] *
                    (elementsOf(second.getResult()) / double(filter[0]));
  return standard / (multiplyAddsOf(first) + multiplyAddsOf(second));
}

/// Returns the convolution that `value` comes from, in this group or in another; null if there is
/// none.
static Conv2dOp convBehind(Value value) {
  if (auto conv = value.getDefiningOp<Conv2dOp>())
    return conv;
  auto group = value.getDefiningOp<GroupOp>();
  if (!group)
    return nullptr;
  Operation *yield = group.getBody().front().getTerminator();
  return yield->getOperand(cast<OpResult>(value).getResultNumber()).getDefiningOp<Conv2dOp>();
}

static bool isScalar(Operation *op, const CpuModel &cpu) {
  // Code generation reports an operation that no kernel computes.
  ScopedDiagnosticHandler silence(op->getContext(), [](Diagnostic &) { return success(); });
  FailureOr<KernelInstance> layer = instantiate(op, cpu);
  return succeeded(layer) && !layer->usesVectors && elementsOf(op->getResult(0)) > 1;
}

void describeLayers(ModuleOp module, const CpuModel &cpu, Statistics &statistics) {
  module.walk([&](GroupOp group) {
    for (Operation *op : computeOps(group)) {
      LayerStats &layer = statistics.layers.emplace_back();
      layer.node = nodeTextOf(op).str();
      layer.op = nameOf(op).str();
      layer.shape.assign(shapeOf(op->getResult(0)));
      layer.multiplyAdds = multiplyAddsOf(op);
      layer.parameters = parametersOf(op);
      // What is computed into a concat has no buffer of its own.
      Value owner = underlyingBuffer(op->getResult(0));
      if (owner == op->getResult(0) || owner == group.getResult(0))
        layer.bufferBytes = layoutOf(owner).bufferElements * elementBytesOf(owner);
      if (auto kernel = kernelOf(op))
        layer.kernel = fmt::format("{} {}x{}x{} {}", kernel.getName().str(), kernel.getPixels(),
                                   kernel.getVectors(), kernel.getLanes(),
                                   stringifyLoopOrder(kernel.getOuter()).str());
      layer.isScalar = isScalar(op, cpu);
      auto second = dyn_cast<Conv2dOp>(op);
      Conv2dOp first = second ? convBehind(second.getInput()) : Conv2dOp();
      if (first && first.isDepthwise() && second.isPointwise())
        layer.timesCheaper = timesCheaper(first, second);
    }
  });
}

void printStats(const Statistics &statistics, llvm::raw_ostream &os) {
  os << fmt::format("{:<28} {:<15} {:>17} {:>12} {:>10} {:>10} {:>10}  {:<32} {}\n", "node", "op",
                    "shape", "mult-adds", "params", "bytes", "cycles", "kernel", "cheaper");
  for (const LayerStats &layer : statistics.layers)
    os << fmt::format("{:<28} {:<15} {:>17} {:>12} {:>10} {:>10} {:>10}  {:<32} {}\n", layer.node,
                      layer.op, fmt::format("{}", fmt::join(layer.shape, "x")), layer.multiplyAdds,
                      layer.parameters, layer.bufferBytes, layer.cycles, layer.kernel,
                      layer.timesCheaper ? fmt::format("{:.1f}x", layer.timesCheaper) : "");
  for (const LayerStats &layer : statistics.layers)
    if (layer.isScalar)
      os << fmt::format("not vectorised: {} ({}, {})\n", layer.node, layer.op,
                        fmt::join(layer.shape, "x"));
  os << fmt::format("as imported: {} parameters, {:.1f} M multiply-adds\n", statistics.parameters,
                    statistics.multiplyAdds / 1e6);
}

llvm::json::Object asJson(const Statistics &statistics) {
  llvm::json::Array layers;
  for (const LayerStats &layer : statistics.layers) {
    llvm::json::Object object{{"node", layer.node},
                              {"op", layer.op},
                              {"shape", llvm::json::Array(layer.shape)},
                              {"multiply_adds", layer.multiplyAdds},
                              {"parameters", layer.parameters},
                              {"buffer_bytes", layer.bufferBytes},
                              {"kernel", layer.kernel},
                              {"cycles", layer.cycles},
                              {"vectorised", !layer.isScalar}};
    if (layer.timesCheaper)
      object["times_cheaper"] = layer.timesCheaper;
    layers.push_back(std::move(object));
  }
  return llvm::json::Object{{"multiply_adds", statistics.multiplyAdds},
                            {"parameters", statistics.parameters},
                            {"layers", std::move(layers)}};
}

} // namespace mnc
