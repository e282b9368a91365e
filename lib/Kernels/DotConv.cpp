// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Dense convolution of few output channels: vectors along K, whose lanes are added at the end.

#include "ConvEmitter.h"
#include "TilingCosts.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace mnc {

/// Returns the widths of the vectors that cover a run along K once: whole vectors, then one of each
/// power of two that is left.
static SmallVector<int64_t> widthsOfRun(int64_t run, int64_t lanes) {
  SmallVector<int64_t> widths = {std::min<int64_t>(lanes, llvm::bit_floor(uint64_t(run)))};
  for (int64_t width = widths[0] / 2; width > 0; width /= 2)
    if (run % widths[0] & width)
      widths.push_back(width);
  return widths;
}

/// Returns the products along K that are covered by vectors together. Only where whole vectors
/// cover a pixel may that be a row of the window: padding of the input changes no order of sums.
static int64_t runOf(const ConvSpec &spec, int64_t lanes) {
  int64_t channels = spec.inputChannelsPerGroup();
  return channels % lanes == 0 ? spec.contiguousK() : channels;
}

namespace {

class DotConv : ConvEmitter {
public:
  using ConvEmitter::ConvEmitter;

  void build() {
    if (tiling.channelsOuter())
      forChannels([&] { forPixels([&] { buildTile(); }); });
    else
      forPixels([&] { forChannels([&] { buildTile(); }); });
  }

private:
  void forPixels(function_ref<void()> body) {
    slice.forRows(kernel, spec.output.shape, [&](Value n, Value y) {
      forTiles(spec.output.shape[2], tiling.pixels, [&](Value x, int64_t count) {
        pixel = {n, y, x};
        pixels = count;
        body();
      });
    });
  }

  void forChannels(function_ref<void()> body) {
    forTiles(spec.output.shape[3], tiling.vectors, [&](Value first, int64_t count) {
      channel = first;
      channels = count;
      body();
    });
  }

  void buildTile() {
    Value outChannel = slice.globalChannel(kernel, channel);
    std::array<Value, 2> origin = windowOrigin(pixel[1], pixel[2]);
    Value weightsAt = kernel.mul(outChannel, spec.k());
    Values sums;
    for (int64_t width : widths)
      sums.append(pixels * channels, kernel.splat(0.0f, width));
    int64_t perRow = spec.kernel[1] * spec.inputChannelsPerGroup();
    sums = kernel.reduce(0, spec.kernel[0], 1, sums, [&](Value ky, ValueRange sums) {
      Value y = kernel.add(origin[0], kernel.mul(ky, spec.dilation[0]));
      Value rowAt = kernel.address(spec.input, {pixel[0], y, origin[1]});
      Value rowWeights = kernel.add(weightsAt, kernel.mul(ky, perRow));
      return kernel.reduce(0, perRow / run, 1, Values(sums), [&](Value kx, ValueRange sums) {
        Value at = kernel.add(rowAt, kernel.mul(kx, spec.dilation[1] * spec.input.strides[2]));
        return addRun(sums, at, kernel.add(rowWeights, kernel.mul(kx, run)));
      });
    });
    store(sums, outChannel);
  }

  /// Adds the products of a run; `sums` has those of all pairs of pixel and channel for the first
  /// width, then those for the next.
  Values addRun(ValueRange before, Value inAt, Value weightsAt) {
    size_t pairs = pixels * channels;
    Values sums(before);
    int64_t whole = run / widths[0] * widths[0];
    Values first = kernel.reduce(
        0, whole, widths[0], Values(before.take_front(pairs)), [&](Value k, ValueRange sums) {
          return addStep(sums, kernel.add(inAt, k), kernel.add(weightsAt, k), widths[0]);
        });
    llvm::copy(first, sums.begin());
    int64_t done = whole;
    for (size_t tail = 1; tail < widths.size(); ++tail) {
      ValueRange some = before.slice(tail * pairs, pairs);
      Values next =
          addStep(some, kernel.add(inAt, done), kernel.add(weightsAt, done), widths[tail]);
      llvm::copy(next, sums.begin() + tail * pairs);
      done += widths[tail];
    }
    return sums;
  }

  /// Adds the products of `width` steps along K for each pair.
  Values addStep(ValueRange before, Value inAt, Value weightsAt, int64_t width) {
    Values sums(before), filters;
    for (int64_t o = 0; o < channels; ++o)
      filters.push_back(kernel.load(buffers.weights, kernel.add(weightsAt, o * spec.k()), width));
    auto *sum = sums.begin();
    for (int64_t p = 0; p < pixels; ++p) {
      Value at = kernel.add(inAt, p * spec.stride[1] * spec.input.strides[2]);
      Value input = kernel.load(buffers.input, at, width);
      for (Value filter : filters) {
        *sum = kernel.fma(input, filter, *sum);
        ++sum;
      }
    }
    return sums;
  }

