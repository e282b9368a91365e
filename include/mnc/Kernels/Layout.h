// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How a tensor lies in a flat buffer.

#ifndef MNC_KERNELS_LAYOUT_H
#define MNC_KERNELS_LAYOUT_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>

namespace mnc {

/// A tensor in a flat buffer: element (i0, i1, ...) is at origin + sum of ik * strides[k]. All in
/// elements, not bytes. A stride of 0 repeats one value along a dimension. In a ring, and with
/// channel blocks, one term of the sum differs; see the fields.
struct Layout {
  llvm::SmallVector<int64_t, 4> shape;
  llvm::SmallVector<int64_t, 4> strides;
  int64_t origin = 0;
  /// Elements of the whole buffer, its border included.
  int64_t bufferElements = 0;
  /// Rows of a row ring: row y of an NHWC activation is at (y + ringOffset) modulo ringRows. 0 if
  /// all rows exist.
  int64_t ringRows = 0, ringOffset = 0;
  /// Channels that exist, those of one channel tile; 0 if all exist.
  int64_t channelTile = 0;
  /// Channels of a pixel, where channels are blocked, and the distance from a channel to the one
  /// `channelBlock` further, a multiple of `channelBlock`. 0 if a pixel has all channels.
  int64_t channelBlock = 0, channelBlockStride = 0;

  /// Returns the offset of channel `channel` from the first channel of its pixel.
  int64_t channelOffset(int64_t channel) const {
    return channelBlock ? channel / channelBlock * channelBlockStride + channel % channelBlock
                        : channel;
  }

  int64_t rank() const { return shape.size(); }

  /// True if all but the last dimension can be walked as one: nothing lies between one image or row
  /// and the next.
  bool pixelsAreContiguous() const;
};

/// Returns the row-major layout of `shape`, without padding. A scalar becomes one dimension of one
/// element.
Layout denseLayout(llvm::ArrayRef<int64_t> shape);

/// Returns the layout of an NHWC activation with `border` = {top, left, bottom, right} pixels (the
/// halo) around each image and `pixelPad` elements after each pixel. With neither, the dense layout
/// of any shape.
///
///   +--------------------------+
///   |  border: top rows        |     border = {1, 2, 1, 2}
///   |  +--------------------+  |     origin: element (n, 0, 0, 0)
///   |  |o                   |  |
///   |  |  H rows of W pixels|  |     pixel: | C channels | pixelPad |
///   |  |                    |  |
///   |  +--------------------+  |
///   |  border: bottom rows     |
///   +--------------------------+
///
/// The border holds the values that a window reads as padding.
Layout borderedLayout(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> border,
                      int64_t pixelPad = 0);

/// Returns the layout of an NHWC activation of which `channelTile` channels of each pixel exist,
/// with `pixelPad` elements after them.
Layout channelTileLayout(llvm::ArrayRef<int64_t> shape, int64_t channelTile, int64_t pixelPad = 0);

/// Returns the layout of a row ring (line buffer): `rows` rows of one image of an NHWC activation,
/// with the left and right of `border`, in pixels, and `pixelPad` elements after each pixel. Top
/// and bottom rows of the border are rows of the ring like others.
///
///   row of the activation   | -1 |  0 |  1 |  2 |  3 |  4 | ...     rows = 4, top = 1
///   row of the buffer       |  0 |  1 |  2 |  3 |  0 |  1 | ...     (y + top) modulo rows
///   window at y = 1 of a 3x3          ^^^^^^^^^^^^^^                 reads 0, 1, 2
///
/// With `channelTile`, only that many channels exist. With `block`, pixels have that many channels:
/// all rows of one channel block, then those of the next (oneDNN's nChw16c).
///
///   buffer   | rows of channels 0 ... 15 | rows of channels 16 ... 31 | ...     block = 16
Layout ringLayout(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> border, int64_t rows,
                  int64_t pixelPad = 0, int64_t channelTile = 0, int64_t block = 0);

/// Returns `layout` seen through a transposition: dimension i is its dimension perm[i].
Layout transposedLayout(const Layout &layout, llvm::ArrayRef<int64_t> perm);

/// Returns `sizes` values of each dimension of `layout`, the first one at `starts`, `steps` apart.
Layout slicedLayout(const Layout &layout, llvm::ArrayRef<int64_t> starts,
                    llvm::ArrayRef<int64_t> sizes, llvm::ArrayRef<int64_t> steps);

/// Returns `layout` repeated to `shape` as numpy broadcasts it.
Layout broadcastLayout(const Layout &layout, llvm::ArrayRef<int64_t> shape);

/// A vector over the values first ... first + width - 1.
struct VectorSpan {
  int64_t first, width;
};

/// Returns vectors that cover `count` values and nothing beside them:
/// - as many of `lanes` values as fit;
/// - the rest by one vector of exactly its size, if that is a power of two;
/// - otherwise by one of `lanes` that begins before the rest and covers some values twice.
/// Fewer than `lanes` values are covered by one or two vectors of a power of two.
llvm::SmallVector<VectorSpan> splitIntoVectors(int64_t count, int64_t lanes);

/// Returns the vectors of `splitIntoVectors` that follow the whole ones, at most two.
llvm::SmallVector<VectorSpan> tailVectors(int64_t count, int64_t lanes);

/// Returns the sum of the widths, at least the number of values: padded as packed weights are.
int64_t paddedSize(llvm::ArrayRef<VectorSpan> spans);

} // namespace mnc

#endif // MNC_KERNELS_LAYOUT_H
