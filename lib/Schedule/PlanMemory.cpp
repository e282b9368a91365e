// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/IR/Limits.h"
#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/CheckMemory.h"
#include "mnc/Schedule/LiveRanges.h"
#include "mnc/Schedule/Passes.h"

using namespace mlir;

namespace mnc {
#define GEN_PASS_DEF_PLANMEMORY
#include "mnc/Schedule/Passes.h.inc"

namespace {

struct PlanMemoryPass : impl::PlanMemoryBase<PlanMemoryPass> {
  using Base::Base;

  void runOnOperation() override {
    if (keepAll)
      getOperation().walk([](Operation *op) {
        if (auto buffer = op->getAttrOfType<BufferAttr>(intermediateAttr))
          op->setAttr(intermediateAttr, withAll(buffer, op->getResult(0)));
      });
    FailureOr<std::vector<LiveBuffer>> buffers = liveBuffers(getOperation());
    if (failed(buffers))
      return signalPassFailure();
    std::vector<LiveRange> ranges = rangesOf(*buffers);
    if (keepAll)
      for (LiveRange &range : ranges) {
        range.last = std::numeric_limits<int64_t>::max();
        range.overlaps.clear();
      }
    MemoryPlan plan = planMemory(ranges);
    if (plan.bytes > maxWorkspaceBytes) {
      size_t largest = std::max_element(ranges.begin(), ranges.end(),
                                        [](auto &a, auto &b) { return a.bytes < b.bytes; }) -
                       ranges.begin();
      emitError((*buffers)[largest].owner.getLoc())
          << "the workspace has " << plan.bytes << " bytes, of which the result of this node takes "
          << ranges[largest].bytes << "; wanted at most " << maxWorkspaceBytes;
      return signalPassFailure();
    }
    Builder builder(&getContext());
    for (auto [buffer, offset] : llvm::zip_equal(*buffers, plan.offsets))
      if (buffer.isScratch)
        buffer.owner.getOwner()->setAttr(scratchAttr, builder.getI64IntegerAttr(offset));
      else
        setBufferAttr(buffer.owner, bufferOf(buffer.owner).at(offset));
    getOperation()->setAttr(workspaceBytesAttr, builder.getI64IntegerAttr(plan.bytes));
    if (failed(checkMemory(getOperation())))
      signalPassFailure();
  }

  /// Returns the buffer `inner` with all channels of `value`, and with a ring of as many rows as
  /// `value` and its border have.
  static BufferAttr withAll(BufferAttr inner, Value value) {
    inner = inner.withChannelTile(0).withChannelBlock(0);
    if (!inner.getRing())
      return inner;
    ArrayRef<int64_t> border = inner.getBorder();
    int64_t rows = shapeOf(value)[1];
    if (!border.empty())
      rows += border[0] + border[2];
    return inner.withRing(rows);
  }
};

} // namespace
} // namespace mnc
