// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Slices of a convolution.

#include "mnc/Kernels/Convolution.h"

using namespace mlir;

namespace mnc {

//--- Geometry ----------------------------------------------------------------

ConvSpec rowOf(ConvSpec spec) {
  for (Layout *layout : {&spec.input, &spec.output})
    layout->shape[0] = layout->shape[1] = 1;
  return spec;
}

ConvSpec tileChannels(ConvSpec spec, int64_t channels) {
  if (spec.groups > 1)
    spec.groups = spec.input.shape[3] = channels;
  spec.output.shape[3] = channels;
  return spec;
}

ConvSpec tileInputChannels(ConvSpec spec, int64_t channels) {
  spec.input.shape[3] = channels;
  return spec;
}

ConvSpec flattenSpatial(ConvSpec spec, ArrayRef<EpilogueStep> epilogue) {
  auto isOne = [](const std::array<int64_t, 2> &pair) { return pair[0] == 1 && pair[1] == 1; };
  bool onePixel = isOne(spec.kernel) && isOne(spec.stride) && spec.pad[0] == 0 && spec.pad[1] == 0;
  bool contiguous = spec.input.pixelsAreContiguous() && spec.output.pixelsAreContiguous();
  contiguous &= !spec.scalesInput || spec.output.shape[0] == 1;
  for (const EpilogueStep &step : epilogue)
    if (step.fn.getOperandKind() == FnOperand::Full)
      contiguous &= step.layout.pixelsAreContiguous();
    else if (step.fn.getOperandKind() == FnOperand::ImageChannel)
      contiguous &= spec.output.shape[0] == 1;
  if (!onePixel || !contiguous)
    return spec;
  for (Layout *layout : {&spec.input, &spec.output}) {
    int64_t pixels = layout->shape[0] * layout->shape[1] * layout->shape[2];
    layout->shape = {1, 1, pixels, layout->shape[3]};
  }
  return spec;
}

//--- ConvSlice ---------------------------------------------------------------

const RowRange *ConvSlice::rows() const {
  const auto *some = std::get_if<Rows>(&variant);
  return some ? &some->range : nullptr;
}

const ChannelTile *ConvSlice::channelTile() const {
  if (const auto *some = std::get_if<Rows>(&variant))
    return some->channelTile ? &*some->channelTile : nullptr;
  return std::get_if<ChannelTile>(&variant);
}

const ChannelTile *ConvSlice::kTile() const {
  const auto *some = std::get_if<KTile>(&variant);
  return some ? &some->channels : nullptr;
}

ConvSpec ConvSlice::channelsOf(const ConvSpec &spec) const {
  if (const ChannelTile *tile = kTile())
    return tileInputChannels(spec, tile->channels);
  const ChannelTile *tile = channelTile();
  return tile ? tileChannels(spec, tile->channels) : spec;
}

Value ConvSlice::globalChannel(KernelBuilder &kernel, Value channel) const {
  const ChannelTile *tile = channelTile();
  return tile ? kernel.add(tile->first, channel) : channel;
}

Value ConvSlice::channelOffset(KernelBuilder &kernel, const Layout &layout, Value channel) const {
  return kernel.channelOffset(layout,
                              layout.channelTile ? channel : globalChannel(kernel, channel));
}

void ConvSlice::forRows(KernelBuilder &kernel, ArrayRef<int64_t> shape,
                        function_ref<void(Value, Value)> body) const {
  if (const RowRange *some = rows())
    return kernel.loop(some->first, some->end, [&](Value y) { body(some->n, y); });
  kernel.loop(0, shape[0], 1,
              [&](Value n) { kernel.loop(0, shape[1], 1, [&](Value y) { body(n, y); }); });
}

} // namespace mnc
