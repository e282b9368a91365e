// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pads the pixels of activations that would share few sets of the first-level cache.

#include "mnc/Kernels/ModuleTarget.h"
#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/Passes.h"
#include "mnc/Schedule/PixelStride.h"

using namespace mlir;

namespace mnc {
#define GEN_PASS_DEF_PADPIXELSTRIDE
#include "mnc/Schedule/Passes.h.inc"

namespace {

struct PadPixelStridePass : impl::PadPixelStrideBase<PadPixelStridePass> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<CpuModel> row = cpuModelOf(getOperation());
    if (failed(row))
      return signalPassFailure();
    for (auto group : getOperation().getBody().getOps<GroupOp>())
      for (OpResult result : group.getResults())
        if (mayPadPixels(result))
          padStride(result, *row);
  }

  static bool mayPadPixels(OpResult result) {
    BufferAttr buffer = bufferOf(result);
    return buffer && buffer.getSpace() == Space::Workspace &&
           llvm::none_of(result.getUsers(), [](Operation *user) { return isa<ReshapeOp>(user); });
  }

  static bool readByVectors(Value activation) {
    return llvm::any_of(activation.getUsers(), [](Operation *user) {
      auto conv = dyn_cast<Conv2dOp>(user);
      return conv && hasDepthwiseKernel(conv);
    });
  }

  static void padStride(OpResult activation, const CpuModel &cpu) {
    if (!hasPixels(activation))
      return;
    if (int64_t pixelPad = pixelPadding(shapeOf(activation).back(), readByVectors(activation), cpu))
      setBufferAttr(activation, bufferOf(activation).withPixelPad(pixelPad));
  }
};

} // namespace
} // namespace mnc
