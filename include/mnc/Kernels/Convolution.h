// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Convolution kernels on NHWC activations. The input carries its own border.

#ifndef MNC_KERNELS_CONVOLUTION_H
#define MNC_KERNELS_CONVOLUTION_H

#include "mnc/IR/IR.h"
#include "mnc/Kernels/KernelBuilder.h"
#include <functional>
#include <optional>
#include <variant>

namespace mnc {

/// A convolution's geometry. The border of the input, in pixels, is at least the padding.
struct ConvSpec {
  /// Both NHWC.
  Layout input, output;
  /// {height, width}
  std::array<int64_t, 2> kernel, stride, dilation;
  /// {top, left}
  std::array<int64_t, 2> pad;
  int64_t groups = 1;
  /// The input is multiplied by a factor for each image and channel when it is read: a pointwise
  /// convolution without groups.
  bool scalesInput = false;
  /// Where these factors lie, [N, 1, 1, channels of the input].
  Layout inputScale;

  int64_t inputChannelsPerGroup() const { return input.shape[3] / groups; }
  int64_t outputChannelsPerGroup() const { return output.shape[3] / groups; }
  /// Returns the products per output value.
  int64_t k() const { return kernel[0] * kernel[1] * inputChannelsPerGroup(); }
  /// Returns how many steps along K, products in the order of packed weights, read inputs that lie
  /// one after the other:
  /// - a row of the window, without groups, dilation and pixel padding;
  /// - a pixel of it otherwise.
  int64_t contiguousK() const {
    bool contiguous = dilation[1] == 1 && input.strides[2] == inputChannelsPerGroup();
    return (contiguous ? kernel[1] : 1) * inputChannelsPerGroup();
  }
  /// Returns the rows from the first to the last of a window.
  int64_t windowRows() const { return (kernel[0] - 1) * dilation[0] + 1; }
  /// Returns the columns from the first to the last under the windows of `pixels` pixels of a row.
  int64_t windowColumns(int64_t pixels) const {
    return (pixels - 1) * stride[1] + (kernel[1] - 1) * dilation[1] + 1;
  }
};

/// How a kernel walks a convolution: its register tile (XNNPACK's mr x nr) and its loops.
///
///                        channels of the result ->
///             |<----------------- channel tile ----------------->|
///             | vector | vector | vector | vector |  ...
///   pixel x   |  sums  |  sums  |        |        |
///       x + 1 |  sums  |  sums  |        |        |
///       x + 2 |  sums  |  sums  |        |        |
///             |<-register tile->|          pixels = 3, vectors = 2
///
/// A register tile is accumulated over all of K, then stored. Register tiles cover a channel tile,
/// or all channels where a layer has none; tails have fewer pixels or vectors.
struct Tiling {
  /// Pixels of a row x vectors of output channels of a register tile.
  int64_t pixels = 1, vectors = 1;
  /// Floats of a vector.
  int64_t lanes = 4;
  /// The outermost loop. With LoopOrder::Channels each weight is read once.
  LoopOrder outer = LoopOrder::Pixels;
  /// Dense convolution: values of a pixel that are loaded as one vector, each for one step along K;
  /// a product then takes one of its lanes. A power of two.
  int64_t tileK = 1;
  /// Depthwise convolution: rows of the filter that are in registers at a time; 0 for all.
  int64_t filterRows = 0;
  /// Split-K convolution: accumulators of each sum; step k along K goes to accumulator k modulo
  /// `splitK`. A power of two.
  int64_t splitK = 1;

  bool operator==(const Tiling &) const = default;

