// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Attributes that the schedule writes: their constraints, and copies that differ in one field.

#include "mnc/IR/IR.h"

#include "mnc/IR/Limits.h"

using namespace mlir;
using namespace mnc;

//--- buffer ------------------------------------------------------------------

LogicalResult BufferAttr::verify(function_ref<InFlightDiagnostic()> emitError, Space,
                                 int64_t offset, int64_t ring, int64_t channelTile,
                                 int64_t channelBlock, int64_t pixelPad, ArrayRef<int64_t> border,
                                 FloatAttr fill) {
  auto isSize = [](int64_t size) { return size >= 0 && size <= maxElements; };
  for (int64_t size : {ring, channelTile, channelBlock, pixelPad})
    if (!isSize(size)) // buffer_c1
      return emitError() << "a buffer has " << size
                         << " of 'ring', 'channel_tile', "
                            "'channel_block' or 'pixel_pad', wanted 0 to "
                         << maxElementsText;
  if (offset < 0 || offset > maxWorkspaceBytes) // buffer_c2
    return emitError() << "a buffer has the offset " << offset << ", wanted 0 to 2^36";
  if ((!border.empty() && border.size() != 4) || !llvm::all_of(border, isSize)) // buffer_c3
    return emitError() << "the border of a buffer has " << border.size()
                       << " sides, wanted none or 4 of 0 to " << maxElementsText << " pixels";
  if (channelBlock && (!ring || pixelPad)) // buffer_c4
    return emitError() << "a buffer has blocks of channels, wanted a ring without 'pixel_pad'";
  if (channelBlock && channelTile % channelBlock != 0) // buffer_c5
    return emitError() << "a buffer has tiles of " << channelTile
                       << " channels, wanted whole blocks of " << channelBlock;
  if (!fill || !fill.getType().isF32()) // buffer_c6
    return emitError() << "the fill of a buffer is " << fill << ", wanted f32";
  return success();
}

BufferAttr BufferAttr::of(MLIRContext *context, Space space, int64_t offset,
                          ArrayRef<int64_t> border) {
  auto zero = FloatAttr::get(Float32Type::get(context), 0.0);
  return get(context, space, offset, 0, 0, 0, 0, border, zero);
}

namespace {
enum class Number { Offset, Ring, ChannelTile, ChannelBlock, PixelPad };
}

static BufferAttr with(BufferAttr buffer, Number number, int64_t value) {
  auto of = [&](Number other, int64_t old) { return other == number ? value : old; };
  return BufferAttr::get(
      buffer.getContext(), buffer.getSpace(), of(Number::Offset, buffer.getOffset()),
      of(Number::Ring, buffer.getRing()), of(Number::ChannelTile, buffer.getChannelTile()),
      of(Number::ChannelBlock, buffer.getChannelBlock()),
      of(Number::PixelPad, buffer.getPixelPad()), buffer.getBorder(), buffer.getFill());
}

BufferAttr BufferAttr::at(int64_t offset) { return with(*this, Number::Offset, offset); }

BufferAttr BufferAttr::withRing(int64_t rows) { return with(*this, Number::Ring, rows); }

BufferAttr BufferAttr::withChannelTile(int64_t channels) {
  return with(*this, Number::ChannelTile, channels);
}

BufferAttr BufferAttr::withChannelBlock(int64_t channels) {
  return with(*this, Number::ChannelBlock, channels);
}

BufferAttr BufferAttr::withPixelPad(int64_t elements) {
  return with(*this, Number::PixelPad, elements);
}

//--- kernel ------------------------------------------------------------------

KernelAttr mnc::kernelOf(Operation *op) { return op->getAttrOfType<KernelAttr>(kernelAttrName); }

LogicalResult KernelAttr::verify(function_ref<InFlightDiagnostic()> emitError, StringRef,
                                 int64_t pixels, int64_t vectors, int64_t lanes, LoopOrder,
                                 int64_t tileK, int64_t filterRows, int64_t splitK) {
  // More than the registers of any CPU hold.
  constexpr int64_t most = 64;
  auto isCount = [](int64_t count) { return count >= 1 && count <= most; };
  if (!isCount(pixels) || !isCount(vectors) || !isCount(lanes) || !isCount(tileK) ||
      !isCount(splitK)) // kernel_c1
    return emitError() << "a kernel has the tile " << pixels << " x " << vectors << " x " << lanes
                       << ", 'tile_k' " << tileK << " and 'split_k' " << splitK << ", wanted 1 to "
                       << most << " of each";
  int64_t sums = pixels * vectors * splitK;
  if (sums > most || sums * lanes > 16 * most) // kernel_c4
    return emitError() << "a kernel has the tile " << pixels << " x " << vectors << " x " << lanes
                       << " and 'split_k' " << splitK << ", wanted at most " << most
                       << " vectors and " << 16 * most << " values";
  if (!llvm::isPowerOf2_64(lanes) || !llvm::isPowerOf2_64(tileK) ||
      !llvm::isPowerOf2_64(splitK)) // kernel_c2
    return emitError() << "a kernel has " << lanes << " lanes, 'tile_k' " << tileK
                       << " and 'split_k' " << splitK << ", wanted powers of two";
  if (filterRows < 0 || filterRows > 1) // kernel_c3
    return emitError() << "a kernel has 'filter_rows' " << filterRows << ", wanted 0 (all) or 1";
  return success();
}

//--- prefetch ----------------------------------------------------------------

LogicalResult PrefetchAttr::verify(function_ref<InFlightDiagnostic()> emitError, StringRef,
                                   int64_t count) {
  if (count < 1 || count > maxElements) // prefetch_c1
    return emitError() << "a prefetch has " << count << " weights, wanted 1 to " << maxElementsText;
  return success();
}
