// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Dense and grouped convolution, pointwise and fully connected among them: a
// register block of pixels x channel vectors, accumulated over the taps.

#include "mnc/Kernels/Convolution.h"

using namespace mlir;

namespace mnc {

ConvSpec collapsePixels(ConvSpec spec, ArrayRef<EpilogueLink> links) {
  auto isOne = [](const std::array<int64_t, 2> &pair) { return pair[0] == 1 && pair[1] == 1; };
  bool onePixel = isOne(spec.kernel) && isOne(spec.stride) && spec.pad[0] == 0 && spec.pad[1] == 0;
  bool gapless = spec.input.pixelsAreContiguous() && spec.output.pixelsAreContiguous();
  for (const EpilogueLink &link : links)
    if (link.kind == EpilogueLink::Residual)
      gapless &= link.layout.pixelsAreContiguous();
  if (!onePixel || !gapless)
    return spec;
  for (Layout *layout : {&spec.input, &spec.output}) {
    int64_t pixels = layout->shape[0] * layout->shape[1] * layout->shape[2];
    layout->shape = {1, 1, pixels, layout->shape[3]};
  }
  return spec;
}

namespace {

class DenseConv {
public:
  DenseConv(KernelBuilder &kernel, const ConvSpec &spec, const ConvBlocks &blocks,
            const ConvBuffers &buffers, ArrayRef<EpilogueLink> links, std::optional<RowIndex> row)
      : kernel(kernel), spec(spec), blocks(blocks), buffers(buffers), links(links), oneRow(row) {}

  void build() {
    kernel.loop(0, spec.groups, 1, [&](Value g) {
      group = g;
      if (blocks.channelsOutermost)
        forChannels([&] { forPixels([&] { buildBlock(); }); });
      else
        forPixels([&] { forChannels([&] { buildBlock(); }); });
    });
  }

private:
  /// Sets `pixel` and `rows` to each block of pixels.
  void forPixels(function_ref<void()> body) {
    if (oneRow)
      return forRow(oneRow->n, oneRow->y, body);
    ArrayRef<int64_t> shape = spec.output.shape;
    kernel.loop(0, shape[0], 1, [&](Value n) {
      kernel.loop(0, shape[1], 1, [&](Value y) { forRow(n, y, body); });
    });
  }

  void forRow(Value n, Value y, function_ref<void()> body) {
    int64_t pixels = spec.output.shape[2], whole = pixels / blocks.rows * blocks.rows;
    kernel.loop(0, whole, blocks.rows, [&](Value x) {
      pixel = {n, y, x};
      rows = blocks.rows;
      body();
    });
    if (whole < pixels) {
      pixel = {n, y, kernel.index(whole)};
      rows = pixels - whole;
      body();
    }
  }

  /// Sets `channel` and `widths` to each block of output channels of a group.
  void forChannels(function_ref<void()> body) {
    int64_t channels = spec.outputChannelsPerGroup(), step = blocks.vectors * blocks.lanes;
    int64_t whole = channels / step * step;
    kernel.loop(0, whole, step, [&](Value first) {
      channel = first;
      widths.assign(blocks.vectors, blocks.lanes);
      body();
    });
    if (whole < channels) {
      channel = kernel.index(whole);
      widths = exactVectors(channels - whole, blocks.lanes);
      body();
    }
  }

  void buildBlock() {
    Value outChannel = kernel.add(kernel.mul(group, spec.outputChannelsPerGroup()), channel);
    bool biasFirst = !links.empty() && links[0].kind == EpilogueLink::Bias;
    KernelBuilder::Values sums;
    forEachSum([&](int64_t, int64_t offset, int64_t width) {
      sums.push_back(biasFirst
                         ? kernel.load(links[0].buffer, kernel.add(outChannel, offset), width)
                         : kernel.splat(0.0f, width));
    });
    sums = accumulate(std::move(sums));
    Value outAt = kernel.add(kernel.address(spec.output, pixel), outChannel);
    size_t next = 0;
    forEachSum([&](int64_t row, int64_t offset, int64_t width) {
      std::array<Value, 3> at = {pixel[0], pixel[1], kernel.add(pixel[2], row)};
      Value value = kernel.applyEpilogue(sums[next++], links.drop_front(biasFirst), at,
                                         kernel.add(outChannel, offset));
      kernel.store(value, buffers.output, kernel.add(outAt, row * spec.output.strides[2] + offset));
    });
  }

  /// body(row, channel offset in the block, width) in the order of the sums.
  void forEachSum(function_ref<void(int64_t, int64_t, int64_t)> body) {
    for (int64_t row = 0; row < rows; ++row) {
      int64_t offset = 0;
      for (int64_t width : widths) {
        body(row, offset, width);
        offset += width;
      }
    }
  }

