// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Kernels/KernelTable.h"
#include "mnc/Kernels/ModuleTarget.h"
#include "mnc/Kernels/Tilings.h"
#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/KernelChoice.h"
#include "mnc/Schedule/Passes.h"

using namespace mlir;

namespace mnc {
#define GEN_PASS_DEF_FUSEINPUTSCALE
#include "mnc/Schedule/Passes.h.inc"

namespace {

/// Returns the estimated cycles of a pass over `activation` that multiplies it. A vector is loaded
/// and stored, in a cycle each, mostly in the second-level cache.
double scaleCycles(Value activation, const CpuModel &cpu) {
  constexpr double vectorCycles = 2;
  return vectorCycles * double(elementsOf(activation)) / double(floatLanes(cpu));
}

struct FuseInputScalePass : impl::FuseInputScaleBase<FuseInputScalePass> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<CpuModel> cpu = cpuModelOf(getOperation());
    if (failed(cpu))
      return signalPassFailure();
    for (Conv2dOp conv : llvm::to_vector(getOperation().getOps<Conv2dOp>()))
      fuse(conv, *cpu);
  }

  /// conv(x * s) => conv(x){input_scale s}
  static void fuse(Conv2dOp conv, const CpuModel &cpu) {
    auto mul = conv.getInput().getDefiningOp<MulOp>();
    bool isPointwise =
        conv.isPointwise() && llvm::all_of(conv.getPads(), [](int64_t pad) { return pad == 0; });
    if (!mul || !mul->hasOneUse() || mul.getEpilogueSteps() || !isPointwise ||
        conv.getInputScale() || kernelOf(conv) || kernelOf(mul))
      return;
    auto type = cast<RankedTensorType>(mul.getType());
    auto factors = operandTypeOf(ScaleAttr::get(conv.getContext()), type);
    bool scalesLeft = mul.getLhs().getType() == type && mul.getRhs().getType() == factors;
    bool scalesRight = mul.getRhs().getType() == type && mul.getLhs().getType() == factors;
    if (!scalesLeft && !scalesRight)
      return;
    ConvSpec plain = convSpecOf(conv), scaled = plain;
    scaled.scalesInput = true;
    const ConvKernel &kernel = chooseConvKernel(geometryAlone(conv), cpu);
    if (!kernel.supports(scaled, cpu))
      return;
    if (leastCycles(kernel, flattenSpatial(scaled, {}), cpu) >=
        leastCycles(kernel, flattenSpatial(plain, {}), cpu) + scaleCycles(mul, cpu))
      return;
    conv.getInputMutable().assign(scalesLeft ? mul.getLhs() : mul.getRhs());
    conv.getInputScaleMutable().assign(scalesLeft ? mul.getRhs() : mul.getLhs());
    mul.erase();
  }
};

} // namespace
} // namespace mnc
