// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/IR/Limits.h"
#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/CheckMemory.h"
#include "mnc/Schedule/MemoryPlan.h"
#include "mnc/Schedule/Passes.h"

using namespace mlir;

namespace mnc {
#define GEN_PASS_DEF_PLANMEMORY
#include "mnc/Schedule/Passes.h.inc"

namespace {

struct PlanMemoryPass : impl::PlanMemoryBase<PlanMemoryPass> {
  using Base::Base;

  void runOnOperation() override {
    std::vector<LiveRange> ranges;
    SmallVector<OpResult> owners;
    llvm::DenseMap<Value, size_t> indices;
    int64_t step = 0;
    // What lies in the buffer of a concat is computed before it.
    auto addBuffer = [&](Value value) {
      auto owner = cast<OpResult>(underlyingBuffer(value));
      if (bufferOf(owner).getSpace() != Space::Workspace || indices.contains(owner))
        return;
      indices[owner] = ranges.size();
      owners.push_back(owner);
      ranges.push_back({layoutOf(owner).bufferElements * elementBytesOf(owner), step, step});
    };
    for (Operation &op : getOperation().getBody().getOps()) {
      ++step;
      op.walk([&](Operation *inner) {
        for (Value operand : inner->getOperands())
          if (auto found = indices.find(underlyingBuffer(operand)); found != indices.end())
            ranges[found->second].last = step;
      });
      auto group = dyn_cast<GroupOp>(op);
      if (!group)
        continue;
      if (!group.getBuffersAttr()) {
        group.emitOpError("has no buffers yet");
        return signalPassFailure();
      }
      for (Operation &inner : group.getBody().front())
        if (auto buffer = inner.getAttrOfType<BufferAttr>(intermediateAttr)) {
          if (keepAll)
            inner.setAttr(intermediateAttr, withAll(buffer, inner.getResult(0)));
          addBuffer(inner.getResult(0));
        }
      for (OpResult result : group.getResults())
        addBuffer(result);
    }
    if (keepAll)
      for (LiveRange &life : ranges)
        life.last = step;
    MemoryPlan plan = planMemory(ranges);
    if (plan.bytes > maxWorkspaceBytes) {
      size_t largest = std::max_element(ranges.begin(), ranges.end(),
                                        [](auto &a, auto &b) { return a.bytes < b.bytes; }) -
                       ranges.begin();
      emitError(owners[largest].getLoc())
          << "the workspace has " << plan.bytes << " bytes, of which the result of this node takes "
          << ranges[largest].bytes << "; wanted at most " << maxWorkspaceBytes;
      return signalPassFailure();
    }
    for (auto [owner, offset] : llvm::zip_equal(owners, plan.offsets))
      setBufferAttr(owner, bufferOf(owner).at(offset));
    getOperation()->setAttr(workspaceBytesAttr,
                            IntegerAttr::get(IntegerType::get(&getContext(), 64), plan.bytes));
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
