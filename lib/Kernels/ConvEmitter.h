// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the generators of convolution kernels are given, and what they share.

#ifndef MNC_LIB_KERNELS_CONVEMITTER_H
#define MNC_LIB_KERNELS_CONVEMITTER_H

#include "mnc/Kernels/Convolution.h"

namespace mnc {

/// The arguments of `ConvKernel::emit`, all of which outlive the emitter.
class ConvEmitter {
public:
  ConvEmitter(KernelBuilder &kernel, const ConvSpec &spec, const Tiling &tiling,
              const ConvBuffers &buffers, llvm::ArrayRef<EpilogueStep> epilogue,
              const ConvCall &call)
      : kernel(kernel), spec(spec), tiling(tiling), buffers(buffers), epilogue(epilogue),
        call(call), slice(call.slice) {}

protected:
  using Values = KernelBuilder::Values;

  /// True if sums may begin with the bias, the first step.
  bool biasFirst() const { return !epilogue.empty() && mlir::isa<BiasAttr>(epilogue[0].fn); }

  /// Returns {y, x}, in the input, of the first place under the window of an output pixel.
  std::array<mlir::Value, 2> windowOrigin(mlir::Value y, mlir::Value x) {
    mlir::Value inY = kernel.add(kernel.mul(y, spec.stride[0]), -spec.pad[0]);
    mlir::Value inX = kernel.add(kernel.mul(x, spec.stride[1]), -spec.pad[1]);
    return {inY, inX};
  }

  /// Calls body(first, size) for tiles of `step` that cover 0 to `count`; the last may be smaller.
  void forTiles(int64_t count, int64_t step, llvm::function_ref<void(mlir::Value, int64_t)> body) {
    int64_t whole = count / step * step;
    kernel.loop(0, whole, step, [&](mlir::Value first) { body(first, step); });
    if (whole < count)
      body(kernel.index(whole), count - whole);
  }

  KernelBuilder &kernel;
  const ConvSpec &spec;
  const Tiling &tiling;
  const ConvBuffers &buffers;
  llvm::ArrayRef<EpilogueStep> epilogue;
  const ConvCall &call;
  const ConvSlice &slice;
};

} // namespace mnc

#endif // MNC_LIB_KERNELS_CONVEMITTER_H
