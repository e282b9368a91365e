// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Depthwise convolution: the filter of a vector of channels stays in
// registers, and each input vector of a row serves all windows that see it.

#include "mnc/Kernels/Convolution.h"

using namespace mlir;

namespace mnc {

namespace {

class DepthwiseConv {
public:
  DepthwiseConv(KernelBuilder &kernel, const ConvSpec &spec, const ConvBlocks &blocks,
                const ConvBuffers &buffers, ArrayRef<EpilogueLink> links, const ConvPart &part)
      : kernel(kernel), spec(spec), blocks(blocks), buffers(buffers), links(links), part(part) {}

  void build() {
    if (part.row)
      buildRow(*part.row);
    else
      buildAll();
  }

private:
  /// All channels of one row.
  void buildRow(RowIndex row) {
    forEachFilter([&](Value channel, int64_t width, const KernelBuilder::Values &filter,
                      bool tail) { buildBlocks(row.n, row.y, channel, width, filter, tail); });
  }

  void buildAll() {
    ArrayRef<int64_t> shape = spec.output.shape;
    kernel.loop(0, shape[0], 1, [&](Value n) {
      auto forRows = [&](function_ref<void(Value)> body) { kernel.loop(0, shape[1], 1, body); };
      if (!blocks.channelsOutermost)
        return forRows([&](Value y) { buildRow({n, y}); });
      forEachFilter([&](Value channel, int64_t width, const KernelBuilder::Values &filter,
                        bool tail) {
        forRows([&](Value y) { buildBlocks(n, y, channel, width, filter, tail); });
      });
    });
  }

  /// body(channel, width, filter, tail) for each vector of channels: for the blocks
  /// of a row that have all pixels, then for the one at its end that has fewer. In
  /// one loop, both would share its registers.
  void forEachFilter(function_ref<void(Value, int64_t, const KernelBuilder::Values &, bool)> body) {
    for (bool tail : {false, true})
      if (tail ? tailPixels() > 0 : spec.output.shape[2] >= blocks.rows)
        kernel.forPackedVectors(spec.output.shape[3], blocks.lanes,
                                [&](Value channel, Value packed, int64_t width) {
                                  body(channel, width, loadFilter(packed, width), tail);
                                });
  }

  /// `packed`: where the vector is among those of the panel.
  KernelBuilder::Values loadFilter(Value packed, int64_t width) {
    KernelBuilder::Values filter;
    Value at = kernel.mul(part.amongAll(kernel, packed), spec.taps());
    for (int64_t tap = 0; tap < spec.taps(); ++tap)
      filter.push_back(kernel.load(buffers.weights, kernel.add(at, tap * width), width));
    return filter;
  }

  int64_t tailPixels() { return spec.output.shape[2] % blocks.rows; }

  void buildBlocks(Value n, Value y, Value channel, int64_t width,
                   const KernelBuilder::Values &filter, bool tail) {
    int64_t pixels = tailPixels(), whole = spec.output.shape[2] - pixels;
    if (tail)
      return buildBlock({n, y, kernel.index(whole)}, pixels, channel, width, filter);
    kernel.loop(0, whole, blocks.rows,
                [&](Value x) { buildBlock({n, y, x}, blocks.rows, channel, width, filter); });
  }

  void buildBlock(std::array<Value, 3> pixel, int64_t rows, Value channel, int64_t width,
                  const KernelBuilder::Values &filter) {
    bool biasFirst = !links.empty() && links[0].kind == EpilogueLink::Bias;
    Value outChannel = part.amongAll(kernel, channel);
    Value inChannel = spec.input.panelChannels ? channel : outChannel;
    Value initial = biasFirst ? kernel.load(links[0].buffer, outChannel, width)
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
          sums[row] = kernel.fma(value, filter[ky * spec.kernel[1] + kx], sums[row]);
        }
      }
    }
    Value outAt = kernel.add(kernel.address(spec.output, pixel), outChannel);
    for (int64_t row = 0; row < rows; ++row) {
      std::array<Value, 3> at = {pixel[0], pixel[1], kernel.add(pixel[2], row)};
      Value value = kernel.applyEpilogue(sums[row], links.drop_front(biasFirst), at, outChannel);
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