  bool channelsOuter() const { return outer == LoopOrder::Channels; }
  /// Returns the steps along K of one turn of a dense kernel's loop.
  int64_t stepsAtOnce() const { return std::max(tileK, splitK); }
};

/// Returns `spec`, with all pixels as one row where
/// - a window is one pixel;
/// - neither input, output nor a residual of `epilogue` has anything between its pixels;
/// - no step has a value for each of several images.
ConvSpec flattenSpatial(ConvSpec spec, llvm::ArrayRef<EpilogueStep> epilogue);

/// Returns `spec` with one row of one image.
ConvSpec rowOf(ConvSpec spec);

/// Returns `spec` with `channels` output channels, and as many input channels if it is depthwise.
ConvSpec tileChannels(ConvSpec spec, int64_t channels);

/// Returns the dense `spec` with `channels` input channels: one K tile.
ConvSpec tileInputChannels(ConvSpec spec, int64_t channels);

/// Buffers of a convolution: memrefs of floats. `inputScale` is null unless the spec scales its
/// input, `scratch` unless the kernel has scratch memory.
struct ConvBuffers {
  mlir::Value input, weights, output, inputScale = {}, scratch = {};
};

/// Rows from `first` on, before `end`, of image `n`; possibly none.
struct RowRange {
  mlir::Value n, first, end;
};

/// `channels` channels from `first` on: output channels (channel tile) or input channels (K tile).
struct ChannelTile {
  mlir::Value first;
  int64_t channels;
};

/// The slice of a layer that one call computes: all of it by default; some rows, of all channels or
/// of a channel tile; a channel tile; or a K tile.
class ConvSlice {
public:
  ConvSlice() = default;
  /// Rows, of all channels or of a channel tile of them.
  ConvSlice(const RowRange &rows, std::optional<ChannelTile> channelTile)
      : variant(Rows{rows, std::move(channelTile)}) {}
  /// A channel tile of all rows.
  static ConvSlice ofChannels(const ChannelTile &tile) { return ConvSlice(Variant(tile)); }
  /// A K tile of a dense convolution without groups. Its products are added to what the output
  /// holds.
  /// - The weights are packed K tile after K tile.
  /// - There is no epilogue, and vectors cover no value twice.
  static ConvSlice ofK(const ChannelTile &tile) { return ConvSlice(Variant(KTile{tile})); }

  /// Returns the rows; null for all.
  const RowRange *rows() const;
  /// Returns the output channels; null for all. The spec of the slice is that of `tileChannels`.
  const ChannelTile *channelTile() const;
  /// Returns the input channels; null for all. The spec of the slice is that of
  /// `tileInputChannels`.
  const ChannelTile *kTile() const;

  /// Returns `spec` with the channels of this slice.
  ConvSpec channelsOf(const ConvSpec &spec) const;

  /// Returns the number of a channel of the tile among all channels.
  mlir::Value globalChannel(KernelBuilder &kernel, mlir::Value channel) const;

  /// Returns the offset, in floats, of a channel of the tile in a pixel of `layout`. With channel
  /// blocks, `channel` is the first of a block.
  mlir::Value channelOffset(KernelBuilder &kernel, const Layout &layout, mlir::Value channel) const;

  /// Calls body(n, y) for each row of the slice, of an output of `shape`.
  void forRows(KernelBuilder &kernel, llvm::ArrayRef<int64_t> shape,
               llvm::function_ref<void(mlir::Value, mlir::Value)> body) const;

private:
  struct Rows {
    RowRange range;
    std::optional<ChannelTile> channelTile;
  };
  struct KTile {
    ChannelTile channels;
  };
  using Variant = std::variant<std::monostate, Rows, ChannelTile, KTile>;
  explicit ConvSlice(Variant variant) : variant(std::move(variant)) {}

