// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "PanelSums.h"

#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;

namespace mnc {

namespace {

class PanelSums {
public:
  PanelSums(const RegionFunctions &functions, ArrayRef<RegionLayer> layers, int64_t panel,
            KernelBuilder &kernel, const BoundArguments &bound)
      : functions(functions), layers(layers), panel(panel), kernel(kernel), bound(bound) {}

  void build() {
    beginSums();
    kernel.loop(0, channels(), panel, [&](Value first) {
      computeAndAsk(first);
      for (size_t layer = 1; layer < last(); ++layer)
        compute(layer, first);
      addUp(first);
    });
  }

private:
  size_t last() const { return layers.size() - 1; }

  /// That all panels have together.
  int64_t channels() const { return shapeOf(layers.front().op->getResult(0)).back(); }

  int64_t sums() const { return elementsOf(layers.back().op->getResult(0)); }

  /// The bias, or zeros.
  void beginSums() {
    ArrayRef<LayerArgument> arguments = bound.back();
    Value output = arguments[convOutputArgument].value;
    bool hasBias = arguments.size() > convOutputArgument + 1;
    kernel.forVectors(sums(), lanesOf(layers.back().op->getResult(0)), [&](Value at, int64_t width) {
      Value begin = hasBias ? kernel.load(arguments[convOutputArgument + 1].value, at, width)
                            : kernel.splat(0.0f, width);
      kernel.store(begin, output, at);
    });
  }

  std::string ofPanel() const { return " of " + std::to_string(panel); }

  /// Of the first layer.
  void computeAndAsk(Value first) {
    LayerArgument weights = bound.back()[convWeightsArgument];
    int64_t perChannel =
        cast<MemRefType>(weights.value.getType()).getNumElements() / channels();
    int64_t count = perChannel * panel;
    functions.callPart(kernel, layers.front(), bound.front(),
                       "ahead " + std::to_string(count) + ofPanel(),
                       {{first, 0}, {kernel.mul(first, perChannel), 0}, weights},
                       [&](ValueRange values) {
                         ConvPart part;
                         part.panel = {values[0], panel};
                         part.ahead = {values[2], values[1], count};
                         return part;
                       });
  }

  void compute(size_t layer, Value first) {
    functions.callPart(kernel, layers[layer], bound[layer], "panel" + ofPanel(), {{first, 0}},
                       [&](ValueRange values) {
                         ConvPart part;
                         part.panel = {values[0], panel};
                         return part;
                       });
  }

  void addUp(Value first) {
    functions.callPart(kernel, layers.back(), bound.back(), "inputs" + ofPanel(), {{first, 0}},
                       [&](ValueRange values) {
                         ConvPart part;
                         part.inputs = {values[0], panel};
                         return part;
                       });
  }

  const RegionFunctions &functions;
  ArrayRef<RegionLayer> layers;
  int64_t panel;
  KernelBuilder &kernel;
  const BoundArguments &bound;
};

} // namespace

func::CallOp generatePanelSums(const RegionFunctions &functions, OpBuilder &body,
                               ArrayRef<RegionLayer> layers, int64_t panel) {
  return functions.callRegion(body, layers, "panel sums " + std::to_string(panel),
                              [&](KernelBuilder &kernel, const BoundArguments &bound) {
                                PanelSums(functions, layers, panel, kernel, bound).build();
                              });
}

} // namespace mnc
