// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Kernels/ModuleTarget.h"
#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/KernelChoice.h"
#include "mnc/Schedule/Passes.h"

using namespace mlir;

namespace mnc {
#define GEN_PASS_DEF_CHOOSEKERNELS
#include "mnc/Schedule/Passes.h.inc"

namespace {

struct ChooseKernelsPass : impl::ChooseKernelsBase<ChooseKernelsPass> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<CpuModel> row = cpuModelOf(getOperation());
    if (failed(row))
      return signalPassFailure();
    if (!cacheBlocks)
      getOperation()->setAttr(noPrefetchAttr, UnitAttr::get(&getContext()));
    WalkResult walk = getOperation().walk([&](GroupOp group) {
      for (Operation *op : computeOps(group))
        if (failed(choose(op, *row)))
          return WalkResult::interrupt();
      return WalkResult::advance();
    });
    if (walk.wasInterrupted())
      signalPassFailure();
  }

  LogicalResult choose(Operation *op, const CpuModel &row) {
    if (explain)
      for (const KernelCandidate &candidate : kernelCandidates(op, row))
        op->emitRemark("candidate ")
            << candidate.kernel << ", " << int64_t(candidate.cycles) << " cycles";
    if (kernelOf(op))
      return failure(failed(assignedKernel(op, row)));
    KernelAttr kernel = chooseKernel(op, row);
    if (!kernel)
      return op->emitOpError("is computed by no kernel");
    op->setAttr(kernelAttrName, cacheBlocks ? kernel : inPlainOrder(op, kernel, row));
    return success();
  }

  /// Returns `kernel` with the loop order for a CPU whose caches hold everything.
  static KernelAttr inPlainOrder(Operation *op, KernelAttr kernel, CpuModel row) {
    row.l1Bytes = row.l2Bytes = std::numeric_limits<unsigned>::max();
    Tiling wanted = tilingOf(kernel);
    for (const KernelCandidate &candidate : kernelCandidates(op, row)) {
      Tiling tiling = tilingOf(candidate.kernel);
      wanted.outer = tiling.outer;
      if (candidate.kernel.getName() == kernel.getName() && tiling == wanted)
        return candidate.kernel;
    }
    llvm_unreachable("caches decide nothing but the order");
  }
};

} // namespace
} // namespace mnc
