// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Convolution kernels on NHWC maps whose input carries its own border.

#ifndef MNC_KERNELS_CONVOLUTION_H
#define MNC_KERNELS_CONVOLUTION_H

#include "mnc/IR/IR.h"
#include "mnc/Kernels/KernelBuilder.h"
#include <functional>
#include <optional>

namespace mnc {

/// A convolution's geometry. The input's border is at least its padding.
struct ConvSpec {
  /// NHWC.
  Layout input, output;
  /// {height, width}
  std::array<int64_t, 2> kernel, stride, dilation;
  /// {top, left}
  std::array<int64_t, 2> pad;
  int64_t groups = 1;

  int64_t inputChannelsPerGroup() const { return input.shape[3] / groups; }
  int64_t outputChannelsPerGroup() const { return output.shape[3] / groups; }
  /// Products per output value.
  int64_t k() const { return kernel[0] * kernel[1] * inputChannelsPerGroup(); }
  /// How many of them lie one after the other in the input: a row of the window, where it
  /// has neither groups nor dilation and pixels no gaps; otherwise a pixel of it.
  int64_t contiguousK() const {
    bool contiguous = dilation[1] == 1 && input.strides[2] == inputChannelsPerGroup();
    return (contiguous ? kernel[1] : 1) * inputChannelsPerGroup();
  }
  /// Rows from the first to the last of a window.
  int64_t windowRows() const { return (kernel[0] - 1) * dilation[0] + 1; }
  /// Columns from the first to the last under the windows of `pixels` pixels of a row.
  int64_t windowColumns(int64_t pixels) const {
    return (pixels - 1) * stride[1] + (kernel[1] - 1) * dilation[1] + 1;
  }
};

/// How a kernel walks the work: its register tile and its loops.
struct Tiling {
  /// Accumulators of the register tile: pixels of a row x vectors of channels.
  int64_t pixels = 1, vectors = 1;
  /// Floats of a vector.
  int64_t lanes = 4;
  /// With LoopOrder::Channels each weight is read once.
  LoopOrder outer = LoopOrder::Pixels;
  /// Dense convolution: values of a pixel that are loaded as one vector, each for one step
  /// along K; a product then takes one of its lanes. A power of two.
  int64_t tileK = 1;
  /// Depthwise convolution: rows of the filter that are in registers at a time; 0 for all.
  int64_t filterRows = 0;

  bool channelsOuter() const { return outer == LoopOrder::Channels; }
};

/// Pixels as one long row, when the convolution looks at one pixel at a time
/// and neither map has gaps; the same spec otherwise.
ConvSpec flattenSpatial(ConvSpec spec, llvm::ArrayRef<EpilogueStep> epilogue);

/// `channels` output channels of `spec`, and of a depthwise convolution's input.
ConvSpec tileChannels(ConvSpec spec, int64_t channels);

/// The products of `channels` input channels of a dense `spec`.
ConvSpec tileInputChannels(ConvSpec spec, int64_t channels);

/// The buffers of a convolution.
struct ConvBuffers {
  mlir::Value input, weights, output;
};

/// Rows from `first` on, before `end`, of image `n`; there may be none.
struct RowRange {
  mlir::Value n, first, end;
};

/// `channels` channels from `first` on.
struct ChannelTile {
  mlir::Value first;
  int64_t channels;
};

/// `count` floats of weights that another layer reads soon, from `first` on.
struct PrefetchTarget {
  mlir::Value weights, first;
  int64_t count;
};

/// A depthwise convolution that takes the rows of a dense one as they come, and the map
/// that it stores to.
struct ConsumerPrefetch {
  ConvSpec spec;
  mlir::Value output;
};

/// What to compute of a convolution; all of it by default.
struct ConvSlice {
  std::optional<RowRange> rows = {};
  /// Output channels. The spec is that of `tileChannels`.
  std::optional<ChannelTile> channelTile = {};
  /// Input channels of a dense convolution without groups, whose products are added to
  /// what the output holds. The spec is that of `tileInputChannels`, the weights are those of
  /// one panel after the other, there are no links, and no value is covered twice.
  std::optional<ChannelTile> kTile = {};
  /// Asked for meanwhile, by a dense convolution without groups, all rows of it.
  std::optional<PrefetchTarget> prefetch = {};
  /// Of a dense convolution without groups, which asks for what this one waits for when it
  /// has the rows: the lines that it stores to, each apart from its neighbours and mostly
  /// pushed out of the caches by weights; and the rows of a panel themselves, which weights
  /// have pushed out of the first one.
  std::optional<ConsumerPrefetch> consumer = {};

  /// A channel of the panel among all channels.
  mlir::Value globalChannel(KernelBuilder &kernel, mlir::Value channel) const {
    return channelTile ? kernel.add(channelTile->first, channel) : channel;
  }

  /// Where a channel of the panel is in a pixel of `layout`, the first of a block if there
  /// are blocks.
  mlir::Value channelOffset(KernelBuilder &kernel, const Layout &layout,
                            mlir::Value channel) const {
    return kernel.channelOffset(layout,
                                layout.channelTile ? channel : globalChannel(kernel, channel));
  }

  /// body(n, y) for each row of an output of `shape`.
  void forRows(KernelBuilder &kernel, llvm::ArrayRef<int64_t> shape,
               llvm::function_ref<void(mlir::Value, mlir::Value)> body) const;
};

/// Dense or grouped convolution; a panel has no groups and begins with a block
/// of channels. `weights` as `packDense` lays them out, of all panels.
void buildDenseConv(KernelBuilder &kernel, const ConvSpec &spec, const Tiling &tiling,
                    const ConvBuffers &buffers, llvm::ArrayRef<EpilogueStep> epilogue,
                    const ConvSlice &slice = {});

/// Whether `buildDepthwiseConv` computes `spec`: one filter for each channel, of so
/// few taps that each can have code of its own.
bool isDepthwise(const ConvSpec &spec);

/// Depthwise convolution, one filter per channel. `weights` as `packDepthwise`
/// lays them out, of all panels; `blocks.vectors` is 1.
void buildDepthwiseConv(KernelBuilder &kernel, const ConvSpec &spec, const Tiling &tiling,
                        const ConvBuffers &buffers, llvm::ArrayRef<EpilogueStep> epilogue,
                        const ConvSlice &slice = {});

/// The weight of output channel o, tap (y, x) and input channel i of its group.
using WeightFn = std::function<float(int64_t o, int64_t i, int64_t y, int64_t x)>;

/// [group][block of channels][ky][kx][i][channel of the block], with the blocks'
/// vectors as `splitIntoVectors` gives them.
std::vector<float> packDense(const ConvSpec &spec, const Tiling &tiling, WeightFn filter);

/// The size of what `packDense` gives.
int64_t packedElements(const ConvSpec &spec, const Tiling &tiling);

/// [vector of channels][ky][kx][channel of the vector], with vectors as
/// `splitIntoVectors` gives them.
std::vector<float> packDepthwise(const ConvSpec &spec, const Tiling &tiling, WeightFn filter);

/// The size of what `packDepthwise` gives.
int64_t packedDepthwiseElements(const ConvSpec &spec, const Tiling &tiling);

} // namespace mnc

#endif // MNC_KERNELS_CONVOLUTION_H
