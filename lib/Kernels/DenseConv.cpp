// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Dense and grouped convolution, pointwise among them: a register tile of pixels x vectors of
// channels is accumulated over K.

#include "ConvEmitter.h"
#include "DensePrefetch.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace mnc {

namespace {

class DenseConv : ConvEmitter {
public:
  using ConvEmitter::ConvEmitter;

  void build() {
    kernel.loop(0, spec.groups, 1, [&](Value g) {
      tile.group = g;
      if (tiling.channelsOuter())
        forChannels([&] { forPixels([&] { buildTile(); }); });
      else
        forPixels([&] { forChannels([&] { buildTile(); }); });
    });
  }

private:
  /// Calls `body` with `tile` at each register tile along the pixels.
  void forPixels(function_ref<void()> body) {
    slice.forRows(kernel, spec.output.shape, [&](Value n, Value y) {
      forTiles(spec.output.shape[2], tiling.pixels, [&](Value x, int64_t pixels) {
        tile.first = {n, y, x};
        tile.pixels = pixels;
        body();
      });
    });
  }

  /// Calls `body` with `tile` at each register tile along the output channels of a group.
  void forChannels(function_ref<void()> body) {
    SmallVector<VectorSpan> all = splitIntoVectors(spec.outputChannelsPerGroup(), tiling.lanes);
    int64_t step = tiling.vectors * tiling.lanes;
    int64_t whole = spec.outputChannelsPerGroup() / step * step;
    Value groupAt = weightsBefore(paddedSize(all));
    kernel.loop(0, whole, step, [&](Value first) {
      tile.channel = first;
      tile.spans.assign(all.begin(), all.begin() + tiling.vectors);
      tile.packedAt = kernel.add(groupAt, kernel.mul(first, spec.k()));
      body();
    });
    int64_t packed = whole;
    for (size_t next = whole / tiling.lanes; next < all.size(); next += tiling.vectors) {
      tile.channel = kernel.index(0);
      tile.spans.assign(all.begin() + next,
                        all.begin() + std::min(all.size(), next + tiling.vectors));
      tile.packedAt = kernel.add(groupAt, packed * spec.k());
      packed += paddedSize(tile.spans);
      body();
    }
  }

  /// Returns the packed floats before the first one of this slice or group; a step along K has
  /// `columns` of them.
  Value weightsBefore(int64_t columns) {
    if (slice.kTile())
      return kernel.mul(slice.kTile()->first, columns);
    return slice.channelTile() ? kernel.mul(slice.channelTile()->first, spec.k())
                               : kernel.mul(tile.group, columns * spec.k());
  }

  void buildTile() {
    Value ownChannel =
        kernel.add(kernel.mul(tile.group, spec.outputChannelsPerGroup()), tile.channel);
    Value outChannel = slice.globalChannel(kernel, ownChannel);
    const Layout &out = spec.output;
    Value channelOffset = slice.channelOffset(kernel, out, ownChannel);
    Value outAt = kernel.add(kernel.address(out, tile.first), channelOffset);
    DensePrefetch prefetcher(kernel, spec, tiling, buffers, call, tile);
    prefetcher.prefetchStores();
    Values sums;
    forEachSum([&](int64_t row, int64_t offset, int64_t width) {
      if (slice.kTile())
        sums.push_back(kernel.load(buffers.output, sumAt(outAt, row, offset), width));
      else if (biasFirst())
        sums.push_back(kernel.load(epilogue[0].buffer, kernel.add(outChannel, offset), width));
      else
        sums.push_back(kernel.splat(0.0f, width));
    });
    sums = addUp(accumulate(withZeros(std::move(sums)), prefetcher));
    size_t next = 0;
    ArrayRef<EpilogueStep> steps =
        canLoopOverVectors() ? earlySteps() : epilogue.drop_front(biasFirst());
    forEachSum([&](int64_t row, int64_t offset, int64_t width) {
      std::array<Value, 3> at = {tile.first[0], tile.first[1], kernel.add(tile.first[2], row)};
      Value value = kernel.applyEpilogue(sums[next++], steps, at, kernel.add(outChannel, offset));
      kernel.store(value, buffers.output, sumAt(outAt, row, offset));
    });
    if (VectorSpan span = tile.spans.front(); canLoopOverVectors())
      buildLateSteps(tile.first, tile.pixels, kernel.add(outChannel, span.first),
                     sumAt(outAt, 0, span.first), int64_t(tile.spans.size()), span.width);
  }

