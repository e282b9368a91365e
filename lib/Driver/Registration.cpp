// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The passes of all rooms by name.

#include "mlir/Transforms/Passes.h"
#include "mnc/Codegen/Passes.h"
#include "mnc/Driver/Pipelines.h"
#include "mnc/Emit/LowerToLLVM.h"
#include "mnc/Emit/VerifyKernelIR.h"
#include "mnc/Schedule/Passes.h"
#include "mnc/Transforms/Passes.h"

namespace mnc {

void registerPasses() {
  registerTransformsPasses();
  registerSchedulePasses();
  registerCodegenPasses();
  registerLowerToLLVMPass();
  registerVerifyKernelIRPass();
  mlir::registerCanonicalizerPass();
  mlir::registerCSEPass();
}

} // namespace mnc
