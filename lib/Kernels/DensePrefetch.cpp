// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "DensePrefetch.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/BuiltinTypes.h"

using namespace mlir;

namespace mnc {

/// No schedule that mnc makes prefetches more floats with one step; they would be much code.
static constexpr int64_t mostPerStep = 1 << 16;

DensePrefetch::DensePrefetch(KernelBuilder &kernel, const ConvSpec &spec, const Tiling &tiling,
                             const ConvBuffers &buffers, const ConvCall &call,
                             const RegisterTile &tile)
    : kernel(kernel), spec(spec), tiling(tiling), buffers(buffers), call(call), tile(tile) {
  if (!kernel.prefetches || spec.contiguousK() != spec.k())
    return;
  if (readsWeightsOnce() && (hasSeveralTiles() || tiling.lanes < kernel.lineFloats()))
    weights.push_back(nextTileWeights());
  if (call.prefetch.weights)
    weights.push_back(otherLayerWeights());
  if (call.prefetch.consumer)
    ring = ringForConsumer();
}

//--- Lines that the consumer stores to ---------------------------------------

/// For each `stride` pixels of the tile one pixel of the consumer's result: the row is the first
/// whose window ends at the row of the tile, or at most stride - 1 rows below.
///
///   tile, row y               x    x + 1    x + 2    x + 3       (stride 2)
///   consumer, row y'          x / 2         x / 2 + 1
void DensePrefetch::prefetchStores() {
  if (!kernel.prefetches || !call.prefetch.consumer)
    return;
  const ConvSpec &consumer = call.prefetch.consumer->spec;
  const Layout &output = consumer.output;
  Value lastRow =
      kernel.add(tile.first[1], consumer.pad[0] + consumer.stride[0] - consumer.windowRows());
  Value y = kernel.div(kernel.max(lastRow, 0), consumer.stride[0]);
  Value x = kernel.div(tile.first[2], consumer.stride[1]);
  Value at = kernel.address(output, {tile.first[0], kernel.min(y, output.shape[1] - 1), x});
  at = kernel.add(at, call.slice.globalChannel(kernel, tile.channel));
  for (int64_t row = 0; row < tile.pixels; row += consumer.stride[1]) {
    kernel.prefetch(call.prefetch.consumer->output, at, columns());
    at = kernel.add(at, output.strides[2]);
  }
}

//--- Weights -----------------------------------------------------------------

void DensePrefetch::prefetchWeights(Value step, int64_t steps) {
  for (const WeightPrefetch &next : weights)
    kernel.prefetch(next.weights, kernel.add(next.at, kernel.mul(step, next.perStep)),
                    next.perStep * steps);
}

/// True if no later row needs a weight again.
bool DensePrefetch::readsWeightsOnce() const {
  return tiling.channelsOuter() && (!call.slice.rows() || spec.output.channelTile);
}

int64_t DensePrefetch::pixels() const {
  ArrayRef<int64_t> shape = spec.output.shape;
  return shape[0] * shape[1] * shape[2];
}

/// Returns the number of the tile's first pixel among all pixels of the layer.
Value DensePrefetch::pixelsBefore() const {
  ArrayRef<int64_t> shape = spec.output.shape;
  Value row = kernel.add(kernel.mul(tile.first[0], shape[1]), tile.first[1]);
  return kernel.add(kernel.mul(row, shape[2]), tile.first[2]);
}

/// Returns the prefetch of weights that are read once, mostly from beyond the second-level cache.
/// - Several tiles along the pixels: each prefetches an equal slice of the weights of the next tile
///   of channels, so that all of them come in time.
/// - One: the weights 64 lines ahead. Not where each load is one of a whole line: a Zen 4 then has
///   as many lines on their way by itself, and a classifier of 1280 to 1000 takes 16 % longer with
///   prefetches; with loads of half a line it takes a third less.
DensePrefetch::WeightPrefetch DensePrefetch::nextTileWeights() const {
  constexpr int64_t linesAhead = 64;
  int64_t all = spec.k() * columns();
  WeightPrefetch next{buffers.weights, kernel.add(tile.packedAt, linesAhead * kernel.lineFloats()),
                      columns()};
  if (hasSeveralTiles()) {
    int64_t perPixel = llvm::divideCeil(all, pixels());
    next.perStep = llvm::divideCeil(perPixel * tile.pixels, spec.k());
    Value before = kernel.mul(pixelsBefore(), perPixel);
    next.at = kernel.add(kernel.add(tile.packedAt, all), before);
  }
  return withinWeights(next);
}

/// Returns the prefetch of another layer's weights: an equal slice of them with each output value.
DensePrefetch::WeightPrefetch DensePrefetch::otherLayerWeights() const {
  int64_t perValue =
      llvm::divideCeil(call.prefetch.weights->count, pixels() * spec.output.shape[3]);
  Value channelsBefore = kernel.mul(kernel.add(tile.channel, tile.spans.front().first), pixels());
  Value before = kernel.add(channelsBefore, kernel.mul(pixelsBefore(), columns()));
  Value at = kernel.add(call.prefetch.weights->first, kernel.mul(before, perValue));
  return withinWeights({call.prefetch.weights->weights, at,
                        int64_t(llvm::divideCeil(perValue * tile.pixels * columns(), spec.k()))});
}

/// Returns `next` moved to end within its buffer: at the end of the weights, the last ones are
/// prefetched once more.
DensePrefetch::WeightPrefetch DensePrefetch::withinWeights(WeightPrefetch next) const {
  int64_t all = cast<MemRefType>(next.weights.getType()).getNumElements();
  next.perStep = std::min(next.perStep, mostPerStep);
  int64_t last = all - next.perStep * spec.k();
  next.at = kernel.min(next.at, std::max<int64_t>(0, last));
  return next;
}

//--- Rows that the consumer loads --------------------------------------------

int64_t DensePrefetch::finalSteps() const { return ring ? lateSteps() : 0; }

/// Returns the last steps along K whose weights leave the first-level cache room for the rows of
/// the consumer: 2048 floats of them.
int64_t DensePrefetch::lateSteps() const {
  constexpr int64_t lateFloats = 2048;
  return std::min(lateFloats / columns(), spec.k()) / tiling.stepsAtOnce() * tiling.stepsAtOnce();
}

void DensePrefetch::prefetchLoads(Value step, int64_t steps) {
  for (int64_t next = 0; next < steps; ++next) {
    Value before = kernel.mul(kernel.add(step, next), ring->step);
    kernel.prefetch(buffers.output, kernel.add(ring->at, before), ring->perStep);
  }
}

/// Returns the channel tile of the ring that the register tile belongs to, to be prefetched for the
/// consumer. Nothing unless
/// - rows of a channel tile are computed, into a ring in channel blocks;
/// - this tile may be the last one of its row.
std::optional<DensePrefetch::RingPrefetch> DensePrefetch::ringForConsumer() const {
  const Layout &out = spec.output;
  bool mayBeLast = tile.pixels < tiling.pixels || out.shape[2] % tiling.pixels == 0;
  if (!call.slice.rows() || !call.slice.channelTile() || !out.channelBlock || !mayBeLast ||
      lateSteps() == 0)
    return std::nullopt;
  RingPrefetch channelTile{call.slice.channelOffset(kernel, out, kernel.index(0)), {}, 0};
  int64_t floats = out.shape[3] / out.channelBlock * out.channelBlockStride;
  channelTile.perStep = std::min<int64_t>(llvm::divideCeil(floats, lateSteps()), mostPerStep);
  channelTile.step = inLastTile(channelTile.perStep);
  return channelTile;
}

/// Returns `step` in the last register tile of a call, 0 in others.
Value DensePrefetch::inLastTile(int64_t step) const {
  OpBuilder &builder = kernel.builder;
  Value result = kernel.index(step);
  auto onlyIfSame = [&](Value lhs, Value rhs) {
    Value same =
        builder.createOrFold<arith::CmpIOp>(kernel.loc, arith::CmpIPredicate::eq, lhs, rhs);
    result = builder.createOrFold<arith::SelectOp>(kernel.loc, same, result, kernel.index(0));
  };
  onlyIfSame(tile.first[1], kernel.add(call.slice.rows()->end, -1));
  onlyIfSame(tile.first[2], kernel.index(spec.output.shape[2] - tile.pixels));
  onlyIfSame(tile.channel, kernel.index(spec.output.shape[3] - columns()));
  return result;
}

} // namespace mnc
