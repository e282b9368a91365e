// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Kernels/Layout.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/MathExtras.h"
#include <cassert>

namespace mnc {

bool Layout::pixelsAreContiguous() const {
  if (ringRows || channelBlock)
    return false;
  // Where the next image or row begins if there is nothing between. A dimension of size 1 is not
  // walked, whatever its stride.
  int64_t next = rank() < 2 ? 0 : shape[rank() - 2] * strides[rank() - 2];
  for (int64_t dim = rank() - 3; dim >= 0; --dim) {
    if (shape[dim] != 1 && strides[dim] != next)
      return false;
    next *= shape[dim];
  }
  return true;
}

Layout denseLayout(llvm::ArrayRef<int64_t> shape) {
  if (shape.empty())
    return denseLayout({1});
  Layout layout;
  layout.shape.assign(shape.begin(), shape.end());
  layout.strides.resize(shape.size());
  int64_t stride = 1;
  for (int64_t dim = int64_t(shape.size()) - 1; dim >= 0; --dim) {
    layout.strides[dim] = stride;
    stride *= shape[dim];
  }
  layout.bufferElements = stride;
  return layout;
}

Layout borderedLayout(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> border,
                      int64_t pixelPad) {
  if (border.empty() && pixelPad == 0)
    return denseLayout(shape);
  static constexpr int64_t none[4] = {};
  if (border.empty())
    border = none;
  assert(shape.size() == 4 && border.size() == 4 &&
         "only NHWC activations have a border or padded pixels");
  int64_t top = border[0], left = border[1], bottom = border[2], right = border[3];
  Layout layout = denseLayout(
      {shape[0], shape[1] + top + bottom, shape[2] + left + right, shape[3] + pixelPad});
  layout.shape.assign(shape.begin(), shape.end());
  layout.origin = top * layout.strides[1] + left * layout.strides[2];
  return layout;
}

Layout channelTileLayout(llvm::ArrayRef<int64_t> shape, int64_t channelTile, int64_t pixelPad) {
  Layout layout = borderedLayout({shape[0], shape[1], shape[2], channelTile}, {}, pixelPad);
  layout.shape.assign(shape.begin(), shape.end());
  layout.channelTile = channelTile;
  return layout;
}

Layout ringLayout(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> border, int64_t rows,
                  int64_t pixelPad, int64_t channelTile, int64_t block) {
  int64_t top = border.empty() ? 0 : border[0], left = border.empty() ? 0 : border[1],
          right = border.empty() ? 0 : border[3];
  int64_t channels = channelTile ? channelTile : shape[3];
  int64_t perPixel = block ? block : channels;
  assert(channels % perPixel == 0 && "channel blocks are equal");
  Layout layout = denseLayout({1, rows, left + shape[2] + right, perPixel + pixelPad});
  layout.shape.assign(shape.begin(), shape.end());
  layout.strides[0] = 0;
  layout.origin = left * layout.strides[2];
  layout.ringRows = rows;
  layout.ringOffset = top;
  layout.channelTile = channelTile;
  if (block) {
    assert(pixelPad == 0 && "pixels in blocks are not padded");
    layout.channelBlock = block;
    layout.channelBlockStride = layout.bufferElements;
    layout.bufferElements *= channels / block;
  }
  return layout;
}

Layout transposedLayout(const Layout &layout, llvm::ArrayRef<int64_t> perm) {
  Layout result = layout;
  for (size_t dim = 0; dim < perm.size(); ++dim) {
    result.shape[dim] = layout.shape[perm[dim]];
    result.strides[dim] = layout.strides[perm[dim]];
  }
  return result;
}

Layout slicedLayout(const Layout &layout, llvm::ArrayRef<int64_t> starts,
                    llvm::ArrayRef<int64_t> sizes, llvm::ArrayRef<int64_t> steps) {
  Layout result = layout;
  for (size_t dim = 0; dim < sizes.size(); ++dim) {
    result.origin += starts[dim] * layout.strides[dim];
    result.strides[dim] *= steps[dim];
    result.shape[dim] = sizes[dim];
  }
  return result;
}

Layout broadcastLayout(const Layout &layout, llvm::ArrayRef<int64_t> shape) {
  if (shape.empty())
    return layout;
  Layout result = layout;
  result.shape.assign(shape.begin(), shape.end());
  result.strides.assign(shape.size(), 0);
  int64_t missing = int64_t(shape.size()) - layout.rank();
  for (int64_t dim = 0; dim < layout.rank(); ++dim)
    if (layout.shape[dim] != 1)
      result.strides[missing + dim] = layout.strides[dim];
  return result;
}

llvm::SmallVector<VectorSpan> tailVectors(int64_t count, int64_t lanes) {
  int64_t whole = count / lanes * lanes, rest = count - whole;
  if (rest == 0)
    return {};
  if (llvm::isPowerOf2_64(rest))
    return {{whole, rest}};
  if (whole > 0)
    return {{count - lanes, lanes}};
  int64_t width = llvm::bit_floor(uint64_t(rest));
  return {{0, width}, {count - width, width}};
}

llvm::SmallVector<VectorSpan> splitIntoVectors(int64_t count, int64_t lanes) {
  llvm::SmallVector<VectorSpan> spans;
  for (int64_t first = 0; first + lanes <= count; first += lanes)
    spans.push_back({first, lanes});
  llvm::append_range(spans, tailVectors(count, lanes));
  return spans;
}

int64_t paddedSize(llvm::ArrayRef<VectorSpan> spans) {
  int64_t values = 0;
  for (VectorSpan span : spans)
    values += span.width;
  return values;
}

} // namespace mnc
