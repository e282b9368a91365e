// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Depthwise convolution: the filter of a vector of channels stays in
// registers, and each input vector of a row serves all windows that see it.

#include "mnc/Kernels/Convolution.h"

#include "mlir/IR/BuiltinTypes.h"

using namespace mlir;

namespace mnc {

namespace {

class DepthwiseConv {
public:
  DepthwiseConv(KernelBuilder &kernel, const ConvSpec &spec, const ConvBlocks &blocks,
                const ConvBuffers &buffers, ArrayRef<EpilogueLink> links, const ConvPart &part)
      : kernel(kernel), spec(spec), blocks(blocks), buffers(buffers), links(links), part(part) {}

  void build() {
    auto forRows = [&](function_ref<void(Value, Value)> body) {
      part.forRows(kernel, spec.output.shape, body);
    };
    if (blocks.channelsOutermost)
      forEachFilter([&](const Filter &filter, bool tail) {
        forRows([&](Value n, Value y) { buildBlocks(n, y, filter, tail); });
      });
    else
      forRows([&](Value n, Value y) {
        forEachFilter([&](const Filter &filter, bool tail) { buildBlocks(n, y, filter, tail); });
      });
  }

private:
  /// The filter of a vector of `width` channels.
  struct Filter {
    Value channel;
    int64_t width;
    KernelBuilder::Values taps;
  };

  /// body(filter, tail) for each vector of channels: for the blocks of a row that
  /// have all pixels, then for the one at its end that has fewer. In one loop, both
  /// would share its registers.
  void forEachFilter(function_ref<void(const Filter &, bool)> body) {
    for (bool tail : {false, true})
      if (tail ? tailPixels() > 0 : spec.output.shape[2] >= blocks.rows)
        kernel.forPackedVectors(spec.output.shape[3], blocks.lanes,
                                [&](Value channel, Value packed, int64_t width) {
                                  body({channel, width, loadFilter(packed, width)}, tail);
                                });
  }

  /// `packed`: where the vector is among those of the panel.
  KernelBuilder::Values loadFilter(Value packed, int64_t width) {
    KernelBuilder::Values filter;
    Value channel = part.amongAll(kernel, packed), at = kernel.mul(channel, spec.taps());
    if (blocks.channelsOutermost || part.panel)
      prefetchFilter(channel);
    for (int64_t tap = 0; tap < spec.taps(); ++tap)
      filter.push_back(kernel.load(buffers.weights, kernel.add(at, tap * width), width));
    return filter;
  }

  /// Where each filter is read once, mostly from beyond the second-level cache: asks
  /// for the filter and the bias a few vectors after `channel`, counted as packed.
  void prefetchFilter(Value channel) {
    constexpr int64_t vectorsAhead = 4;
    int64_t all = cast<MemRefType>(buffers.weights.getType()).getNumElements() / spec.taps();
    if (all < blocks.lanes)
      return;
    Value next = kernel.min(kernel.add(channel, vectorsAhead * blocks.lanes), all - blocks.lanes);
    kernel.prefetch(buffers.weights, kernel.mul(next, spec.taps()), spec.taps() * blocks.lanes);
    if (biasFirst())
      kernel.prefetch(links[0].buffer, next, blocks.lanes);
  }

  /// Whether the call that computes a row goes on with the next one, and stores it
  /// beside this one.
  bool nextRowFollows() const {
    bool oneRow = part.rows && spec.input.ringRows == spec.rowSpan();
    return !oneRow && !spec.output.ringRows;
  }

  /// Asks for the lines that the next row is stored to; those of `rows` pixels from
  /// `pixel` on. Each store writes a line that its neighbours do not, and mostly one
  /// that weights have pushed out of the caches.
  void prefetchOutput(std::array<Value, 3> pixel, int64_t rows, Value channel) {
    Value next = kernel.min(kernel.add(pixel[1], 1), spec.output.shape[1] - 1);
    Value at = kernel.add(kernel.address(spec.output, {pixel[0], next, pixel[2]}), channel);
    for (int64_t row = 0; row < rows; ++row)
      kernel.prefetch(buffers.output, kernel.add(at, row * spec.output.strides[2]));
  }

  bool biasFirst() const { return !links.empty() && links[0].kind == EpilogueLink::Bias; }

  int64_t tailPixels() { return spec.output.shape[2] % blocks.rows; }

