// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "ScheduleTarget.h"

#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/Blocks.h"
#include "mnc/Schedule/Passes.h"

using namespace mlir;

namespace mnc {
#define GEN_PASS_DEF_CHOOSEKERNELS
#include "mnc/Schedule/Passes.h.inc"

namespace {

struct ChooseKernelsPass : impl::ChooseKernelsBase<ChooseKernelsPass> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<CpuRow> row = cpuRowFor(getOperation(), triple, cpu);
    if (failed(row))
      return signalPassFailure();
    getOperation().walk([&](RegionOp region) {
      for (Operation &op : region.getBody().front().without_terminator())
        op.setAttr("kernel", choose(&op, *row));
    });
  }

  KernelAttr choose(Operation *op, const CpuRow &row) {
    if (auto conv = dyn_cast<Conv2dOp>(op)) {
      ConvSpec spec = specToChooseFor(conv);
      bool depthwise = isDepthwise(spec);
      StringRef name = depthwise           ? "depthwise"
                       : spec.groups > 1   ? "grouped"
                       : spec.taps() == spec.input.shape[3] ? "pointwise"
                                           : "dense";
      return describe(name, blocksFor(conv, spec, depthwise, row));
    }
    if (auto full = dyn_cast<FullyConnectedOp>(op))
      return describe("fully_connected", chooseDenseBlocks(convSpecOf(full), row));
    StringRef name = isa<MaxPool2dOp, AvgPool2dOp>(op) ? "pool"
                     : isa<SoftmaxOp>(op)              ? "softmax"
                                                       : "map";
    return describe(name, ConvBlocks{1, 1, floatLanes(row), false});
  }

  static ConvBlocks blocksFor(Conv2dOp conv, const ConvSpec &spec, bool depthwise,
                              const CpuRow &row) {
    std::optional<uint64_t> panel = cast<RegionOp>(conv->getParentOp()).getPanel();
    if (!depthwise)
      return panel ? choosePanelBlocks(spec, *panel, row) : chooseDenseBlocks(spec, row);
    ConvBlocks blocks = chooseDepthwiseBlocks(panel ? onePanel(spec, *panel) : spec, row);
    blocks.channelsOutermost |= panel.has_value();
    return blocks;
  }

  /// What one run of the kernel sees: a row of a streamed convolution, all of
  /// another.
  static ConvSpec specToChooseFor(Conv2dOp conv) {
    ConvSpec spec = convSpecOf(conv);
    if (llvm::hasNItems(*conv->getBlock(), 2))
      return collapsePixels(spec, epilogueOf(conv));
    for (Layout *layout : {&spec.input, &spec.output})
      layout->shape[0] = layout->shape[1] = 1;
    return spec;
  }

  KernelAttr describe(StringRef name, const ConvBlocks &blocks) {
    return KernelAttr::get(&getContext(), name, blocks.rows, blocks.vectors, blocks.lanes,
                           blocks.channelsOutermost ? "channels" : "rows");
  }
};

} // namespace
} // namespace mnc
