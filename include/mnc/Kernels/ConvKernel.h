// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The contract of a kernel for convolutions: all that schedule, weights, memory, code and checks
// ask of it.

#ifndef MNC_KERNELS_CONVKERNEL_H
#define MNC_KERNELS_CONVKERNEL_H

#include "mnc/CPU/CpuTable.h"
#include "mnc/Kernels/Convolution.h"

namespace mnc {

/// A way to compute a convolution. All functions are pure but `emit`, which adds operations.
///
/// Shapes of a `spec`: the input is [N, H, W, I] and carries its own border, the output is
/// [N, OH, OW, O], and each output value is a sum of K = `spec.k()` products. Input, weights, sums
/// and output are f32.
struct ConvKernel {
  /// Returns true if the kernel computes `spec` on `cpu`.
  bool (*supports)(const ConvSpec &spec, const CpuModel &cpu);

  /// Returns the tilings that fit the registers of `cpu` and the work; none where another kernel is
  /// always better, though not for the cases of KernelTableTest. Of two that cost the same, the
  /// first is better.
  llvm::SmallVector<Tiling> (*tilings)(const ConvSpec &spec, const CpuModel &cpu);

  /// Returns the estimated cycles of all of `spec`: every image, row, pixel, group and channel. The
  /// estimates of all kernels can be compared, and those of a slice with those of the whole.
  double (*cycles)(const ConvSpec &spec, const Tiling &tiling, const CpuModel &cpu);

  /// Returns true if the kernel has `tiling`, which the text of a graph may name: its register tile
  /// and the fields that are for some kernels only.
  bool (*accepts)(const Tiling &tiling);

  /// Returns the weights in the order in which `emit` reads them.
  std::vector<float> (*pack)(const ConvSpec &spec, const Tiling &tiling, WeightFn filter);

  /// Adds the code of one call: it computes `call.slice`, passes the values through `epilogue` and
  /// may prefetch what `call.prefetch` names.
  /// - `spec` has the channels of the slice, and all pixels as one row where `flattenSpatial` says
  ///   so. `buffers.weights` are those of all channels.
  /// - A channel tile begins at a multiple of the lanes (`ConvSlice::globalChannel`).
  /// - Input and output may be rings of rows (`KernelBuilder::address`); the output may hold one
  ///   channel tile, or have channel blocks (`ConvSlice::channelOffset`).
  /// - Vectors that overlap store a value twice, the same.
  void (*emit)(KernelBuilder &kernel, const ConvSpec &spec, const Tiling &tiling,
               const ConvBuffers &buffers, llvm::ArrayRef<EpilogueStep> epilogue,
               const ConvCall &call);

  /// The error of a value is at most `errorFactor` K eps times the sum of the magnitudes of the
  /// products, those of the epilogue included, with eps = 2^-23 (docs/Ops.md).
  double errorFactor = 2;

  /// Returns the floats of scratch memory of a call: part of the workspace, aligned like all
  /// buffers, with no values before and after. Null: none. A kernel with scratch memory computes
  /// all of a layer in one call.
  int64_t (*scratchFloats)(const ConvSpec &spec, const Tiling &tiling) = nullptr;

  /// Pixels along a side of the tiles of Winograd's form; 0 for direct kernels. The weights are
  /// (tile + 2)^2 / 9 times as many as in the filter, and the error is that of `winogradErrors`.
  int64_t winogradTile = 0;

  /// True if vectors are along K: a single output channel is computed by vectors, too.
  bool vectorsAlongK = false;

  /// True if `emit` can add a K tile to what the output holds (`ConvSlice::ofK`).
  bool addsKTiles = false;
};

} // namespace mnc

#endif // MNC_KERNELS_CONVKERNEL_H