  Variant variant;
};

/// `count` floats of another layer's weights from `first` on, to be prefetched.
struct PrefetchTarget {
  mlir::Value weights, first;
  int64_t count;
};

/// A depthwise convolution that reads the rows of a dense one as they come, and the buffer that it
/// stores to.
struct ConsumerPrefetch {
  ConvSpec spec;
  mlir::Value output;
};

/// What a dense convolution without groups prefetches while it computes; nothing by default.
struct ConvPrefetch {
  /// Weights of another layer, if all rows are computed.
  std::optional<PrefetchTarget> weights = {};
  /// The consumer, for which that prefetches
  /// - the lines that the consumer stores to: each is apart from its neighbours, and weights have
  ///   mostly pushed them out of the caches;
  /// - the rows of a channel tile that the consumer loads, which weights have pushed out of the
  ///   first-level cache.
  std::optional<ConsumerPrefetch> consumer = {};
};

/// What one call of a layer does.
struct ConvCall {
  ConvSlice slice = {};
  ConvPrefetch prefetch = {};
};

/// Builds a dense or grouped convolution. `weights` are those of all channels as `packDense` packs
/// them. A channel tile has no groups and begins with a register tile.
void buildDenseConv(KernelBuilder &kernel, const ConvSpec &spec, const Tiling &tiling,
                    const ConvBuffers &buffers, llvm::ArrayRef<EpilogueStep> epilogue,
                    const ConvCall &call);

/// Builds a dense convolution without groups whose sums are vectors along K, added up at the end;
/// `tiling.vectors` are the output channels of a register tile. No K tiles.
///
///   input    | k .. k + lanes |  x  pixels
///   weights  | k .. k + lanes |  x  output channels      one vector of sums for each pair
void buildDotConv(KernelBuilder &kernel, const ConvSpec &spec, const Tiling &tiling,
                  const ConvBuffers &buffers, llvm::ArrayRef<EpilogueStep> epilogue,
                  const ConvCall &call);

/// Builds a 3x3 convolution of stride 1 without groups in Winograd's form for tiles of m x m
/// pixels, m = 2 or 4, all of it. `tiling` is that of the products.
void buildWinogradConv(int64_t m, KernelBuilder &kernel, const ConvSpec &spec, const Tiling &tiling,
                       const ConvBuffers &buffers, llvm::ArrayRef<EpilogueStep> epilogue,
                       const ConvCall &call);

/// True if `buildDepthwiseConv` supports `spec`: a depthwise convolution (Conv2dOp::isDepthwise) of
/// at most 128 taps, since each has code of its own. Others are computed as grouped ones.
bool hasDepthwiseKernel(const ConvSpec &spec);

/// Builds a depthwise convolution of one filter for each channel. `weights` are those of all
/// channels as `packDepthwise` packs them; `tiling.vectors` is 1.
void buildDepthwiseConv(KernelBuilder &kernel, const ConvSpec &spec, const Tiling &tiling,
                        const ConvBuffers &buffers, llvm::ArrayRef<EpilogueStep> epilogue,
                        const ConvCall &call);

/// Returns the weight of output channel o, position (y, x) of the filter and input channel i of its
/// group.
using WeightFn = std::function<float(int64_t o, int64_t i, int64_t y, int64_t x)>;

/// Packs weights as [group][tile][ky][kx][i][channel of the tile], where a tile is `tiling.vectors`
/// vectors of `splitIntoVectors`.
std::vector<float> packDense(const ConvSpec &spec, const Tiling &tiling, WeightFn filter);

/// Transforms the filter, in double, and packs the weights as those of a grouped convolution, with
/// a group for each product.
std::vector<float> packWinograd(int64_t m, const ConvSpec &spec, const Tiling &tiling,
                                const WeightFn &filter);

/// Returns a bound of the error of each output channel, in units of eps = 2^-23 times the largest
/// magnitude of the input. Derived in docs/Ops.md.
std::vector<double> winogradErrors(int64_t m, int64_t outputs, int64_t inputs,
                                   const WeightFn &filter);

/// Returns the floats of scratch memory that `buildWinogradConv` wants.
int64_t winogradScratch(int64_t m, const ConvSpec &spec, const Tiling &tiling);

/// Packs weights as [o][ky][kx][i].
std::vector<float> packDot(const ConvSpec &spec, const Tiling &tiling, WeightFn filter);

/// Packs weights as [vector][ky][kx][channel of the vector], with the vectors of
/// `splitIntoVectors`.
std::vector<float> packDepthwise(const ConvSpec &spec, const Tiling &tiling, WeightFn filter);

} // namespace mnc

#endif // MNC_KERNELS_CONVOLUTION_H