  /// Runs over the taps. Those of a filter's row lie one after the other in
  /// the input where it has neither groups nor dilation.
  KernelBuilder::Values accumulate(KernelBuilder::Values sums) {
    const Layout &in = spec.input;
    Value y = kernel.add(kernel.mul(pixel[1], spec.stride[0]), -spec.pad[0]);
    Value x = kernel.add(kernel.mul(pixel[2], spec.stride[1]), -spec.pad[1]);
    Value groupAt = kernel.mul(group, spec.inputChannelsPerGroup());
    int64_t columns = 0;
    for (int64_t width : widths)
      columns += width;
    Value first = kernel.add(kernel.mul(group, spec.outputChannelsPerGroup()), channel);
    Value weightsAt = kernel.mul(first, spec.taps());
    int64_t perPixel = spec.inputChannelsPerGroup();
    bool contiguous = spec.dilation[1] == 1 && in.strides[2] == perPixel;
    int64_t run = contiguous ? spec.kernel[1] * perPixel : perPixel;
    int64_t runs = contiguous ? 1 : spec.kernel[1];
    return kernel.reduce(0, spec.kernel[0], sums, [&](Value ky, ValueRange sums) {
      Value inY = kernel.add(y, kernel.mul(ky, spec.dilation[0]));
      Value rowAt = kernel.add(kernel.address(in, {pixel[0], inY, x}), groupAt);
      Value rowWeights =
          kernel.add(weightsAt, kernel.mul(ky, spec.kernel[1] * perPixel * columns));
      return kernel.reduce(0, runs, KernelBuilder::Values(sums), [&](Value kx, ValueRange sums) {
        Value runAt = kernel.add(rowAt, kernel.mul(kx, spec.dilation[1] * in.strides[2]));
        Value runWeights = kernel.add(rowWeights, kernel.mul(kx, perPixel * columns));
        return kernel.reduce(0, run, KernelBuilder::Values(sums), [&](Value k, ValueRange sums) {
          return addTap(sums, kernel.add(runAt, k), kernel.add(runWeights, kernel.mul(k, columns)));
        });
      });
    });
  }

  KernelBuilder::Values addTap(ValueRange sums, Value inAt, Value weightsAt) {
    KernelBuilder::Values filters, next;
    int64_t offset = 0;
    for (int64_t width : widths) {
      filters.push_back(kernel.load(buffers.weights, kernel.add(weightsAt, offset), width));
      offset += width;
    }
    for (int64_t row = 0; row < rows; ++row) {
      Value at = kernel.add(inAt, row * spec.stride[1] * spec.input.strides[2]);
      for (auto [filter, width] : llvm::zip_equal(filters, widths)) {
        Value value = kernel.loadSplat(buffers.input, at, width);
        next.push_back(kernel.fma(value, filter, sums[next.size()]));
      }
    }
    return next;
  }

  KernelBuilder &kernel;
  const ConvSpec &spec;
  const ConvBlocks &blocks;
  const ConvBuffers &buffers;
  ArrayRef<EpilogueLink> links;
  std::optional<RowIndex> oneRow;

  // The block that is being built.
  Value group, channel;
  std::array<Value, 3> pixel;
  int64_t rows = 0;
  SmallVector<int64_t> widths;
};

} // namespace

void buildDenseConv(KernelBuilder &kernel, const ConvSpec &spec, const ConvBlocks &blocks,
                    const ConvBuffers &buffers, ArrayRef<EpilogueLink> links,
                    std::optional<RowIndex> row) {
  DenseConv(kernel, spec, blocks, buffers, links, row).build();
}

std::vector<float> packDense(const ConvSpec &spec, const ConvBlocks &blocks, FilterAt filter) {
  std::vector<float> packed;
  packed.reserve(spec.output.shape[3] * spec.taps());
  int64_t perGroup = spec.outputChannelsPerGroup(), step = blocks.vectors * blocks.lanes;
  for (int64_t g = 0; g < spec.groups; ++g)
    for (int64_t first = 0; first < perGroup; first += step)
      for (int64_t ky = 0; ky < spec.kernel[0]; ++ky)
        for (int64_t kx = 0; kx < spec.kernel[1]; ++kx)
          for (int64_t i = 0; i < spec.inputChannelsPerGroup(); ++i)
            for (int64_t o = first; o < std::min(first + step, perGroup); ++o)
              packed.push_back(filter(g * perGroup + o, i, ky, kx));
  return packed;
}

} // namespace mnc
