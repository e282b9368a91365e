// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Schedule/KernelChoice.h"

#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;

namespace mnc {

namespace {

/// What one run of a convolution's kernel computes, and the blocks for that.
struct Run {
  ConvSpec spec;
  SmallVector<ConvBlocks> blocks;
};

Run wholeRun(const ConvKernel &kernel, const ConvSpec &spec, const CpuRow &cpu) {
  return {spec, kernel.blocks(spec, cpu)};
}

/// A panel: all of its blocks of channels are equal.
Run panelRun(const ConvKernel &kernel, const ConvSpec &spec, int64_t channels, const CpuRow &cpu) {
  Run run = wholeRun(kernel, onePanel(spec, channels), cpu);
  llvm::erase_if(run.blocks, [&](const ConvBlocks &blocks) {
    return channels / blocks.lanes % blocks.vectors != 0;
  });
  // A depthwise row is stored as whole pixels, whose lines follow each other.
  for (ConvBlocks &blocks : run.blocks)
    blocks.channelsOutermost = spec.groups == 1;
  return run;
}

/// Output channels of `conv` that are computed together; 0 if all are.
int64_t panelOf(Conv2dOp conv) {
  if (sumsPanels(conv))
    return 0;
  if (int64_t panel = regionPanel(conv))
    return panel;
  for (Value map : {conv.getResult(), conv.getInput()})
    if (BufferAttr buffer = bufferOf(bufferOwner(map)); buffer && buffer.getPanel())
      return buffer.getPanel();
  return 0;
}

/// A panel, a row of a streamed convolution, or all of another.
Run runOf(Operation *op, const ConvKernel &kernel, const CpuRow &cpu) {
  if (auto full = dyn_cast<FullyConnectedOp>(op))
    return wholeRun(kernel, convSpecOf(full), cpu);
  auto conv = cast<Conv2dOp>(op);
  ConvSpec spec = convSpecOf(conv);
  int64_t panel = panelOf(conv);
  if (spec.input.ringRows || spec.output.ringRows)
    for (Layout *layout : {&spec.input, &spec.output})
      layout->shape[0] = layout->shape[1] = 1;
  else
    spec = collapsePixels(spec, epilogueOf(conv));
  return panel ? panelRun(kernel, spec, panel, cpu) : wholeRun(kernel, spec, cpu);
}

ConvBlocks best(const ConvKernel &kernel, const Run &run, const CpuRow &cpu) {
  return *llvm::min_element(run.blocks, [&](const ConvBlocks &lhs, const ConvBlocks &rhs) {
    return kernel.cycles(run.spec, lhs, cpu) < kernel.cycles(run.spec, rhs, cpu);
  });
}

} // namespace

ConvBlocks chooseBlocks(const ConvKernel &kernel, const ConvSpec &spec, const CpuRow &cpu) {
  return best(kernel, wholeRun(kernel, spec, cpu), cpu);
}

ConvBlocks choosePanelBlocks(const ConvKernel &kernel, const ConvSpec &spec, int64_t channels,
                             const CpuRow &cpu) {
  return best(kernel, panelRun(kernel, spec, channels, cpu), cpu);
}

/// Cycles beside which the calls for a row of a panel cost little.
static constexpr double leastCycles = 1000;

/// A panel that may be chosen, with the cycles for a row of all panels.
struct PanelCandidate {
  int64_t channels;
  double cycles;
};

/// Whether a ring of so many pixels and channels leaves the rest of the first-level cache
/// enough.
static bool ringStays(int64_t pixels, int64_t channels, const CpuRow &cpu) {
  return pixels * channels * int64_t(sizeof(float)) <= int64_t(cpu.l1Bytes) * 3 / 4;
}

static SmallVector<PanelCandidate> fittingPanels(const ConvKernel &kernel, const ConvSpec &spec,
                                                 int64_t ringPixels, const CpuRow &cpu,
                                                 int64_t readerWeights = 0) {
  // Weights of the reader that come at once; the first are waited for.
  constexpr int64_t floatBytes = sizeof(float), mostReaderBytes = 128 * 1024;
  int64_t channels = spec.output.shape[3], lanes = floatLanes(cpu);
  double most = 1.02 * kernel.cycles(spec, chooseBlocks(kernel, spec, cpu), cpu);
  SmallVector<PanelCandidate> fitting;
  for (int64_t panel = lanes; panel < channels; panel += lanes) {
    bool fits = ringStays(ringPixels, panel, cpu) &&
                panel * spec.taps() * floatBytes <= int64_t(cpu.l2Bytes) / 4 &&
                panel * readerWeights * floatBytes <= std::min(int64_t(cpu.l2Bytes) / 4, mostReaderBytes);
    if (channels % panel != 0 || !fits)
      continue;
    ConvBlocks blocks = choosePanelBlocks(kernel, spec, panel, cpu);
    double rowCycles = kernel.cycles(onePanel(spec, panel), blocks, cpu);
    double cycles = rowCycles * double(channels / panel);
    if (rowCycles >= leastCycles && cycles < most)
      fitting.push_back({panel, cycles});
  }
  return fitting;
}

int64_t choosePanel(const ConvKernel &kernel, const ConvSpec &spec, int64_t ringPixels,
                    const CpuRow &cpu, int64_t readerWeights) {
  SmallVector<PanelCandidate> fitting =
      fittingPanels(kernel, spec, ringPixels, cpu, readerWeights);
  auto *best = llvm::min_element(fitting, [](const PanelCandidate &lhs, const PanelCandidate &rhs) {
    return lhs.cycles < rhs.cycles;
  });
  return best == fitting.end() ? 0 : best->channels;
}

int64_t chooseRowPanel(const ConvKernel &kernel, const ConvSpec &spec, int64_t ringPixels,
                       const CpuRow &cpu) {
  int64_t best = 0;
  if (ringStays(ringPixels, spec.output.shape[3], cpu))
    return best;
  for (const PanelCandidate &panel : fittingPanels(kernel, spec, ringPixels, cpu))
    if (!best || panel.channels * ringPixels * int64_t(sizeof(float)) <= int64_t(cpu.l1Bytes) / 2)
      best = panel.channels;
  return best;
}

SmallVector<KernelCandidate> kernelCandidates(Operation *op, const CpuRow &cpu) {
  const KernelRow *row = kernelFor(op);
  if (!row)
    return {};
  if (!row->conv)
    return {{kernelAttr(op->getContext(), row->name, {1, 1, floatLanes(cpu), false})}};
  Run run = runOf(op, *row->conv, cpu);
  SmallVector<KernelCandidate> candidates;
  for (const ConvBlocks &blocks : run.blocks)
    candidates.push_back({kernelAttr(op->getContext(), row->name, blocks),
                          row->conv->cycles(run.spec, blocks, cpu)});
  return candidates;
}

KernelAttr chooseKernel(Operation *op, const CpuRow &cpu) {
  SmallVector<KernelCandidate> candidates = kernelCandidates(op, cpu);
  auto *best = llvm::min_element(candidates, [](const KernelCandidate &lhs, const KernelCandidate &rhs) {
    return lhs.cycles < rhs.cycles;
  });
  return best == candidates.end() ? nullptr : best->kernel;
}

} // namespace mnc
