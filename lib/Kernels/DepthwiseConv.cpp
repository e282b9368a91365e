// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Depthwise convolution. The filter of a vector of channels, or one row of it at a time, stays in
// registers; each input vector of a row serves all windows that see it.

#include "ConvEmitter.h"

#include "mlir/IR/BuiltinTypes.h"

using namespace mlir;

namespace mnc {

namespace {

class DepthwiseConv : ConvEmitter {
public:
  using ConvEmitter::ConvEmitter;

  void build() {
    auto forRows = [&](function_ref<void(Value, Value)> body) {
      slice.forRows(kernel, spec.output.shape, body);
    };
    if (tiling.channelsOuter())
      forEachFilter([&](const Filter &filter, ArrayRef<TileKind> which) {
        forRows([&](Value n, Value y) { buildTiles(n, y, filter, which); });
      });
    else
      forRows([&](Value n, Value y) {
        forEachFilter([&](const Filter &filter, ArrayRef<TileKind> which) {
          buildTiles(n, y, filter, which);
        });
      });
  }

private:
  /// True if the filter is in registers one row at a time.
  bool byRows() const { return tiling.filterRows > 0; }

  /// The filter of a vector of `width` channels. `channel` is that of the slice, `at` where the
  /// weights begin; `taps` are in registers where all of them stay there, and empty otherwise.
  struct Filter {
    Value channel;
    int64_t width;
    Value at;
    Values taps;
  };

  /// Register tiles of a row: those with all pixels, or the one at the end that has fewer.
  enum TileKind { Whole, Tail };

  /// Calls body(filter, which) for each vector of channels. Where the whole filter stays in
  /// registers, each kind of tiles gets a loop of its own: in one loop, both would share these
  /// registers.
  void forEachFilter(function_ref<void(const Filter &, ArrayRef<TileKind>)> body) {
    SmallVector<TileKind> kinds;
    if (spec.output.shape[2] >= tiling.pixels)
      kinds.push_back(Whole);
    if (tailPixels() > 0)
      kinds.push_back(Tail);
    if (byRows())
      return forEachVector([&](const Filter &filter) { body(filter, kinds); });
    for (TileKind kind : kinds)
      forEachVector([&](Filter filter) {
        filter.taps = loadTaps(filter.at, spec.k(), filter.width);
        body(filter, kind);
      });
  }

  void forEachVector(function_ref<void(const Filter &)> body) {
    kernel.forVectorsPacked(spec.output.shape[3], tiling.lanes,
                            [&](Value channel, Value packed, int64_t width) {
                              Value first = slice.globalChannel(kernel, packed);
                              if (kernel.prefetches && readsFiltersOnce())
                                prefetchFilter(first);
                              body({channel, width, kernel.mul(first, spec.k()), {}});
                            });
  }

  Values loadTaps(Value at, int64_t count, int64_t width) {
    Values taps;
    for (int64_t tap = 0; tap < count; ++tap)
      taps.push_back(kernel.load(buffers.weights, kernel.add(at, tap * width), width));
    return taps;
  }

  /// True if no later row needs a filter again. Where a streamed row is computed by channel tiles,
  /// it does.
  bool readsFiltersOnce() const {
    return tiling.channelsOuter() || (slice.channelTile() && spec.input.channelTile);
  }

  /// Prefetches the filter and the bias a few vectors after `channel`, counted as packed: each is
  /// read once, mostly from beyond the second-level cache.
  void prefetchFilter(Value channel) {
    constexpr int64_t vectorsAhead = 4;
    int64_t all = cast<MemRefType>(buffers.weights.getType()).getNumElements() / spec.k();
    if (all < tiling.lanes)
      return;
    Value next = kernel.min(kernel.add(channel, vectorsAhead * tiling.lanes), all - tiling.lanes);
    kernel.prefetch(buffers.weights, kernel.mul(next, spec.k()), spec.k() * tiling.lanes);
    if (biasFirst())
      kernel.prefetch(epilogue[0].buffer, next, tiling.lanes);
  }

  /// Prefetches the lines that `rows` pixels from `pixel` on are stored to. Where all rows are
  /// computed in one call, those of the row below: no producer prefetches for them
  /// (`ConvPrefetch::consumer`).
  void prefetchOutput(std::array<Value, 3> pixel, int64_t rows, Value channel) {
    if (!slice.rows())
      pixel[1] = kernel.min(kernel.add(pixel[1], 1), spec.output.shape[1] - 1);
    Value at = kernel.add(kernel.address(spec.output, pixel), channel);
    for (int64_t row = 0; row < rows; ++row)
      kernel.prefetch(buffers.output, kernel.add(at, row * spec.output.strides[2]));
  }

  int64_t tailPixels() { return spec.output.shape[2] % tiling.pixels; }

