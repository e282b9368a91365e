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
    std::vector<BufferLife> lives;
    SmallVector<OpResult> owners;
    llvm::DenseMap<Value, size_t> indices;
    int64_t step = 0;
    auto addBuffer = [&](OpResult owner) {
      if (bufferOf(owner).getSpace() != Space::Workspace)
        return;
      indices[owner] = lives.size();
      owners.push_back(owner);
      lives.push_back({layoutOf(owner).bufferElements * int64_t(sizeof(float)), step, step});
    };
    for (Operation &op : getOperation().getBody().getOps()) {
      ++step;
      op.walk([&](Operation *inner) {
        for (Value operand : inner->getOperands())
          if (auto found = indices.find(bufferOwner(operand)); found != indices.end())
            lives[found->second].last = step;
      });
      auto region = dyn_cast<RegionOp>(op);
      if (!region)
        continue;
      if (!region.getBuffersAttr()) {
        region.emitOpError("has no buffers yet");
        return signalPassFailure();
      }
      for (Operation &inner : region.getBody().front())
        if (auto buffer = inner.getAttrOfType<BufferAttr>(innerBufferAttr)) {
          if (keepAll)
            inner.setAttr(innerBufferAttr, withAll(buffer, inner.getResult(0)));
          addBuffer(inner.getResult(0));
        }
      for (OpResult result : region.getResults())
        addBuffer(result);
    }
    if (keepAll)
      for (BufferLife &life : lives)
        life.last = step;
    MemoryPlan plan = planMemory(lives);
    if (plan.bytes > maxWorkspaceBytes) {
      size_t largest = std::max_element(lives.begin(), lives.end(), [](auto &a, auto &b) {
                         return a.bytes < b.bytes;
                       }) - lives.begin();
      emitError(owners[largest].getLoc())
          << "the workspace has " << plan.bytes << " bytes, of which the result of this node takes "
          << lives[largest].bytes << "; wanted at most " << maxWorkspaceBytes;
      return signalPassFailure();
    }
    for (auto [owner, offset] : llvm::zip_equal(owners, plan.offsets))
      setBuffer(owner, bufferOf(owner).at(offset));
    getOperation()->setAttr(workspaceBytesAttr,
                            IntegerAttr::get(IntegerType::get(&getContext(), 64), plan.bytes));
    if (failed(checkMemory(getOperation())))
      signalPassFailure();
  }

  /// `inner` with all channels of `value` side by side, and a ring of as many rows as it
  /// and its border have.
  static BufferAttr withAll(BufferAttr inner, Value value) {
    inner = inner.withPanel(0).withBlock(0);
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
