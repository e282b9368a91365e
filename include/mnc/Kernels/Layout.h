// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How a tensor lies in a flat buffer.

#ifndef MNC_KERNELS_LAYOUT_H
#define MNC_KERNELS_LAYOUT_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>

namespace mnc {

/// Element (i0, i1, ...) of a tensor is at origin + sum of ik * strides[k]; all
/// in elements, not bytes. A stride of 0 repeats one value along a dimension. An
/// NHWC map may have its channels in blocks: the last term is then channelOffset(ik).
struct Layout {
  llvm::SmallVector<int64_t, 4> shape;
  llvm::SmallVector<int64_t, 4> strides;
  int64_t origin = 0;
  /// Elements of the whole buffer, its border included.
  int64_t bufferElements = 0;
  /// Of a ring: how many rows exist; row y of an NHWC map is at
  /// (y + ringOffset) modulo ringRows. 0 if all rows exist.
  int64_t ringRows = 0, ringOffset = 0;
  /// Of a panel: how many channels exist; 0 if all do.
  int64_t channelTile = 0;
  /// Of channels in blocks: how many a pixel has, 0 if all, and the distance of a
  /// channel to the one as many further, a multiple of it.
  int64_t channelBlock = 0, channelBlockStride = 0;

  /// Where channel `channel` of a pixel is, from its first one on.
  int64_t channelOffset(int64_t channel) const {
    return channelBlock ? channel / channelBlock * channelBlockStride + channel % channelBlock
                        : channel;
  }

  int64_t rank() const { return shape.size(); }

  /// Whether all but the last dimension can be walked as one: each image
  /// follows the one before without a gap, and so does each row.
  bool pixelsAreContiguous() const;
};

/// Row-major, without gaps. A scalar becomes one dimension of one element.
Layout denseLayout(llvm::ArrayRef<int64_t> shape);

/// NHWC with `border` = {top, left, bottom, right} pixels around each image and
/// `gap` elements after each pixel; without either, any shape, dense.
Layout borderedLayout(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> border,
                      int64_t pixelPad = 0);

/// NHWC, only `panel` channels of each pixel, with `gap` elements after them.
Layout channelTileLayout(llvm::ArrayRef<int64_t> shape, int64_t channelTile, int64_t pixelPad = 0);

/// A ring of `rows` rows of one image, with the left and right of `border` and
/// `gap` elements after each pixel; the rows of its top and bottom are rows of
/// the ring like others. With `panel`, of that many channels, and with `block` in
/// blocks of so many: all rows of one block, then those of the next.
Layout ringLayout(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> border, int64_t rows,
                  int64_t pixelPad = 0, int64_t channelTile = 0, int64_t block = 0);

/// `layout` seen through a transposition: dimension i is `layout`'s perm[i].
Layout transposedLayout(const Layout &layout, llvm::ArrayRef<int64_t> perm);

/// `layout` repeated to `shape` as numpy broadcasts it.
Layout broadcastLayout(const Layout &layout, llvm::ArrayRef<int64_t> shape);

/// Text that differs when the layouts do.
std::string layoutKey(const Layout &layout);

/// Values first ... first + width - 1.
struct VectorSpan {
  int64_t first, width;
};

/// Vectors over `count` values and nothing beside them: as many of `lanes` as
/// fit; then one that covers the rest exactly, if its size is a power of two, or
/// one that begins before the rest, so that some values are covered twice.
/// Fewer than `lanes` values are covered by one or two of a power of two.
llvm::SmallVector<VectorSpan> splitIntoVectors(int64_t count, int64_t lanes);

/// Those of `splitIntoVectors` after the ones of `lanes` that begin at its multiples:
/// two at most.
llvm::SmallVector<VectorSpan> tailVectors(int64_t count, int64_t lanes);

/// Sum of the widths: at least the number of values.
int64_t paddedSize(llvm::ArrayRef<VectorSpan> spans);

} // namespace mnc

#endif // MNC_KERNELS_LAYOUT_H
