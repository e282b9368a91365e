// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Names the CPU that later passes choose for.

#include "mnc/Kernels/ModuleTarget.h"
#include "mnc/Schedule/Passes.h"

namespace mnc {
#define GEN_PASS_DEF_SETCPU
#include "mnc/Schedule/Passes.h.inc"

namespace {

struct SetCpuPass : impl::SetCpuBase<SetCpuPass> {
  using Base::Base;

  void runOnOperation() override {
    if (llvm::Expected<Target> target = resolveTarget(triple, cpu)) {
      setTarget(getOperation(), *target);
    } else {
      getOperation().emitError(llvm::toString(target.takeError()));
      signalPassFailure();
    }
  }
};

} // namespace
} // namespace mnc
