// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "DenseAsking.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/BuiltinTypes.h"

using namespace mlir;

namespace mnc {

DenseAsking::DenseAsking(KernelBuilder &kernel, const ConvSpec &spec, const ConvBlocks &blocks,
                         const ConvBuffers &buffers, const ConvPart &part, const DenseBlock &block)
    : kernel(kernel), spec(spec), blocks(blocks), buffers(buffers), part(part), block(block) {
  if (spec.tapRun() != spec.taps())
    return;
  if (readsWeightsOnce())
    weights.push_back(nextWeights());
  if (part.ahead)
    weights.push_back(otherWeights());
  if (part.reader)
    ring = ringToLoad();
}

//--- What the reader stores to -----------------------------------------------

/// Those of the pixels whose windows end among the ones of the block, or of as many
/// beside them.
void DenseAsking::forStores() {
  if (!part.reader)
    return;
  const ConvSpec &reader = part.reader->spec;
  const Layout &map = reader.output;
  Value lastRow = kernel.add(block.pixel[1], reader.pad[0] + reader.stride[0] - reader.rowSpan());
  Value y = kernel.div(kernel.max(lastRow, 0), reader.stride[0]);
  Value x = kernel.div(block.pixel[2], reader.stride[1]);
  Value at = kernel.address(map, {block.pixel[0], kernel.min(y, map.shape[1] - 1), x});
  at = kernel.add(at, part.amongAll(kernel, block.channel));
  for (int64_t row = 0; row < block.rows; row += reader.stride[1]) {
    kernel.prefetch(part.reader->output, at, columns());
    at = kernel.add(at, map.strides[2]);
  }
}

//--- Weights -----------------------------------------------------------------

void DenseAsking::forWeights(Value tap, int64_t taps) {
  for (const Prefetch &ahead : weights)
    kernel.prefetch(ahead.weights, kernel.add(ahead.at, kernel.mul(tap, ahead.perTap)),
                    ahead.perTap * taps);
}

/// Whether no later row needs a weight again.
bool DenseAsking::readsWeightsOnce() const {
  return blocks.channelsOutermost && (!part.rows || spec.output.panelChannels);
}

int64_t DenseAsking::pixels() const {
  ArrayRef<int64_t> shape = spec.output.shape;
  return shape[0] * shape[1] * shape[2];
}

/// The number of the block's first pixel among all.
Value DenseAsking::pixelsBefore() const {
  ArrayRef<int64_t> shape = spec.output.shape;
  Value row = kernel.add(kernel.mul(block.pixel[0], shape[1]), block.pixel[1]);
  return kernel.add(kernel.mul(row, shape[2]), block.pixel[2]);
}

/// Where each weight is read once, mostly from beyond the second-level cache:
/// a part of the next block of channels with each block of pixels, so that all
/// of it is asked for in time. With one block of pixels only, the weights a few
/// lines ahead.
DenseAsking::Prefetch DenseAsking::nextWeights() const {
  constexpr int64_t linesAhead = 64;
  int64_t all = spec.taps() * columns();
  Prefetch ahead{buffers.weights,
                 kernel.add(block.packedAt, linesAhead * KernelBuilder::lineFloats), columns()};
  if (block.rows < pixels()) {
    int64_t perPixel = llvm::divideCeil(all, pixels());
    ahead.perTap = llvm::divideCeil(perPixel * block.rows, spec.taps());
    ahead.at = kernel.add(kernel.add(block.packedAt, all), kernel.mul(pixelsBefore(), perPixel));
  }
  return untilTheEnd(ahead);
}

/// Another layer's weights: with each output value an equal part of them.
DenseAsking::Prefetch DenseAsking::otherWeights() const {
  int64_t perValue = llvm::divideCeil(part.ahead->count, pixels() * spec.output.shape[3]);
  Value channelsBefore = kernel.mul(kernel.add(block.channel, block.spans.front().first), pixels());
  Value before = kernel.add(channelsBefore, kernel.mul(pixelsBefore(), columns()));
  Value at = kernel.add(part.ahead->first, kernel.mul(before, perValue));
  return untilTheEnd({part.ahead->weights, at,
                      int64_t(llvm::divideCeil(perValue * block.rows * columns(), spec.taps()))});
}

/// At the end of the weights the last ones once more.
DenseAsking::Prefetch DenseAsking::untilTheEnd(Prefetch ahead) const {
  int64_t all = cast<MemRefType>(ahead.weights.getType()).getNumElements();
  int64_t last = all - ahead.perTap * spec.taps();
  ahead.at = kernel.min(ahead.at, std::max<int64_t>(0, last));
  return ahead;
}

//--- What the reader loads ---------------------------------------------------

int64_t DenseAsking::lastTaps() const { return ring ? lateTaps() : 0; }

/// Those whose weights leave the first-level cache room for the rows.
int64_t DenseAsking::lateTaps() const {
  constexpr int64_t lateWeights = 2048;
  return std::min(lateWeights / columns(), spec.taps()) / blocks.taps * blocks.taps;
}

void DenseAsking::forLoads(Value tap, int64_t taps) {
  for (int64_t next = 0; next < taps; ++next) {
    Value before = kernel.mul(kernel.add(tap, next), ring->step);
    kernel.prefetch(buffers.output, kernel.add(ring->at, before), ring->perTap);
  }
}

/// The panel of the ring that the block is a part of.
std::optional<DenseAsking::RingPart> DenseAsking::ringToLoad() const {
  const Layout &out = spec.output;
  bool mayBeLast = block.rows < blocks.rows || out.shape[2] % blocks.rows == 0;
  if (!part.rows || !part.panel || !out.blockChannels || !mayBeLast || lateTaps() == 0)
    return std::nullopt;
  RingPart panel{part.channelAt(kernel, out, kernel.index(0)), {}, 0};
  int64_t floats = out.shape[3] / out.blockChannels * out.blockStride;
  panel.perTap = llvm::divideCeil(floats, lateTaps());
  panel.step = inLastBlock(panel.perTap);
  return panel;
}

/// `step` if no block of the call comes after this one, 0 otherwise.
Value DenseAsking::inLastBlock(int64_t step) const {
  OpBuilder &builder = kernel.builder;
  Value result = kernel.index(step);
  auto onlyIfSame = [&](Value lhs, Value rhs) {
    Value same =
        builder.createOrFold<arith::CmpIOp>(kernel.loc, arith::CmpIPredicate::eq, lhs, rhs);
    result = builder.createOrFold<arith::SelectOp>(kernel.loc, same, result, kernel.index(0));
  };
  onlyIfSame(block.pixel[1], kernel.add(part.rows->end, -1));
  onlyIfSame(block.pixel[2], kernel.index(spec.output.shape[2] - block.rows));
  onlyIfSame(block.channel, kernel.index(spec.output.shape[3] - columns()));
  return result;
}

} // namespace mnc
