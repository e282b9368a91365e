// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Prefetches of a dense convolution while it computes: weights, and lines of its consumer.

#ifndef MNC_LIB_KERNELS_DENSEPREFETCH_H
#define MNC_LIB_KERNELS_DENSEPREFETCH_H

#include "mnc/Kernels/Convolution.h"

namespace mnc {

/// Pixels and channels whose sums are in registers together (see Tiling).
struct RegisterTile {
  mlir::Value group;
  /// {n, y, x} of the first of `pixels` pixels of a row.
  std::array<mlir::Value, 3> first;
  int64_t pixels = 0;
  /// `spans` are channels of the group, counted from `channel`; their weights begin at `packedAt`.
  mlir::Value channel;
  llvm::SmallVector<VectorSpan> spans;
  mlir::Value packedAt;
};

/// Prefetches of one register tile. Weights and rows are prefetched only where the inputs of all
/// steps along K lie one after the other.
class DensePrefetch {
public:
  DensePrefetch(KernelBuilder &kernel, const ConvSpec &spec, const Tiling &tiling,
                const ConvBuffers &buffers, const ConvCall &call, const RegisterTile &tile);

  /// Before the products: prefetches the lines that the consumer stores to; nothing without one.
  void prefetchStores();

  /// At `steps` steps along K from step `step` on: prefetches weights.
  void prefetchWeights(mlir::Value step, int64_t steps);

  /// Returns how many of the last steps along K prefetch the rows that the consumer loads next. The
  /// weights of earlier steps would push those rows out of the first-level cache again.
  int64_t finalSteps() const;

  /// At `steps` of the final steps from number `step` of them on: prefetches rows.
  void prefetchLoads(mlir::Value step, int64_t steps);

private:
  /// `perStep` floats of `weights` from `at` on at each step along K.
  struct WeightPrefetch {
    mlir::Value weights, at;
    int64_t perStep;
  };

  /// `perStep` floats of a ring from `at` on at each final step. `step` is the distance between two
  /// steps: `perStep` in the last register tile of a call, 0 in others, which prefetch nothing new.
  struct RingPrefetch {
    mlir::Value at, step;
    int64_t perStep;
  };

  int64_t lateSteps() const;
  int64_t columns() const { return paddedSize(tile.spans); }
  int64_t pixels() const;
  mlir::Value pixelsBefore() const;
  bool readsWeightsOnce() const;
  /// Along the pixels.
  bool hasSeveralTiles() const { return tile.pixels < pixels(); }
  WeightPrefetch nextTileWeights() const;
  WeightPrefetch otherLayerWeights() const;
  WeightPrefetch withinWeights(WeightPrefetch next) const;
  std::optional<RingPrefetch> ringForConsumer() const;
  mlir::Value inLastTile(int64_t step) const;

  KernelBuilder &kernel;
  const ConvSpec &spec;
  const Tiling &tiling;
  const ConvBuffers &buffers;
  const ConvCall &call;
  const RegisterTile &tile;
  llvm::SmallVector<WeightPrefetch> weights;
  std::optional<RingPrefetch> ring;
};

} // namespace mnc

#endif // MNC_LIB_KERNELS_DENSEPREFETCH_H
