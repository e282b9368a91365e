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
                const ConvBuffers &buffers, ArrayRef<EpilogueLink> links)
      : kernel(kernel), spec(spec), blocks(blocks), buffers(buffers), links(links) {}

  /// All channels of one row.
  void buildRow(RowIndex row) {
    kernel.forVectors(spec.output.shape[3], blocks.lanes, [&](Value channel, int64_t width) {
      KernelBuilder::Values filter = loadFilter(channel, width);
      buildWhole(row.n, row.y, channel, width, filter);
      buildTail(row.n, row.y, channel, width, filter);
    });
  }

  void build() {
    ArrayRef<int64_t> shape = spec.output.shape;
    kernel.loop(0, shape[0], 1, [&](Value n) {
      if (blocks.channelsOutermost)
        kernel.forVectors(shape[3], blocks.lanes, [&](Value channel, int64_t width) {
          // In one loop, both kinds of blocks would share its registers.
          KernelBuilder::Values filter = loadFilter(channel, width);
          kernel.loop(0, shape[1], 1, [&](Value y) { buildWhole(n, y, channel, width, filter); });
          if (tailPixels())
            kernel.loop(0, shape[1], 1, [&](Value y) { buildTail(n, y, channel, width, filter); });
        });
      else
        kernel.loop(0, shape[1], 1, [&](Value y) { buildRow({n, y}); });
    });
  }

private:
  KernelBuilder::Values loadFilter(Value channel, int64_t width) {
    KernelBuilder::Values filter;
    Value at = kernel.mul(channel, spec.taps());
    for (int64_t tap = 0; tap < spec.taps(); ++tap)
      filter.push_back(kernel.load(buffers.weights, kernel.add(at, tap * width), width));
    return filter;
  }

  int64_t tailPixels() { return spec.output.shape[2] % blocks.rows; }

  /// The blocks of a row that have all pixels.
  void buildWhole(Value n, Value y, Value channel, int64_t width,
                  const KernelBuilder::Values &filter) {
    kernel.loop(0, spec.output.shape[2] - tailPixels(), blocks.rows,
                [&](Value x) { buildBlock({n, y, x}, blocks.rows, channel, width, filter); });
  }

  /// The block at the end of a row that has fewer.
  void buildTail(Value n, Value y, Value channel, int64_t width,
                 const KernelBuilder::Values &filter) {
    int64_t pixels = tailPixels();
    if (pixels)
      buildBlock({n, y, kernel.index(spec.output.shape[2] - pixels)}, pixels, channel, width, filter);
  }

  void buildBlock(std::array<Value, 3> pixel, int64_t rows, Value channel, int64_t width,
                  const KernelBuilder::Values &filter) {
    bool biasFirst = !links.empty() && links[0].kind == EpilogueLink::Bias;
    Value initial = biasFirst ? kernel.load(links[0].buffer, channel, width)
                              : kernel.splat(0.0f, width);
    KernelBuilder::Values sums(rows, initial);
    const Layout &in = spec.input;
    Value inY = kernel.add(kernel.mul(pixel[1], spec.stride[0]), -spec.pad[0]);
    Value inX = kernel.add(kernel.mul(pixel[2], spec.stride[1]), -spec.pad[1]);
    int64_t columns = (rows - 1) * spec.stride[1] + (spec.kernel[1] - 1) * spec.dilation[1] + 1;
    for (int64_t ky = 0; ky < spec.kernel[0]; ++ky) {
      Value tapY = kernel.add(inY, ky * spec.dilation[0]);
      Value rowAt = kernel.add(kernel.address(in, {pixel[0], tapY, inX}), channel);
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
    Value outAt = kernel.add(kernel.address(spec.output, pixel), channel);
    for (int64_t row = 0; row < rows; ++row) {
      std::array<Value, 3> at = {pixel[0], pixel[1], kernel.add(pixel[2], row)};
      Value value = kernel.applyEpilogue(sums[row], links.drop_front(biasFirst), at, channel);
      kernel.store(value, buffers.output, kernel.add(outAt, row * spec.output.strides[2]));
    }
  }

  KernelBuilder &kernel;
  const ConvSpec &spec;
  const ConvBlocks &blocks;
  const ConvBuffers &buffers;
  ArrayRef<EpilogueLink> links;
};

} // namespace

void buildDepthwiseConv(KernelBuilder &kernel, const ConvSpec &spec, const ConvBlocks &blocks,
                        const ConvBuffers &buffers, ArrayRef<EpilogueLink> links,
                        std::optional<RowIndex> row) {
  DepthwiseConv conv(kernel, spec, blocks, buffers, links);
  if (row)
    conv.buildRow(*row);
  else
    conv.build();
}

std::vector<float> packDepthwise(const ConvSpec &spec, const ConvBlocks &blocks,
                                 FilterAt filter) {
  std::vector<float> packed;
  packed.reserve(spec.output.shape[3] * spec.taps());
  int64_t first = 0;
  for (int64_t width : exactVectors(spec.output.shape[3], blocks.lanes)) {
    for (int64_t ky = 0; ky < spec.kernel[0]; ++ky)
      for (int64_t kx = 0; kx < spec.kernel[1]; ++kx)
        for (int64_t channel = first; channel < first + width; ++channel)
          packed.push_back(filter(channel, 0, ky, kx));
    first += width;
  }
  return packed;
}

} // namespace mnc
