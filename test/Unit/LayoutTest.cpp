// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Places of the elements of tensors: dense, with a border, transposed, repeated.

#include "mnc/Kernels/Layout.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"

using namespace mnc;

namespace {

using Sizes = llvm::SmallVector<int64_t, 4>;

int64_t address(const Layout &layout, Sizes index) {
  int64_t at = layout.origin;
  for (auto [i, stride] : llvm::zip_equal(index, layout.strides))
    at += i * stride;
  return at;
}

TEST(Layout, DenseIsRowMajor) {
  Layout layout = denseLayout({2, 3, 4});
  EXPECT_EQ(layout.strides, (Sizes{12, 4, 1}));
  EXPECT_EQ(layout.origin, 0);
  EXPECT_EQ(layout.bufferElements, 24);
  EXPECT_EQ(address(layout, {1, 2, 3}), 23);
}

TEST(Layout, ScalarIsOneElement) {
  Layout layout = denseLayout({});
  EXPECT_EQ(layout.shape, (Sizes{1}));
  EXPECT_EQ(layout.bufferElements, 1);
}

TEST(Layout, BorderSurroundsEachImage) {
  Layout layout = borderedLayout({2, 3, 4, 5}, {1, 2, 3, 4});
  // 1 + 3 + 3 rows of 2 + 4 + 4 pixels.
  EXPECT_EQ(layout.shape, (Sizes{2, 3, 4, 5}));
  EXPECT_EQ(layout.strides, (Sizes{7 * 10 * 5, 10 * 5, 5, 1}));
  EXPECT_EQ(layout.origin, (1 * 10 + 2) * 5);
  EXPECT_EQ(layout.bufferElements, 2 * 7 * 10 * 5);
  // The pixel above and left of the second image, and the last of all.
  EXPECT_EQ(address(layout, {1, -1, -2, 0}), 350);
  EXPECT_EQ(address(layout, {1, 3 - 1 + 3, 4 - 1 + 4, 4}), layout.bufferElements - 1);
}

TEST(Layout, GapsFollowPixels) {
  Layout layout = borderedLayout({1, 2, 2, 5}, {}, 3);
  EXPECT_EQ(layout.shape, (Sizes{1, 2, 2, 5}));
  EXPECT_EQ(layout.strides, (Sizes{2 * 2 * 8, 2 * 8, 8, 1}));
  EXPECT_EQ(layout.bufferElements, 2 * 2 * 8);
  EXPECT_TRUE(layout.pixelsAreContiguous());
  EXPECT_EQ(borderedLayout({1, 2, 2, 5}, {1, 1, 1, 1}, 3).origin, (4 + 1) * 8);
  EXPECT_EQ(ringLayout({1, 9, 2, 5}, {1, 1, 1, 1}, 3, 3).bufferElements, 3 * 4 * 8);
}

TEST(Layout, AChannelTileHasThatManyChannelsOfEachPixel) {
  Layout layout = channelTileLayout({1, 3, 4, 32}, 8, 2);
  EXPECT_EQ(layout.shape[3], 32);
  EXPECT_EQ(layout.channelTile, 8);
  EXPECT_EQ(layout.strides[2], 10);
  EXPECT_EQ(layout.bufferElements, 3 * 4 * 10);
  EXPECT_TRUE(layout.pixelsAreContiguous());
}

TEST(Layout, EmptyBorderIsDense) {
  Layout layout = borderedLayout({1, 3, 4, 5}, {});
  EXPECT_EQ(layout.strides, denseLayout({1, 3, 4, 5}).strides);
  EXPECT_EQ(layout.origin, 0);
  EXPECT_EQ(layout.bufferElements, 3 * 4 * 5);
}

TEST(Layout, PixelsAreContiguousWithoutGaps) {
  EXPECT_TRUE(denseLayout({2, 3, 4, 5}).pixelsAreContiguous());
  EXPECT_FALSE(borderedLayout({1, 3, 4, 5}, {0, 1, 0, 0}).pixelsAreContiguous());
  EXPECT_FALSE(borderedLayout({2, 3, 4, 5}, {1, 0, 0, 0}).pixelsAreContiguous());
  // One image of contiguous rows: its surroundings do not matter.
  EXPECT_TRUE(borderedLayout({1, 3, 4, 5}, {1, 0, 1, 0}).pixelsAreContiguous());
  // Images of one row, with padding between the rows.
  EXPECT_FALSE(borderedLayout({6, 1, 4, 5}, {0, 1, 0, 2}).pixelsAreContiguous());
  EXPECT_FALSE(borderedLayout({6, 1, 1, 5}, {0, 1, 0, 2}).pixelsAreContiguous());
  EXPECT_TRUE(denseLayout({6, 1, 1, 5}).pixelsAreContiguous());
  EXPECT_FALSE(transposedLayout(denseLayout({1, 5, 3, 4}), {0, 3, 2, 1}).pixelsAreContiguous());
}

TEST(Layout, TransposedSeesTheSameElements) {
  Layout layout = borderedLayout({2, 3, 4, 5}, {1, 1, 1, 1});
  Layout seen = transposedLayout(layout, {0, 3, 1, 2});
  EXPECT_EQ(seen.shape, (Sizes{2, 5, 3, 4}));
  EXPECT_EQ(address(seen, {1, 4, 2, 3}), address(layout, {1, 2, 3, 4}));
  EXPECT_EQ(seen.bufferElements, layout.bufferElements);
}

TEST(Layout, BroadcastRepeatsOnes) {
  Layout row = broadcastLayout(denseLayout({3}), {2, 3});
  EXPECT_EQ(row.strides, (Sizes{0, 1}));
  Layout column = broadcastLayout(denseLayout({2, 1}), {2, 3});
  EXPECT_EQ(column.strides, (Sizes{1, 0}));
  Layout scalar = broadcastLayout(denseLayout({}), {2, 3});
  EXPECT_EQ(scalar.strides, (Sizes{0, 0}));
  EXPECT_EQ(scalar.shape, (Sizes{2, 3}));
  EXPECT_EQ(scalar.bufferElements, 1);
}

TEST(Layout, CoveringVectorsReachEachValueAndNoOther) {
  for (int64_t lanes : {4, 8, 16})
    for (int64_t count = 1; count < 100; ++count) {
      std::vector<int> covered(count);
      llvm::SmallVector<VectorSpan> spans = splitIntoVectors(count, lanes);
      for (auto [first, width] : spans) {
        ASSERT_TRUE(first >= 0 && first + width <= count);
        for (int64_t i = first; i < first + width; ++i)
          ++covered[i];
      }
      EXPECT_FALSE(llvm::is_contained(covered, 0)) << count << " by " << lanes;
      EXPECT_LE(int64_t(spans.size()), std::max<int64_t>(2, (count + lanes - 1) / lanes));
    }
}

TEST(Layout, TailVectorsFollowTheWholeOnes) {
  for (int64_t lanes : {1, 4, 16})
    for (int64_t count = 0; count < 100; ++count) {
      llvm::SmallVector<VectorSpan> all = splitIntoVectors(count, lanes),
                                    tail = tailVectors(count, lanes);
      ASSERT_EQ(int64_t(all.size() - tail.size()), count / lanes);
      for (auto [wanted, found] : llvm::zip(llvm::ArrayRef(all).take_back(tail.size()), tail))
        EXPECT_TRUE(wanted.first == found.first && wanted.width == found.width);
    }
}

TEST(Layout, CoveringVectorsRepeatOnlyWhereTheyMust) {
  EXPECT_EQ(paddedSize(splitIntoVectors(48, 16)), 48);
  EXPECT_EQ(paddedSize(splitIntoVectors(40, 16)), 40);
  EXPECT_EQ(paddedSize(splitIntoVectors(3, 1)), 3);
  // 16 + 16 over 23, 8 + 8 over 13.
  EXPECT_EQ(paddedSize(splitIntoVectors(23, 16)), 32);
  EXPECT_EQ(paddedSize(splitIntoVectors(13, 16)), 16);
}

} // namespace
