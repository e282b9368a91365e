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

  /// Returns the tilings that fit the registers of `cpu` and the work; none if another kernel is
  /// always better. Of two that cost the same, the first is better.
  llvm::SmallVector<Tiling> (*tilings)(const ConvSpec &spec, const CpuModel &cpu);

  /// Returns the estimated cycles of all of `spec`: every image, row, pixel, group and channel. The
  /// estimates of all kernels can be compared, and those of a slice with those of the whole.
  double (*cycles)(const ConvSpec &spec, const Tiling &tiling, const CpuModel &cpu);

  /// Returns true if `tiling` makes use of nothing that the kernel does not have.
  bool (*accepts)(const Tiling &tiling);

  /// Returns the weights in the order in which `emit` reads them.
  std::vector<float> (*pack)(const ConvSpec &spec, const Tiling &tiling, WeightFn filter);

  /// Adds the code of one call: it computes a slice of `spec`, passes the values through `epilogue`
  /// and prefetches what `call` names.
  void (*emit)(KernelBuilder &kernel, const ConvSpec &spec, const Tiling &tiling,
               const ConvBuffers &buffers, llvm::ArrayRef<EpilogueStep> epilogue,
               const ConvCall &call);

  /// The error of a value is at most `errorFactor` K eps times the sum of the magnitudes of the
  /// products, those of the epilogue included, with eps = 2^-23 (docs/Ops.md).
  double errorFactor = 2;

  /// True if vectors are along K: a single output channel is computed by vectors, too.
  bool vectorsAlongK = false;

  /// True if `emit` can add a K tile to what the output holds (`ConvSlice::ofK`).
  bool addsKTiles = true;
};

} // namespace mnc

#endif // MNC_KERNELS_CONVKERNEL_H
