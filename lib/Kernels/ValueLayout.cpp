// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;

namespace mnc {

SmallVector<Operation *> scheduledOps(func::FuncOp graph) {
  SmallVector<Operation *> ops;
  for (auto region : graph.getBody().getOps<RegionOp>())
    llvm::append_range(ops, computingOps(region));
  return ops;
}

Value bufferOwner(Value value) {
  while (true) {
    if (auto reshape = value.getDefiningOp<ReshapeOp>()) {
      value = reshape.getInput();
      continue;
    }
    Operation *op = value.getDefiningOp();
    auto region = op ? dyn_cast_or_null<RegionOp>(op->getParentOp()) : RegionOp();
    if (!region)
      return value;
    Operation *yield = region.getBody().front().getTerminator();
    auto use = llvm::find(yield->getOperands(), value);
    if (use == yield->operand_end())
      return value;
    value = region.getResult(std::distance(yield->operand_begin(), use));
  }
}

BufferAttr bufferOf(Value owner) {
  if (Operation *op = owner.getDefiningOp())
    if (auto ring = op->getAttrOfType<BufferAttr>(innerBufferAttr))
      return ring;
  auto region = owner.getDefiningOp<RegionOp>();
  if (!region || !region.getBuffersAttr())
    return nullptr;
  return cast<BufferAttr>(region.getBuffersAttr()[cast<OpResult>(owner).getResultNumber()]);
}

void setBuffer(OpResult owner, BufferAttr buffer) {
  auto region = dyn_cast<RegionOp>(owner.getOwner());
  if (!region)
    return owner.getOwner()->setAttr(innerBufferAttr, buffer);
  SmallVector<Attribute> buffers(region.getBuffersAttr().getValue());
  buffers[owner.getResultNumber()] = buffer;
  region.setBuffersAttr(ArrayAttr::get(owner.getContext(), buffers));
}

int64_t regionPanel(Operation *op) {
  auto region = dyn_cast<RegionOp>(op->getParentOp());
  return region ? region.getPanel().value_or(0) : 0;
}

Layout layoutOf(Value value) {
  ArrayRef<int64_t> shape = shapeOf(value);
  BufferAttr buffer = bufferOf(bufferOwner(value));
  if (!buffer)
    return denseLayout(shape);
  int64_t panel = buffer.getPanel() && regionPanel(value.getDefiningOp()) ? buffer.getPanel() : 0;
  if (buffer.getRing())
    return ringLayout(shape, buffer.getBorder(), buffer.getRing(), buffer.getGap(), panel,
                      buffer.getBlock());
  return panel ? panelLayout(shape, panel, buffer.getGap())
               : borderedLayout(shape, buffer.getBorder(), buffer.getGap());
}

ConvSpec convSpecOf(Conv2dOp op) {
  ArrayRef<int64_t> filter = shapeOf(op.getFilter());
  ArrayRef<int64_t> strides = op.getStrides(), dilations = op.getDilations(), pads = op.getPads();
  ConvSpec spec;
  spec.input = layoutOf(op.getInput());
  spec.output = layoutOf(op.getResult());
  spec.kernel = {filter[2], filter[3]};
  spec.stride = {strides[0], strides[1]};
  spec.dilation = {dilations[0], dilations[1]};
  spec.pad = {pads[0], pads[1]};
  spec.groups = op.getGroup();
  return spec;
}

ConvSpec convSpecOf(FullyConnectedOp op) {
  auto asRow = [](Value value) {
    ArrayRef<int64_t> shape = shapeOf(value);
    return denseLayout({1, 1, shape[0], shape[1]});
  };
  ConvSpec spec;
  spec.input = asRow(op.getInput());
  spec.output = asRow(op.getResult());
  spec.kernel = spec.stride = spec.dilation = {1, 1};
  spec.pad = {0, 0};
  return spec;
}

ConvBlocks blocksOf(KernelAttr kernel) {
  return {kernel.getRows(), kernel.getVectors(), kernel.getLanes(),
          kernel.getOrder() == "channels", kernel.getTaps()};
}

KernelAttr kernelAttr(MLIRContext *context, StringRef name, const ConvBlocks &blocks) {
  return KernelAttr::get(context, name, blocks.rows, blocks.vectors, blocks.lanes,
                         blocks.channelsOutermost ? "channels" : "rows", blocks.taps);
}

SmallVector<EpilogueLink> epilogueOf(EpilogueOpInterface op) {
  SmallVector<EpilogueLink> links;
  OperandRange operands = op.getLinkOperands();
  size_t next = 0;
  SmallVector<Attribute> chain;
  if (ArrayAttr attr = op.getEpilogueChain())
    chain.append(attr.begin(), attr.end());
  for (Attribute attr : chain) {
    EpilogueLink link;
    if (auto clamp = dyn_cast<ClampLinkAttr>(attr)) {
      link.kind = EpilogueLink::Clamp;
      link.min = clamp.getMin().getValue().convertToFloat();
      link.max = clamp.getMax().getValue().convertToFloat();
    } else {
      link.kind = isa<AddLinkAttr>(attr) ? EpilogueLink::Residual : EpilogueLink::Bias;
      link.layout = layoutOf(operands[next++]);
      if (link.kind == EpilogueLink::Residual && link.layout.rank() == 2)
        link.layout = denseLayout({1, 1, link.layout.shape[0], link.layout.shape[1]});
    }
    links.push_back(link);
  }
  return links;
}

} // namespace mnc
