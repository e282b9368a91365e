// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "SplitReduction.h"

#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;

namespace mnc {

namespace {

class SplitReductionLoop {
public:
  SplitReductionLoop(const GroupFunctions &functions, ArrayRef<GroupLayer> layers,
                     int64_t channelTile, KernelBuilder &kernel, const GroupArguments &bound)
      : functions(functions), layers(layers), channelTile(channelTile), kernel(kernel),
        bound(bound) {}

  void build() {
    initialiseSums();
    kernel.loop(0, channels(), channelTile, [&](Value first) {
      computeAndPrefetch(first);
      for (size_t layer = 1; layer < last(); ++layer)
        compute(layer, first);
      accumulateTile(first);
    });
  }

private:
  size_t last() const { return layers.size() - 1; }

  /// Returns the channels of all channel tiles together: K of the last layer.
  int64_t channels() const { return shapeOf(layers.front().op->getResult(0)).back(); }

  int64_t sums() const { return elementsOf(layers.back().op->getResult(0)); }

  /// Stores the bias, or zeros, to the output of the last layer.
  void initialiseSums() {
    ArrayRef<LayerArgument> arguments = bound.back();
    Value output = arguments[convOutputArgument].value;
    bool hasBias = arguments.size() > convOutputArgument + 1;
    kernel.forVectors(
        sums(), vectorWidthOf(layers.back().op->getResult(0)), [&](Value at, int64_t width) {
          Value begin = hasBias ? kernel.load(arguments[convOutputArgument + 1].value, at, width)
                                : kernel.splat(0.0f, width);
          kernel.store(begin, output, at);
        });
  }

  /// Computes the channel tile from `first` on of the first layer, which prefetches the weights
  /// that the last layer has for it.
  void computeAndPrefetch(Value first) {
    LayerArgument weights = bound.back()[convWeightsArgument];
    int64_t perChannel = cast<MemRefType>(weights.value.getType()).getNumElements() / channels();
    int64_t count = perChannel * channelTile;
    functions.callSlice(kernel, layers.front(), bound.front(),
                        {{first, 0}, {kernel.mul(first, perChannel), 0}, weights},
                        [&](ValueRange values) {
                          ConvCall call{ConvSlice::ofChannels({values[0], channelTile})};
                          call.prefetch.weights = {values[2], values[1], count};
                          return call;
                        });
  }

  void compute(size_t layer, Value first) {
    functions.callSlice(kernel, layers[layer], bound[layer], {{first, 0}}, [&](ValueRange values) {
      return ConvCall{ConvSlice::ofChannels({values[0], channelTile})};
    });
  }

  void accumulateTile(Value first) {
    functions.callSlice(kernel, layers.back(), bound.back(), {{first, 0}}, [&](ValueRange values) {
      return ConvCall{ConvSlice::ofK({values[0], channelTile})};
    });
  }

  const GroupFunctions &functions;
  ArrayRef<GroupLayer> layers;
  int64_t channelTile;
  KernelBuilder &kernel;
  const GroupArguments &bound;
};

} // namespace

func::CallOp generateSplitReduction(const GroupFunctions &functions, OpBuilder &body,
                                    ArrayRef<GroupLayer> layers, int64_t channelTile) {
  return functions.emitGroupCall(
      body, layers, [&](KernelBuilder &kernel, const GroupArguments &bound) {
        SplitReductionLoop(functions, layers, channelTile, kernel, bound).build();
      });
}

} // namespace mnc
