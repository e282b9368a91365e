// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Constraints of a region, and what it computes in panels of channels.

#include "mnc/IR/IR.h"

using namespace mlir;
using namespace mnc;

/// Whether each channel of the result is made of the same one of the input.
static bool isChannelwise(Operation *op) {
  auto conv = dyn_cast<Conv2dOp>(op);
  bool isDepthwise = conv && conv.isDepthwise() &&
                     conv.getGroup() == uint64_t(shapeOf(conv.getResult())[3]);
  return isDepthwise || isa<AvgPool2dOp, MaxPool2dOp>(op);
}

static bool isDense(Operation *op) {
  auto conv = dyn_cast<Conv2dOp>(op);
  return isa<FullyConnectedOp>(op) || (conv && conv.getGroup() == 1);
}

SmallVector<Operation *> mnc::computingOps(RegionOp region) {
  SmallVector<Operation *> ops;
  for (Operation &op : region.getBody().front().without_terminator())
    if (!isa<ReshapeOp>(op))
      ops.push_back(&op);
  return ops;
}

bool mnc::sumsPanels(Operation *op) {
  auto region = dyn_cast<RegionOp>(op->getParentOp());
  return region && region.getPanel() && isDense(op) && !isChannelwise(op) &&
         op != &op->getBlock()->front();
}

bool mnc::canSumPanels(Operation *op) {
  auto conv = dyn_cast<Conv2dOp>(op);
  if (!isDense(op) || (conv && !conv.isPointwise()))
    return false;
  auto hasOnePixel = [](Value map) { return elementsOf(map) == shapeOf(map).back(); };
  ArrayAttr chain = cast<EpilogueOpInterface>(op).getEpilogueChain();
  bool onlyBias = !chain || chain.empty() || (chain.size() == 1 && isa<BiasLinkAttr>(chain[0]));
  return onlyBias && hasOnePixel(op->getOperand(0)) && hasOnePixel(op->getResult(0));
}

static LogicalResult verifySums(Operation *op) {
  bool isLast = op->getNextNode() == op->getBlock()->getTerminator();
  if (!isLast || !canSumPanels(op)) // region_c7
    return op->emitOpError("cannot add up panels: wanted the last operation, one pixel, and "
                           "nothing but a bias before the sums");
  auto kernel = op->getAttrOfType<KernelAttr>("kernel");
  int64_t rest = kernel ? elementsOf(op->getResult(0)) % kernel.getLanes() : 0;
  if (rest && !llvm::isPowerOf2_64(rest)) // region_c8
    return op->emitOpError("cannot add up panels: vectors of ")
           << kernel.getLanes() << " cover some of its sums twice";
  return success();
}

/// Panels are computed apart from each other: no operation but the first needs
/// channels of another one, and the last may add all of them up.
static LogicalResult verifyPanel(RegionOp region, int64_t panel) {
  SmallVector<Operation *> ops = computingOps(region);
  for (Operation *op : ops) {
    bool sums = sumsPanels(op);
    if (!sums && !isChannelwise(op) && !(op == ops.front() && isDense(op))) // region_c4
      return op->emitOpError("cannot be computed in panels of channels");
    int64_t channels = shapeOf(sums ? op->getOperand(0) : op->getResult(0)).back();
    if (panel < 1 || channels % panel != 0) // region_c5
      return op->emitOpError("has ") << channels << " channels, wanted panels of " << panel;
    if (sums && failed(verifySums(op)))
      return failure();
    auto kernel = op->getAttrOfType<KernelAttr>("kernel");
    if (kernel && !sums && panel % (kernel.getVectors() * kernel.getLanes()) != 0) // region_c6
      return op->emitOpError("has panels of ") << panel << " channels, wanted whole blocks";
  }
  return success();
}

LogicalResult RegionOp::verify() {
  auto yield = dyn_cast<YieldOp>(getBody().front().getTerminator());
  if (!yield || yield.getOperandTypes() != getResultTypes()) // region_c1
    return emitOpError("must end in a yield of its result types");
  if (ArrayAttr buffers = getBuffersAttr()) {
    if (buffers.size() != getNumResults()) // region_c2
      return emitOpError("has ") << buffers.size() << " buffers for " << getNumResults()
                                 << " results";
    for (Attribute buffer : buffers)
      if (!isa<BufferAttr>(buffer)) // region_c3
        return emitOpError("has ") << buffer << " where a buffer is wanted";
  }
  return getPanel() ? verifyPanel(*this, *getPanel()) : success();
}