  void buildTiles(Value n, Value y, const Filter &filter, ArrayRef<TileKind> which) {
    int64_t tail = tailPixels(), whole = spec.output.shape[2] - tail;
    for (TileKind kind : which)
      if (kind == Tail)
        buildTile({n, y, kernel.index(whole)}, tail, filter);
      else
        kernel.loop(0, whole, tiling.pixels,
                    [&](Value x) { buildTile({n, y, x}, tiling.pixels, filter); });
  }

  void buildTile(std::array<Value, 3> pixel, int64_t rows, const Filter &filter) {
    Value outChannel = slice.globalChannel(kernel, filter.channel);
    if (kernel.prefetches && !spec.output.ringRows)
      prefetchOutput(pixel, rows, outChannel);
    Value initial = biasFirst() ? kernel.load(epilogue[0].buffer, outChannel, filter.width)
                                : kernel.splat(0.0f, filter.width);
    Values sums = accumulate(pixel, Values(rows, initial), filter);
    Value outAt = kernel.add(kernel.address(spec.output, pixel), outChannel);
    for (int64_t row = 0; row < rows; ++row) {
      std::array<Value, 3> at = {pixel[0], pixel[1], kernel.add(pixel[2], row)};
      Value value = kernel.applyEpilogue(sums[row], earlySteps(), at, outChannel);
      kernel.store(value, buffers.output, kernel.add(outAt, row * spec.output.strides[2]));
    }
    buildLateSteps(pixel, rows, outChannel, outAt, /*vectors=*/1, filter.width);
  }

  /// Adds the products of a register tile to `sums`.
  Values accumulate(std::array<Value, 3> pixel, Values sums, const Filter &filter) {
    const Layout &in = spec.input;
    Value inChannel = slice.channelOffset(kernel, in, filter.channel);
    std::array<Value, 2> origin = windowOrigin(pixel[1], pixel[2]);
    auto rowAt = [&](Value ky) {
      Value tapY = kernel.add(origin[0], kernel.mul(ky, spec.dilation[0]));
      return kernel.add(kernel.address(in, {pixel[0], tapY, origin[1]}), inChannel);
    };
    int64_t perRow = spec.kernel[1];
    if (byRows())
      return kernel.reduce(0, spec.kernel[0], 1, sums, [&](Value ky, ValueRange sums) {
        Value at = kernel.add(filter.at, kernel.mul(ky, perRow * filter.width));
        Values taps = loadTaps(at, perRow, filter.width);
        return addRow(sums, rowAt(ky), taps, filter.width);
      });
    for (int64_t ky = 0; ky < spec.kernel[0]; ++ky)
      sums = addRow(sums, rowAt(kernel.index(ky)), ArrayRef(filter.taps).slice(ky * perRow, perRow),
                    filter.width);
    return sums;
  }

  /// Adds the products of one row of the window, which begins at `rowAt`.
  Values addRow(ValueRange before, Value rowAt, ArrayRef<Value> taps, int64_t width) {
    Values sums(before);
    int64_t rows = sums.size(), stride = spec.stride[1], dilation = spec.dilation[1];
    for (int64_t column = 0; column < spec.windowColumns(rows); ++column) {
      Value value;
      for (int64_t row = 0; row < rows; ++row) {
        int64_t distance = column - row * stride, kx = distance / dilation;
        if (distance < 0 || distance % dilation != 0 || kx >= spec.kernel[1])
          continue;
        Value at = kernel.add(rowAt, column * spec.input.strides[2]);
        value = value ? value : kernel.load(buffers.input, at, width);
        sums[row] = kernel.fma(value, taps[kx], sums[row]);
      }
    }
    return sums;
  }
};

} // namespace

bool hasDepthwiseKernel(const ConvSpec &spec) {
  constexpr int64_t mostTaps = 128;
  return spec.groups > 1 && spec.inputChannelsPerGroup() == 1 &&
         spec.outputChannelsPerGroup() == 1 && spec.k() <= mostTaps;
}

void buildDepthwiseConv(KernelBuilder &kernel, const ConvSpec &spec, const Tiling &tiling,
                        const ConvBuffers &buffers, ArrayRef<EpilogueStep> epilogue,
                        const ConvCall &call) {
  DepthwiseConv(kernel, spec, tiling, buffers, epilogue, call).build();
}

std::vector<float> packDepthwise(const ConvSpec &spec, const Tiling &tiling, WeightFn filter) {
  std::vector<float> packed;
  SmallVector<VectorSpan> vectors = splitIntoVectors(spec.output.shape[3], tiling.lanes);
  packed.reserve(paddedSize(vectors) * spec.k());
  for (auto [first, width] : vectors)
    for (int64_t ky = 0; ky < spec.kernel[0]; ++ky)
      for (int64_t kx = 0; kx < spec.kernel[1]; ++kx)
        for (int64_t channel = first; channel < first + width; ++channel)
          packed.push_back(filter(channel, 0, ky, kx));
  return packed;
}

} // namespace mnc
