// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the generators of convolution kernels are given, and what they share.

#ifndef MNC_LIB_KERNELS_CONVEMITTER_H
#define MNC_LIB_KERNELS_CONVEMITTER_H

#include "mnc/Kernels/Convolution.h"
#include "mnc/Kernels/Functions.h"

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

  /// Returns the steps after the sums that are computed in registers: those before the first long
  /// function.
  llvm::ArrayRef<EpilogueStep> earlySteps() const {
    return epilogue.take_while([](const EpilogueStep &step) { return !emitterOf(step.fn).isLong; })
        .drop_front(biasFirst());
  }

  /// Returns the other steps, which a loop computes over what the tile has stored: their code would
  /// be there for each sum otherwise.
  llvm::ArrayRef<EpilogueStep> lateSteps() const {
    return epilogue.drop_front(biasFirst() + earlySteps().size());
  }

  /// Vectors that late steps are computed of at a time.
  static constexpr int64_t togetherLate = 4;

  /// Computes the late steps of `pixels` pixels from `first` on, of `vectors` vectors of `width`
  /// channels from `channel` on, that are stored from `outAt` on and do not overlap.
  void buildLateSteps(std::array<mlir::Value, 3> first, int64_t pixels, mlir::Value channel,
                      mlir::Value outAt, int64_t vectors, int64_t width) {
    if (lateSteps().empty())
      return;
    const Layout &out = spec.output;
    // Several at once, since a function is a long chain of operations.
    int64_t rowsAtOnce = std::max<int64_t>(1, togetherLate / vectors);
    auto build = [&](mlir::Value row, int64_t rows) {
      for (int64_t more = 0; more < rows; ++more)
        for (int64_t vector = 0; vector < vectors; ++vector) {
          mlir::Value at = kernel.add(kernel.add(outAt, kernel.mul(row, out.strides[2])),
                                      more * out.strides[2] + out.channelOffset(vector * width));
          mlir::Value x = kernel.add(kernel.add(first[2], row), more);
          mlir::Value value = kernel.load(buffers.output, at, width);
          value = kernel.applyEpilogue(value, lateSteps(), {first[0], first[1], x},
                                       kernel.add(channel, vector * width));
          kernel.store(value, buffers.output, at);
        }
    };
    forTiles(pixels, rowsAtOnce, build);
  }

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
