// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Stream.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mnc/Kernels/Elementwise.h"
#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;

namespace mnc {

namespace {

class Stream {
public:
  Stream(const GroupFunctions &functions, ArrayRef<GroupLayer> layers,
         std::optional<int64_t> channelTile, int64_t rows, KernelBuilder &kernel,
         const GroupArguments &bound)
      : functions(functions), layers(layers), channelTile(channelTile), rows(rows), kernel(kernel),
        bound(bound) {
    for (const GroupLayer &layer : layers) {
      outputs.push_back(layoutOf(layer.op->getResult(0)));
      windows.push_back(rowWindowOf(layer.op).value_or(WindowDim()));
    }
  }

  void build() {
    const Layout &output = outputs.back();
    int64_t height = output.shape[1], step = std::min(rows, height);
    kernel.loop(0, output.shape[0], 1, [&](Value n) {
      image = n;
      for (size_t layer = 0; layer + 1 < layers.size(); ++layer)
        if (Value result = layers[layer].op->getResult(0); !bufferOf(result).getBorder().empty())
          buildFill(kernel, ring(layer), kernel.index(0), outputs[layer].bufferElements,
                    vectorWidthOf(result), 0.0f);
      kernel.loop(0, output.shape[3], channelTile.value_or(output.shape[3]), [&](Value channel) {
        first = channel;
        kernel.loop(0, height, step, [&](Value y) {
          Value end = kernel.add(y, step);
          computeRows(layers.size() - 1, y, height % step ? kernel.min(end, height) : end);
        });
      });
    });
  }

private:
  Value ring(size_t layer) { return bound[layer][layers[layer].outputArgument()].value; }

  /// Rows of its input that some rows of a layer are the first to need. Each range may be empty.
  ///
  ///   padding above   from ... top - 1      counted from the top of the padding
  ///   activation      begin ... last - 1    counted from its first row
  ///   padding below   bottom ... to - 1     counted from the top of the padding
  struct RowRequirement {
    Value from, top, begin, last, bottom, to;
  };

  /// Computes rows `y` ... `end` - 1 of `layer`, after the rows of its input that they are the
  /// first to need.
  void computeRows(size_t layer, Value y, Value end) {
    if (layer == 0)
      return call(layer, y, end, channelTileOf());
    RowRequirement required = requirementOf(layer, y, end);
    if (int64_t channels = channelTileWithInput(layer))
      return computeRowTiles(layer, y, end, required, channels);
    computeInputRows(layer, required);
    call(layer, y, end, channelTileOf());
  }

  /// Computes the same rows where each channel tile of the layer before is read before the next one
  /// is computed.
  void computeRowTiles(size_t layer, Value y, Value end, const RowRequirement &required,
                       int64_t channels) {
    if (layer > 1)
      computeInputRows(layer - 1, requirementOf(layer - 1, required.begin, required.last));
    kernel.loop(0, outputs[layer].shape[3], channels, [&](Value channel) {
      std::optional<ChannelTile> channelTile = ChannelTile{channel, channels};
      fillRows(layer - 1, required.from, required.top, channelTile);
      call(layer - 1, required.begin, required.last, channelTile);
      fillRows(layer - 1, required.bottom, required.to, channelTile);
      call(layer, y, end, channelTile);
    });
  }

  std::optional<ChannelTile> channelTileOf() const {
    return channelTile ? std::optional<ChannelTile>({first, *channelTile}) : std::nullopt;
  }

  /// Returns the channel tile, in channels, that a layer and the one before it compute row by row;
  /// 0 if they compute all channels, or if the whole group computes channel tiles.
  int64_t channelTileWithInput(size_t layer) const {
    return channelTile ? 0 : bufferOf(layers[layer - 1].op->getResult(0)).getChannelTile();
  }

  /// Calls the function for rows `y` ... `end` - 1 of `layer`, or of a channel tile of it.
  void call(size_t layer, Value y, Value end, std::optional<ChannelTile> channelTile) {
    SmallVector<LayerArgument> indices = {{image, 0}, {y, 0}, {end, 0}};
    if (channelTile)
      indices.push_back({channelTile->first, 0});
    bool prefetches = kernel.prefetches && layers[layer].op->hasAttr(prefetchConsumerAttr);
    if (prefetches)
      indices.push_back(bound.back()[convOutputArgument]);
    functions.callSlice(kernel, layers[layer], bound[layer], indices, [&](ValueRange at) {
      std::optional<ChannelTile> channels;
      if (channelTile)
        channels = {at[3], channelTile->channels};
      ConvCall call{ConvSlice(RowRange{at[0], at[1], at[2]}, channels)};
      if (prefetches)
        call.prefetch.consumer = {convSpecOf(cast<Conv2dOp>(layers.back().op)), at.back()};
      return call;
    });
  }

