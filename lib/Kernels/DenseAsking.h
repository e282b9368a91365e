// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a dense convolution asks for while it computes, so that nobody waits for it.

#ifndef MNC_LIB_KERNELS_DENSEASKING_H
#define MNC_LIB_KERNELS_DENSEASKING_H

#include "mnc/Kernels/Convolution.h"

namespace mnc {

/// Pixels and channels that are computed together.
struct DenseBlock {
  mlir::Value group;
  /// {n, y, x} of the first of `rows` pixels.
  std::array<mlir::Value, 3> pixel;
  int64_t rows = 0;
  /// Channels of the group, counted from `channel`, and where their weights begin.
  mlir::Value channel;
  llvm::SmallVector<VectorSpan> spans;
  mlir::Value packedAt;
};

/// What one block asks for. Weights and rows only where all taps of a window lie in one
/// run.
class DenseAsking {
public:
  DenseAsking(KernelBuilder &kernel, const ConvSpec &spec, const ConvBlocks &blocks,
              const ConvBuffers &buffers, const ConvPart &part, const DenseBlock &block);

  /// Before its products: the lines that a reader stores to, if there is one.
  void forStores();

  /// At each of `taps` taps from `tap` on.
  void forWeights(mlir::Value tap, int64_t taps);

  /// How many of its last taps ask for the rows that its reader is about to load: the
  /// weights of earlier ones would push those out of the first-level cache again.
  int64_t lastTaps() const;

  /// At each of `taps` of these, the first of which is number `tap` of them.
  void forLoads(mlir::Value tap, int64_t taps);

private:
  /// Weights to ask for: `perTap` of them from `at` on with each tap.
  struct Prefetch {
    mlir::Value weights, at;
    int64_t perTap;
  };

  /// A part of a ring, `perTap` floats of it with each of the last taps: `step` is as
  /// many in the last block of a call, and 0 in others.
  struct RingPart {
    mlir::Value at, step;
    int64_t perTap;
  };

  int64_t lateTaps() const;
  int64_t columns() const { return coveredValues(block.spans); }
  int64_t pixels() const;
  mlir::Value pixelsBefore() const;
  bool readsWeightsOnce() const;
  Prefetch nextWeights() const;
  Prefetch otherWeights() const;
  Prefetch untilTheEnd(Prefetch ahead) const;
  std::optional<RingPart> ringToLoad() const;
  mlir::Value inLastBlock(int64_t step) const;

  KernelBuilder &kernel;
  const ConvSpec &spec;
  const ConvBlocks &blocks;
  const ConvBuffers &buffers;
  const ConvPart &part;
  const DenseBlock &block;
  llvm::SmallVector<Prefetch> weights;
  std::optional<RingPart> ring;
};

} // namespace mnc

#endif // MNC_LIB_KERNELS_DENSEASKING_H
