// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Dense and grouped convolution, pointwise and fully connected among them: a
// register block of pixels x channel vectors, accumulated over the taps.

#include "DenseAsking.h"

using namespace mlir;

namespace mnc {

ConvSpec onePanel(ConvSpec spec, int64_t channels) {
  if (spec.groups > 1)
    spec.groups = spec.input.shape[3] = channels;
  spec.output.shape[3] = channels;
  return spec;
}

ConvSpec oneInputPanel(ConvSpec spec, int64_t channels) {
  spec.input.shape[3] = channels;
  return spec;
}

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

void ConvPart::forRows(KernelBuilder &kernel, ArrayRef<int64_t> shape,
                       function_ref<void(Value, Value)> body) const {
  if (rows)
    return kernel.loop(rows->first, rows->end, [&](Value y) { body(rows->n, y); });
  kernel.loop(0, shape[0], 1, [&](Value n) {
    kernel.loop(0, shape[1], 1, [&](Value y) { body(n, y); });
  });
}

namespace {

class DenseConv {
public:
  DenseConv(KernelBuilder &kernel, const ConvSpec &spec, const ConvBlocks &blocks,
            const ConvBuffers &buffers, ArrayRef<EpilogueLink> links, const ConvPart &part)
      : kernel(kernel), spec(spec), blocks(blocks), buffers(buffers), links(links), part(part) {}

  void build() {
    kernel.loop(0, spec.groups, 1, [&](Value g) {
      block.group = g;
      if (blocks.channelsOutermost)
        forChannels([&] { forPixels([&] { buildBlock(); }); });
      else
        forPixels([&] { forChannels([&] { buildBlock(); }); });
    });
  }

private:
  /// Sets `block` to each block of pixels.
  void forPixels(function_ref<void()> body) {
    part.forRows(kernel, spec.output.shape, [&](Value n, Value y) { forRow(n, y, body); });
  }

  void forRow(Value n, Value y, function_ref<void()> body) {
    int64_t pixels = spec.output.shape[2], whole = pixels / blocks.rows * blocks.rows;
    kernel.loop(0, whole, blocks.rows, [&](Value x) {
      block.pixel = {n, y, x};
      block.rows = blocks.rows;
      body();
    });
    if (whole < pixels) {
      block.pixel = {n, y, kernel.index(whole)};
      block.rows = pixels - whole;
      body();
    }
  }

  /// Sets `block` to each block of output channels of a group.
  void forChannels(function_ref<void()> body) {
    SmallVector<VectorSpan> all = coverVectors(spec.outputChannelsPerGroup(), blocks.lanes);
    int64_t step = blocks.vectors * blocks.lanes;
    int64_t whole = spec.outputChannelsPerGroup() / step * step;
    Value groupAt = weightsBefore(coveredValues(all));
    kernel.loop(0, whole, step, [&](Value first) {
      block.channel = first;
      block.spans.assign(all.begin(), all.begin() + blocks.vectors);
      block.packedAt = kernel.add(groupAt, kernel.mul(first, spec.taps()));
      body();
    });
    int64_t packed = whole;
    for (size_t next = whole / blocks.lanes; next < all.size(); next += blocks.vectors) {
      block.channel = kernel.index(0);
      block.spans.assign(all.begin() + next,
                         all.begin() + std::min(all.size(), next + blocks.vectors));
      block.packedAt = kernel.add(groupAt, packed * spec.taps());
      packed += coveredValues(block.spans);
      body();
    }
  }

  /// Of the panels or groups before this one, where one tap has `columns` weights.
  Value weightsBefore(int64_t columns) {
    if (part.inputs)
      return kernel.mul(part.inputs->first, columns);
    return part.panel ? kernel.mul(part.panel->first, spec.taps())
                      : kernel.mul(block.group, columns * spec.taps());
  }