  /// True if the vectors of the tile follow each other, and so do their channels in the output.
  bool canLoopOverVectors() const {
    int64_t first = tile.spans.front().first, width = tile.spans.front().width;
    const Layout &out = spec.output;
    bool isWhole = tile.spans.size() == 1 || !out.channelBlock || out.channelBlock == width;
    for (auto [index, span] : llvm::enumerate(tile.spans))
      isWhole &= span.width == width && span.first == first + int64_t(index) * width;
    return isWhole && !slice.kTile();
  }

  /// Appends the zeros that all accumulators of a sum but the first begin with.
  Values withZeros(Values sums) {
    for (int64_t copy = 1; copy < tiling.splitK; ++copy)
      forEachSum(
          [&](int64_t, int64_t, int64_t width) { sums.push_back(kernel.splat(0.0f, width)); });
    return sums;
  }

  /// Adds the accumulators of each sum.
  Values addUp(Values sums) {
    size_t count = sums.size() / tiling.splitK;
    for (size_t other = count; other < sums.size(); ++other)
      sums[other % count] =
          arith::AddFOp::create(kernel.builder, kernel.loc, sums[other % count], sums[other]);
    sums.resize(count);
    return sums;
  }

  /// Returns where a sum of the tile goes whose first sum goes to `outAt`.
  Value sumAt(Value outAt, int64_t row, int64_t offset) {
    const Layout &out = spec.output;
    return kernel.add(outAt, row * out.strides[2] + out.channelOffset(offset));
  }

  /// Calls body(pixel of the tile, offset from the tile's channel, width) in the order of the sums.
  void forEachSum(function_ref<void(int64_t, int64_t, int64_t)> body) {
    for (int64_t row = 0; row < tile.pixels; ++row)
      for (auto [first, width] : tile.spans)
        body(row, first, width);
  }

  /// Adds the products of all steps along K.
  Values accumulate(Values sums, DensePrefetch &prefetcher) {
    const Layout &in = spec.input;
    std::array<Value, 2> origin = windowOrigin(tile.first[1], tile.first[2]);
    Value groupAt =
        slice.kTile() ? slice.kTile()->first : kernel.mul(tile.group, spec.inputChannelsPerGroup());
    int64_t columns = paddedSize(tile.spans), perPixel = spec.inputChannelsPerGroup();
    int64_t run = spec.contiguousK(), runs = spec.kernel[1] * perPixel / run;
    return kernel.reduce(0, spec.kernel[0], 1, sums, [&](Value ky, ValueRange sums) {
      Value inY = kernel.add(origin[0], kernel.mul(ky, spec.dilation[0]));
      Value rowAt = kernel.add(kernel.address(in, {tile.first[0], inY, origin[1]}), groupAt);
      Value rowWeights =
          kernel.add(tile.packedAt, kernel.mul(ky, spec.kernel[1] * perPixel * columns));
      return kernel.reduce(0, runs, 1, Values(sums), [&](Value kx, ValueRange sums) {
        Value runAt = kernel.add(rowAt, kernel.mul(kx, spec.dilation[1] * in.strides[2]));
        Value runWeights = kernel.add(rowWeights, kernel.mul(kx, perPixel * columns));
        return addRun(sums, run, runAt, runWeights, prefetcher);
      });
    });
  }

  /// Adds the products of `count` steps along K whose inputs lie one after the other.
  Values addRun(ValueRange sums, int64_t count, Value inAt, Value weightsAt,
                DensePrefetch &prefetcher) {
    auto add = [&](Value k, int64_t steps, ValueRange sums) {
      prefetcher.prefetchWeights(k, steps);
      Value weights = kernel.add(weightsAt, kernel.mul(k, paddedSize(tile.spans)));
      return addSteps(sums, steps, kernel.add(inAt, k), weights, k);
    };
    int64_t turn = tiling.stepsAtOnce();
    int64_t done = count / turn * turn, late = done - prefetcher.finalSteps();
    Values next = kernel.reduce(0, late, turn, Values(sums),
                                [&](Value k, ValueRange sums) { return add(k, turn, sums); });
    next = kernel.reduce(late, done, turn, next, [&](Value k, ValueRange sums) {
      prefetcher.prefetchLoads(kernel.add(k, -late), turn);
      return add(k, turn, sums);
    });
    for (int64_t steps = turn / 2; steps > 0; steps /= 2)
      for (; count - done >= steps; done += steps)
        next = add(kernel.index(done), steps, next);
    return next;
  }

