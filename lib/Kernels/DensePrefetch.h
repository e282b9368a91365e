// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a dense convolution asks for while it computes, so that nobody waits for it.

#ifndef MNC_LIB_KERNELS_DENSEPREFETCH_H
#define MNC_LIB_KERNELS_DENSEPREFETCH_H

#include "mnc/Kernels/Convolution.h"

namespace mnc {

/// Pixels and channels that are computed together.
struct RegisterTile {
  mlir::Value group;
  /// {n, y, x} of the first of `pixels` pixels.
  std::array<mlir::Value, 3> first;
  int64_t pixels = 0;
  /// Channels of the group, counted from `channel`, and where their weights begin.
  mlir::Value channel;
  llvm::SmallVector<VectorSpan> spans;
  mlir::Value packedAt;
};

/// What one block asks for. Weights and rows only where all taps of a window lie in one
/// run.
class DensePrefetch {
public:
  DensePrefetch(KernelBuilder &kernel, const ConvSpec &spec, const Tiling &tiling,
                const ConvBuffers &buffers, const ConvSlice &slice, const RegisterTile &tile);

  /// Before its products: the lines that a reader stores to, if there is one.
  void prefetchStores();

  /// At each of `taps` taps from `tap` on.
  void prefetchWeights(mlir::Value tap, int64_t taps);

  /// How many of its last taps ask for the rows that its reader is about to load: the
  /// weights of earlier ones would push those out of the first-level cache again.
  int64_t finalSteps() const;

  /// At each of `taps` of these, the first of which is number `tap` of them.
  void prefetchLoads(mlir::Value tap, int64_t taps);

private:
  /// Weights to ask for: `perStep` of them from `at` on with each tap.
  struct WeightPrefetch {
    mlir::Value weights, at;
    int64_t perStep;
  };

  /// A part of a ring, `perStep` floats of it with each of the last taps: `step` is as
  /// many in the last block of a call, and 0 in others.
  struct RingPrefetch {
    mlir::Value at, step;
    int64_t perStep;
  };

  int64_t lateSteps() const;
  int64_t columns() const { return paddedSize(tile.spans); }
  int64_t pixels() const;
  mlir::Value pixelsBefore() const;
  bool readsWeightsOnce() const;
  WeightPrefetch nextTileWeights() const;
  WeightPrefetch otherLayerWeights() const;
  WeightPrefetch withinWeights(WeightPrefetch ahead) const;
  std::optional<RingPrefetch> ringForConsumer() const;
  mlir::Value inLastTile(int64_t step) const;

  KernelBuilder &kernel;
  const ConvSpec &spec;
  const Tiling &tiling;
  const ConvBuffers &buffers;
  const ConvSlice &slice;
  const RegisterTile &tile;
  llvm::SmallVector<WeightPrefetch> weights;
  std::optional<RingPrefetch> ring;
};

} // namespace mnc

#endif // MNC_LIB_KERNELS_DENSEPREFETCH_H
