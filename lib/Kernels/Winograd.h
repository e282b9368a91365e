// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Winograd's form of a 3x3 convolution, F(m x m, 3x3): tiles of m x m output pixels are computed
// from (m + 2) x (m + 2) products along the channels. Source: Lavin and Gray, "Fast Algorithms for
// Convolutional Neural Networks", 2015, sections 4.1 and 4.2, with their matrices B, G and A.

#ifndef MNC_LIB_KERNELS_WINOGRAD_H
#define MNC_LIB_KERNELS_WINOGRAD_H

#include "mnc/Kernels/Convolution.h"

namespace mnc {

/// The tiles of one convolution. Those of the last column and row lie over their neighbours where
/// m does not divide the size of the output: what both compute is stored twice.
struct WinogradTiles {
  WinogradTiles(const ConvSpec &spec, int64_t m);

  /// Pixels along a side of a tile of the output, and of the input.
  int64_t m, side;
  /// Tiles of an image: in a row, and all.
  int64_t perRow, perImage;
  /// Tiles that are computed together, so that what is transformed stays in the second-level cache;
  /// the last strip begins earlier where it would have fewer.
  int64_t strip;

  int64_t products() const { return side * side; }
};

/// Returns the products of a strip of `tiles` as a grouped convolution of one row: a pixel for each
/// tile, a group for each of the side x side products. Input and output lie one after the other in
/// the same buffer.
ConvSpec winogradProducts(const ConvSpec &spec, const WinogradTiles &tiles, int64_t lanes);

/// Returns G g transposed(G) of the filter of output channel `o` and input channel `i`: side x side
/// weights.
llvm::SmallVector<double> transformedFilter(int64_t m, const WeightFn &filter, int64_t o,
                                            int64_t i);

} // namespace mnc

#endif // MNC_LIB_KERNELS_WINOGRAD_H