  /// Adds the products of `steps` steps along K, the first of which is step `k` of a run, in their
  /// order, to the accumulators in turn. With `tileK`, the values of the input are loaded as one
  /// vector, otherwise each into all lanes. A factor of the input is multiplied with what is less:
  /// with the pixels if they are vectors, with the weights otherwise.
  Values addSteps(ValueRange sums, int64_t steps, Value inAt, Value weightsAt, Value k) {
    Values next(sums), inputs;
    bool byLane = tiling.tileK > 1 && steps > 1;
    Value scale = spec.scalesInput ? loadScale(k, steps) : Value();
    auto at = [&](int64_t row) {
      return kernel.add(inAt, row * spec.stride[1] * spec.input.strides[2]);
    };
    for (int64_t row = 0; byLane && row < tile.pixels; ++row) {
      Value input = kernel.load(buffers.input, at(row), steps);
      inputs.push_back(scale ? multiply(input, scale) : input);
    }
    for (int64_t step = 0; step < steps; ++step) {
      Values filters = loadStep(kernel.add(weightsAt, step * paddedSize(tile.spans)));
      if (scale && !byLane)
        for (Value &filter : filters)
          filter =
              multiply(filter, kernel.broadcastLane(scale, step, KernelBuilder::widthOf(filter)));
      auto *sum = next.begin() + step % tiling.splitK * (sums.size() / tiling.splitK);
      for (int64_t row = 0; row < tile.pixels; ++row)
        for (auto [filter, span] : llvm::zip_equal(filters, tile.spans)) {
          Value value =
              byLane ? kernel.broadcastLane(inputs[row], step, span.width)
                     : kernel.loadBroadcast(buffers.input, kernel.add(at(row), step), span.width);
          *sum = kernel.fma(value, filter, *sum);
          ++sum;
        }
    }
    return next;
  }

  Value multiply(Value lhs, Value rhs) {
    return arith::MulFOp::create(kernel.builder, kernel.loc, lhs, rhs);
  }

  /// Loads the factors of the input for `steps` steps from step `k` of a run on.
  Value loadScale(Value k, int64_t steps) {
    Value first = kernel.address(spec.inputScale, tile.first[0]);
    return kernel.load(buffers.inputScale, kernel.add(first, k), steps);
  }

  /// Loads the weights of one step along K, a vector for each vector of the tile.
  Values loadStep(Value at) {
    Values filters;
    int64_t offset = 0;
    for (VectorSpan span : tile.spans) {
      filters.push_back(kernel.load(buffers.weights, kernel.add(at, offset), span.width));
      offset += span.width;
    }
    return filters;
  }

  /// The register tile that is being built.
  RegisterTile tile;
};

} // namespace

void buildDenseConv(KernelBuilder &kernel, const ConvSpec &spec, const Tiling &tiling,
                    const ConvBuffers &buffers, ArrayRef<EpilogueStep> epilogue,
                    const ConvCall &call) {
  DenseConv(kernel, spec, tiling, buffers, epilogue, call).build();
}

std::vector<float> packDense(const ConvSpec &spec, const Tiling &tiling, WeightFn filter) {
  std::vector<float> packed;
  int64_t perGroup = spec.outputChannelsPerGroup();
  SmallVector<VectorSpan> all = splitIntoVectors(perGroup, tiling.lanes);
  packed.reserve(spec.groups * spec.k() * paddedSize(all));
  for (int64_t g = 0; g < spec.groups; ++g)
    for (ArrayRef<VectorSpan> rest = all; !rest.empty();) {
      ArrayRef<VectorSpan> tile = rest.take_front(tiling.vectors);
      rest = rest.drop_front(tile.size());
      for (int64_t ky = 0; ky < spec.kernel[0]; ++ky)
        for (int64_t kx = 0; kx < spec.kernel[1]; ++kx)
          for (int64_t i = 0; i < spec.inputChannelsPerGroup(); ++i)
            for (auto [first, width] : tile)
              for (int64_t o = first; o < first + width; ++o)
                packed.push_back(filter(g * perGroup + o, i, ky, kx));
    }
  return packed;
}

} // namespace mnc