  /// Adds the lanes of each pair's sums, and stores them after the epilogue.
  void store(ArrayRef<Value> sums, Value outChannel) {
    size_t pairs = pixels * channels;
    for (size_t pair = 0; pair < pairs; ++pair) {
      int64_t p = int64_t(pair) / channels, o = int64_t(pair) % channels;
      SmallVector<Value> parts;
      for (size_t width = 0; width < widths.size(); ++width)
        parts.push_back(sums[width * pairs + pair]);
      std::array<Value, 3> at = {pixel[0], pixel[1], kernel.add(pixel[2], p)};
      Value value = kernel.applyEpilogue(addLanes(parts), epilogue, at, kernel.add(outChannel, o));
      Value pixelAt = kernel.address(spec.output, at);
      Value out = kernel.add(slice.channelOffset(kernel, spec.output, channel), o);
      kernel.store(value, buffers.output, kernel.add(pixelAt, out));
    }
  }

  /// Adds halves of a vector until one lane is left, and on the way the vectors that are as short.
  Value addLanes(ArrayRef<Value> parts) {
    Value sum = parts.front();
    parts = parts.drop_front();
    for (int64_t width = KernelBuilder::widthOf(sum) / 2; width > 0; width /= 2) {
      Value low = half(sum, 0, width);
      Value high = half(sum, width, width);
      sum = add(low, high);
      if (!parts.empty() && KernelBuilder::widthOf(parts.front()) == width) {
        sum = add(sum, parts.front());
        parts = parts.drop_front();
      }
    }
    return sum;
  }

  Value half(Value vector, int64_t first, int64_t width) {
    auto lanes = llvm::to_vector(llvm::seq(first, first + width));
    return vector::ShuffleOp::create(kernel.builder, kernel.loc, vector, vector, lanes);
  }

  Value add(Value lhs, Value rhs) {
    return arith::AddFOp::create(kernel.builder, kernel.loc, lhs, rhs);
  }

  /// Steps along K whose inputs lie one after the other, and the vectors that cover them.
  int64_t run = runOf(spec, tiling.lanes);
  SmallVector<int64_t> widths = widthsOfRun(run, tiling.lanes);

  /// The register tile that is being built: its first pixel, {n, y, x}, and its first channel.
  std::array<Value, 3> pixel;
  Value channel;
  int64_t pixels = 0, channels = 0;
};

} // namespace

void buildDotConv(KernelBuilder &kernel, const ConvSpec &spec, const Tiling &tiling,
                  const ConvBuffers &buffers, ArrayRef<EpilogueStep> epilogue,
                  const ConvCall &call) {
  DotConv(kernel, spec, tiling, buffers, epilogue, call).build();
}

std::vector<float> packDot(const ConvSpec &spec, const Tiling &, WeightFn filter) {
  std::vector<float> packed;
  packed.reserve(spec.output.shape[3] * spec.k());
  for (int64_t o = 0; o < spec.output.shape[3]; ++o)
    for (int64_t ky = 0; ky < spec.kernel[0]; ++ky)
      for (int64_t kx = 0; kx < spec.kernel[1]; ++kx)
        for (int64_t i = 0; i < spec.inputChannelsPerGroup(); ++i)
          packed.push_back(filter(o, i, ky, kx));
  return packed;
}

llvm::SmallVector<Tiling> dotTilings(const ConvSpec &spec, const CpuModel &cpu) {
  int64_t registers = cpu.vectorRegisters - (cpu.hasFma ? 1 : 2);
  Tiling tiling;
  tiling.lanes = floatLanes(cpu);
  llvm::SmallVector<Tiling> fitting;
  for (tiling.vectors = 1; tiling.vectors <= spec.output.shape[3]; ++tiling.vectors)
    for (tiling.pixels = 1; tiling.pixels <= spec.output.shape[2]; ++tiling.pixels)
      if (tiling.pixels * tiling.vectors + tiling.vectors <= registers)
        fitting.push_back(tiling);
  sortLargestFirst(fitting);
  return fitting;
}

double dotCycles(const ConvSpec &spec, const Tiling &tiling, const CpuModel &cpu) {
  int64_t run = runOf(spec, tiling.lanes), runs = spec.k() / run;
  SmallVector<int64_t> widths = widthsOfRun(run, tiling.lanes);
  double steps = double(runs * (run / widths[0] + int64_t(widths.size()) - 1));
  auto tile = [&](int64_t pixels, int64_t channels) {
    // Each pair is added up and stored on its own: a shuffle and a sum for each half.
    constexpr double halfCycles = 2;
    double loads = double(pixels + channels) / cpu.loadsPerCycle;
    double step =
        std::max({double(pixels * channels) / cpu.fmasPerCycle, loads, double(cpu.fmaLatency)});
    double pair = cpu.fmaLatency + halfCycles * double(llvm::Log2_64(widths[0]));
    return steps * step + tileCycles + double(pixels * channels) * pair;
  };
  double row = coverCycles(spec.output.shape[2], tiling.pixels, [&](int64_t pixels) {
    return coverCycles(spec.output.shape[3], tiling.vectors,
                       [&](int64_t channels) { return tile(pixels, channels); });
  });
  return row * double(rowsOf(spec));
}

} // namespace mnc