  void buildBlocks(Value n, Value y, const Filter &filter, bool tail) {
    int64_t pixels = tailPixels(), whole = spec.output.shape[2] - pixels;
    if (tail)
      return buildBlock({n, y, kernel.index(whole)}, pixels, filter);
    kernel.loop(0, whole, blocks.rows,
                [&](Value x) { buildBlock({n, y, x}, blocks.rows, filter); });
  }

  void buildBlock(std::array<Value, 3> pixel, int64_t rows, const Filter &filter) {
    auto [channel, width, taps] = filter;
    Value outChannel = part.amongAll(kernel, channel);
    Value inChannel = spec.input.panelChannels ? channel : outChannel;
    Value initial = biasFirst() ? kernel.load(links[0].buffer, outChannel, width)
                                : kernel.splat(0.0f, width);
    KernelBuilder::Values sums(rows, initial);
    const Layout &in = spec.input;
    Value inY = kernel.add(kernel.mul(pixel[1], spec.stride[0]), -spec.pad[0]);
    Value inX = kernel.add(kernel.mul(pixel[2], spec.stride[1]), -spec.pad[1]);
    int64_t columns = (rows - 1) * spec.stride[1] + (spec.kernel[1] - 1) * spec.dilation[1] + 1;
    for (int64_t ky = 0; ky < spec.kernel[0]; ++ky) {
      Value tapY = kernel.add(inY, ky * spec.dilation[0]);
      Value rowAt = kernel.add(kernel.address(in, {pixel[0], tapY, inX}), inChannel);
      for (int64_t column = 0; column < columns; ++column) {
        Value value;
        for (int64_t row = 0; row < rows; ++row) {
          int64_t distance = column - row * spec.stride[1], kx = distance / spec.dilation[1];
          if (distance < 0 || distance % spec.dilation[1] != 0 || kx >= spec.kernel[1])
            continue;
          if (!value)
            value = kernel.load(buffers.input, kernel.add(rowAt, column * in.strides[2]), width);
          sums[row] = kernel.fma(value, taps[ky * spec.kernel[1] + kx], sums[row]);
        }
      }
    }
    if (nextRowFollows())
      prefetchOutput(pixel, rows, outChannel);
    Value outAt = kernel.add(kernel.address(spec.output, pixel), outChannel);
    for (int64_t row = 0; row < rows; ++row) {
      std::array<Value, 3> at = {pixel[0], pixel[1], kernel.add(pixel[2], row)};
      Value value = kernel.applyEpilogue(sums[row], links.drop_front(biasFirst()), at, outChannel);
      kernel.store(value, buffers.output, kernel.add(outAt, row * spec.output.strides[2]));
    }
  }

  KernelBuilder &kernel;
  const ConvSpec &spec;
  const ConvBlocks &blocks;
  const ConvBuffers &buffers;
  ArrayRef<EpilogueLink> links;
  const ConvPart &part;
};

} // namespace

bool isDepthwise(const ConvSpec &spec) {
  constexpr int64_t mostTaps = 128;
  return spec.groups > 1 && spec.inputChannelsPerGroup() == 1 &&
         spec.outputChannelsPerGroup() == 1 && spec.taps() <= mostTaps;
}

void buildDepthwiseConv(KernelBuilder &kernel, const ConvSpec &spec, const ConvBlocks &blocks,
                        const ConvBuffers &buffers, ArrayRef<EpilogueLink> links,
                        const ConvPart &part) {
  DepthwiseConv(kernel, spec, blocks, buffers, links, part).build();
}

std::vector<float> packDepthwise(const ConvSpec &spec, const ConvBlocks &blocks,
                                 FilterAt filter) {
  std::vector<float> packed;
  packed.reserve(packedDepthwiseFloats(spec, blocks));
  for (auto [first, width] : coverVectors(spec.output.shape[3], blocks.lanes))
    for (int64_t ky = 0; ky < spec.kernel[0]; ++ky)
      for (int64_t kx = 0; kx < spec.kernel[1]; ++kx)
        for (int64_t channel = first; channel < first + width; ++channel)
          packed.push_back(filter(channel, 0, ky, kx));
  return packed;
}

int64_t packedDepthwiseFloats(const ConvSpec &spec, const ConvBlocks &blocks) {
  return coveredValues(coverVectors(spec.output.shape[3], blocks.lanes)) * spec.taps();
}

} // namespace mnc