  void buildBlock() {
    Value ownChannel =
        kernel.add(kernel.mul(block.group, spec.outputChannelsPerGroup()), block.channel);
    Value outChannel = part.amongAll(kernel, ownChannel);
    const Layout &out = spec.output;
    Value outAt =
        kernel.add(kernel.address(out, block.pixel), part.channelAt(kernel, out, ownChannel));
    bool biasFirst = !links.empty() && links[0].kind == EpilogueLink::Bias;
    DenseAsking asking(kernel, spec, blocks, buffers, part, block);
    asking.forStores();
    KernelBuilder::Values sums;
    forEachSum([&](int64_t row, int64_t offset, int64_t width) {
      if (part.inputs)
        sums.push_back(kernel.load(buffers.output, sumAt(outAt, row, offset), width));
      else if (biasFirst)
        sums.push_back(kernel.load(links[0].buffer, kernel.add(outChannel, offset), width));
      else
        sums.push_back(kernel.splat(0.0f, width));
    });
    sums = accumulate(std::move(sums), asking);
    size_t next = 0;
    forEachSum([&](int64_t row, int64_t offset, int64_t width) {
      std::array<Value, 3> at = {block.pixel[0], block.pixel[1], kernel.add(block.pixel[2], row)};
      Value value = kernel.applyEpilogue(sums[next++], links.drop_front(biasFirst), at,
                                         kernel.add(outChannel, offset));
      kernel.store(value, buffers.output, sumAt(outAt, row, offset));
    });
  }

  /// Where a sum of the block goes, whose first one goes to `outAt`.
  Value sumAt(Value outAt, int64_t row, int64_t offset) {
    const Layout &out = spec.output;
    return kernel.add(outAt, row * out.strides[2] + out.channelAt(offset));
  }

  /// body(row, offset from the block's channel, width) in the order of the sums.
  void forEachSum(function_ref<void(int64_t, int64_t, int64_t)> body) {
    for (int64_t row = 0; row < block.rows; ++row)
      for (auto [first, width] : block.spans)
        body(row, first, width);
  }

  /// Runs over the taps.
  KernelBuilder::Values accumulate(KernelBuilder::Values sums, DenseAsking &asking) {
    const Layout &in = spec.input;
    Value y = kernel.add(kernel.mul(block.pixel[1], spec.stride[0]), -spec.pad[0]);
    Value x = kernel.add(kernel.mul(block.pixel[2], spec.stride[1]), -spec.pad[1]);
    Value groupAt =
        part.inputs ? part.inputs->first : kernel.mul(block.group, spec.inputChannelsPerGroup());
    int64_t columns = coveredValues(block.spans), perPixel = spec.inputChannelsPerGroup();
    int64_t run = spec.tapRun(), runs = spec.kernel[1] * perPixel / run;
    return kernel.reduce(0, spec.kernel[0], 1, sums, [&](Value ky, ValueRange sums) {
      Value inY = kernel.add(y, kernel.mul(ky, spec.dilation[0]));
      Value rowAt = kernel.add(kernel.address(in, {block.pixel[0], inY, x}), groupAt);
      Value rowWeights =
          kernel.add(block.packedAt, kernel.mul(ky, spec.kernel[1] * perPixel * columns));
      return kernel.reduce(0, runs, 1, KernelBuilder::Values(sums), [&](Value kx, ValueRange sums) {
        Value runAt = kernel.add(rowAt, kernel.mul(kx, spec.dilation[1] * in.strides[2]));
        Value runWeights = kernel.add(rowWeights, kernel.mul(kx, perPixel * columns));
        return addRun(sums, run, runAt, runWeights, asking);
      });
    });
  }

  /// The products of `count` taps that lie one after the other.
  KernelBuilder::Values addRun(ValueRange sums, int64_t count, Value inAt, Value weightsAt,
                               DenseAsking &asking) {
    auto add = [&](Value k, int64_t taps, ValueRange sums) {
      asking.forWeights(k, taps);
      Value weights = kernel.add(weightsAt, kernel.mul(k, coveredValues(block.spans)));
      return addTaps(sums, taps, kernel.add(inAt, k), weights);
    };
    int64_t done = count / blocks.taps * blocks.taps, late = done - asking.lastTaps();
    KernelBuilder::Values next =
        kernel.reduce(0, late, blocks.taps, KernelBuilder::Values(sums),
                      [&](Value k, ValueRange sums) { return add(k, blocks.taps, sums); });
    next = kernel.reduce(late, done, blocks.taps, next, [&](Value k, ValueRange sums) {
      asking.forLoads(kernel.add(k, -late), blocks.taps);
      return add(k, blocks.taps, sums);
    });
    for (int64_t taps = blocks.taps / 2; taps > 0; taps /= 2)
      for (; count - done >= taps; done += taps)
        next = add(kernel.index(done), taps, next);
    return next;
  }

