// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Gives maps whose pixels would share few sets of the first-level cache gaps.

#include "ScheduleTarget.h"

#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/Gaps.h"
#include "mnc/Schedule/Passes.h"

using namespace mlir;

namespace mnc {
#define GEN_PASS_DEF_SPREADPIXELS
#include "mnc/Schedule/Passes.h.inc"

namespace {

struct SpreadPixelsPass : impl::SpreadPixelsBase<SpreadPixelsPass> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<CpuRow> row = cpuRowFor(getOperation(), triple, cpu);
    if (failed(row))
      return signalPassFailure();
    for (auto region : getOperation().getBody().getOps<RegionOp>()) {
      for (Operation &op : region.getBody().front())
        if (op.hasAttr(innerBufferAttr))
          spread(op.getResult(0), *row);
      for (OpResult result : region.getResults())
        if (mayHaveGaps(result))
          spread(result, *row);
    }
  }

  static bool mayHaveGaps(OpResult result) {
    BufferAttr buffer = bufferOf(result);
    return buffer && buffer.getSpace() == Space::Workspace &&
           llvm::none_of(result.getUsers(), [](Operation *user) { return isa<ReshapeOp>(user); });
  }

  static bool readByVectors(Value map) {
    return llvm::any_of(map.getUsers(), [](Operation *user) {
      auto conv = dyn_cast<Conv2dOp>(user);
      return conv && conv.isDepthwise();
    });
  }

  static void spread(OpResult map, const CpuRow &cpu) {
    ArrayRef<int64_t> shape = shapeOf(map);
    if (shape.size() != 4 || shape[1] * shape[2] == 1)
      return;
    BufferAttr buffer = bufferOf(map);
    // Pixels of one vector lie beside each other.
    if (buffer.getBlock())
      return;
    int64_t channels = buffer.getPanel() ? buffer.getPanel() : shape[3];
    if (int64_t gap = pixelGap(channels, readByVectors(map), cpu))
      setBuffer(map, buffer.withGap(gap));
  }
};

} // namespace
} // namespace mnc