  /// Returns the rows of its input that rows `y` ... `end` - 1 of `layer` need and no row above `y`
  /// does. Counted from the top of the padding, row y needs rows y * stride ... y * stride + span -
  /// 1.
  RowRequirement requirementOf(size_t layer, Value y, Value end) {
    const WindowDim &window = windows[layer];
    int64_t span = window.span(), stride = window.stride, rows = outputs[layer].shape[1];
    int64_t top = window.padBefore, height = window.input;
    if (span == 1 && stride == 1 && top == 0 && rows == height)
      return {y, y, y, end, end, end};
    OpBuilder &builder = kernel.builder;
    Value isFirst =
        arith::CmpIOp::create(builder, kernel.loc, arith::CmpIPredicate::eq, y, kernel.index(0));
    Value from = arith::SelectOp::create(builder, kernel.loc, isFirst, kernel.index(0),
                                         kernel.add(kernel.mul(y, stride), span - stride));
    Value to = kernel.add(kernel.mul(end, stride), span - stride);
    // A pool leaves the padding out.
    bool readsPadding = isa<Conv2dOp>(layers[layer].op);
    bool above = readsPadding && top > 0;
    bool below = readsPadding && (rows - 1) * stride + span > top + height;
    return {from,
            above ? kernel.min(to, top) : from,
            kernel.max(kernel.add(from, -top), 0),
            kernel.min(kernel.add(to, -top), height),
            below ? kernel.max(from, top + height) : to,
            to};
  }

  /// Computes or fills the rows of `required` from top to bottom. Where windows leave rows out, a
  /// later row takes the place of an earlier one in the ring.
  void computeInputRows(size_t layer, const RowRequirement &required) {
    fillRows(layer - 1, required.from, required.top, channelTileOf());
    // The input of the first layer exists in full.
    if (layer == 1)
      computeRows(0, required.begin, required.last);
    else
      kernel.loop(required.begin, required.last,
                  [&](Value row) { computeRows(layer - 1, row, kernel.add(row, 1)); });
    fillRows(layer - 1, required.bottom, required.to, channelTileOf());
  }

  /// Fills rows of the ring after `layer` that are padding, counted from the top of the padding.
  /// Where a channel tile has no rows of its own (no channel blocks), all channels are filled.
  void fillRows(size_t layer, Value from, Value to, std::optional<ChannelTile> channelTile) {
    if (from == to)
      return;
    const Layout &layout = outputs[layer];
    int64_t channels = channelTile ? channelTile->channels : layout.shape[3];
    int64_t blocks = layout.channelBlock ? channels / layout.channelBlock : 1;
    kernel.loop(from, to, [&](Value row) {
      Value y = kernel.add(row, -windows[layer + 1].padBefore);
      Value at = kernel.add(kernel.address(layout, {kernel.index(0), y}), -layout.origin);
      ConvSlice slice = channelTile ? ConvSlice::ofChannels(*channelTile) : ConvSlice();
      if (layout.channelBlock)
        at = kernel.add(at, slice.channelOffset(kernel, layout, kernel.index(0)));
      for (int64_t block = 0; block < blocks; ++block)
        buildFill(kernel, ring(layer), kernel.add(at, block * layout.channelBlockStride),
                  layout.strides[1], vectorWidthOf(layers[layer].op->getResult(0)), 0.0f);
    });
  }

  const GroupFunctions &functions;
  ArrayRef<GroupLayer> layers;
  std::optional<int64_t> channelTile;
  /// Of the last layer, of one step.
  int64_t rows;
  KernelBuilder &kernel;
  const GroupArguments &bound;
  /// How the results lie, and the rows of its input that each layer but the first needs.
  std::vector<Layout> outputs;
  std::vector<WindowDim> windows;
  /// The image and the first channel that are being computed.
  Value image, first;
};

} // namespace

func::CallOp generateStream(const GroupFunctions &functions, OpBuilder &body,
                            ArrayRef<GroupLayer> layers, std::optional<int64_t> channelTile,
                            int64_t rows) {
  return functions.emitGroupCall(
      body, layers, [&](KernelBuilder &kernel, const GroupArguments &bound) {
        Stream(functions, layers, channelTile, rows, kernel, bound).build();
      });
}

} // namespace mnc