  /// Those of `taps` taps, in their order. A single tap reads values of the input
  /// into all lanes.
  KernelBuilder::Values addTaps(ValueRange sums, int64_t taps, Value inAt, Value weightsAt) {
    KernelBuilder::Values next(sums), inputs;
    auto at = [&](int64_t row) {
      return kernel.add(inAt, row * spec.stride[1] * spec.input.strides[2]);
    };
    for (int64_t row = 0; taps > 1 && row < block.rows; ++row)
      inputs.push_back(kernel.load(buffers.input, at(row), taps));
    for (int64_t tap = 0; tap < taps; ++tap) {
      KernelBuilder::Values filters =
          loadTap(kernel.add(weightsAt, tap * coveredValues(block.spans)));
      auto *sum = next.begin();
      for (int64_t row = 0; row < block.rows; ++row)
        for (auto [filter, span] : llvm::zip_equal(filters, block.spans)) {
          Value value = taps > 1 ? kernel.splatLane(inputs[row], tap, span.width)
                                 : kernel.loadSplat(buffers.input, at(row), span.width);
          *sum = kernel.fma(value, filter, *sum);
          ++sum;
        }
    }
    return next;
  }

  /// The weights of one tap.
  KernelBuilder::Values loadTap(Value at) {
    KernelBuilder::Values filters;
    int64_t offset = 0;
    for (VectorSpan span : block.spans) {
      filters.push_back(kernel.load(buffers.weights, kernel.add(at, offset), span.width));
      offset += span.width;
    }
    return filters;
  }

  KernelBuilder &kernel;
  const ConvSpec &spec;
  const ConvBlocks &blocks;
  const ConvBuffers &buffers;
  ArrayRef<EpilogueLink> links;
  const ConvPart &part;

  /// The one that is being built.
  DenseBlock block;
};

} // namespace

void buildDenseConv(KernelBuilder &kernel, const ConvSpec &spec, const ConvBlocks &blocks,
                    const ConvBuffers &buffers, ArrayRef<EpilogueLink> links,
                    const ConvPart &part) {
  DenseConv(kernel, spec, blocks, buffers, links, part).build();
}

std::vector<float> packDense(const ConvSpec &spec, const ConvBlocks &blocks, FilterAt filter) {
  std::vector<float> packed;
  packed.reserve(packedFloats(spec, blocks));
  int64_t perGroup = spec.outputChannelsPerGroup();
  SmallVector<VectorSpan> all = coverVectors(perGroup, blocks.lanes);
  for (int64_t g = 0; g < spec.groups; ++g)
    for (ArrayRef<VectorSpan> rest = all; !rest.empty();) {
      ArrayRef<VectorSpan> block = rest.take_front(blocks.vectors);
      rest = rest.drop_front(block.size());
      for (int64_t ky = 0; ky < spec.kernel[0]; ++ky)
        for (int64_t kx = 0; kx < spec.kernel[1]; ++kx)
          for (int64_t i = 0; i < spec.inputChannelsPerGroup(); ++i)
            for (auto [first, width] : block)
              for (int64_t o = first; o < first + width; ++o)
                packed.push_back(filter(g * perGroup + o, i, ky, kx));
    }
  return packed;
}

int64_t packedFloats(const ConvSpec &spec, const ConvBlocks &blocks) {
  return spec.groups * spec.taps() *
         coveredValues(coverVectors(spec.outputChannelsPerGroup(), blocks.lanes));
}

} // namespace mnc
