// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Constraints of a fusion group, and of the channel tiles that it computes.

#include "ScheduleConstraints.h"

#include "mnc/IR/Limits.h"

using namespace mlir;
using namespace mnc;

/// True if each channel of the result is computed from the same channel of the input.
static bool isChannelwise(Operation *op) {
  auto conv = dyn_cast<Conv2dOp>(op);
  return (conv && conv.isDepthwise()) || isa<AvgPool2dOp, MaxPool2dOp>(op);
}

static bool isDense(Operation *op) {
  auto conv = dyn_cast<Conv2dOp>(op);
  return conv && conv.getGroup() == 1;
}

SmallVector<Operation *> mnc::computeOps(GroupOp group) {
  SmallVector<Operation *> ops;
  for (Operation &op : group.getBody().front().without_terminator())
    ops.push_back(&op);
  return ops;
}

bool mnc::isSplitReduction(Operation *op) {
  auto group = dyn_cast<GroupOp>(op->getParentOp());
  return group && group.getChannelTile() && isDense(op) && op != computeOps(group).front();
}

bool mnc::canSplitReduction(Operation *op) {
  auto conv = dyn_cast<Conv2dOp>(op);
  if (!conv || !conv.isPointwise() || conv.getInputScale())
    return false;
  auto hasOnePixel = [](Value value) { return elementsOf(value) == shapeOf(value).back(); };
  ArrayAttr chain = conv.getEpilogueAttr();
  bool onlyBias = !chain || chain.empty() || (chain.size() == 1 && isa<BiasAttr>(chain[0]));
  return onlyBias && hasOnePixel(conv.getInput()) && hasOnePixel(conv);
}

static LogicalResult verifySplitReduction(Operation *op) {
  bool isLast = op->getNextNode() == op->getBlock()->getTerminator();
  if (!isLast || !canSplitReduction(op)) // group_c7
    return op->emitOpError("cannot split its reduction: wanted the last operation, one pixel, no "
                           "'input_scale' and nothing but a bias before the sums");
  auto kernel = kernelOf(op);
  int64_t rest = kernel ? elementsOf(op->getResult(0)) % kernel.getLanes() : 0;
  if (rest && !llvm::isPowerOf2_64(rest)) // group_c8
    return op->emitOpError("cannot split its reduction: vectors of ")
           << kernel.getLanes() << " cover some of its sums twice";
  return success();
}

/// Checks that channel tiles are independent: no operation but the first needs channels of another
/// tile, and only the last may accumulate all of them.
static LogicalResult verifyChannelTile(GroupOp group, int64_t channelTile) {
  SmallVector<Operation *> ops = computeOps(group);
  std::optional<int64_t> all;
  for (Operation *op : ops) {
    bool sums = isSplitReduction(op), isFirst = op == ops.front() && isa<Conv2dOp>(op);
    if (!sums && !isChannelwise(op) && !(isFirst && isDense(op))) // group_c4
      return op->emitOpError("cannot be computed by channel tiles");
    int64_t channels = shapeOf(sums ? op->getOperand(0) : op->getResult(0)).back();
    all = all.value_or(channels);
    if (channelTile < 1 || channels % channelTile != 0 || channels != *all) // group_c5
      return op->emitOpError("has ")
             << channels << " channels, wanted tiles of " << channelTile << " of " << *all;
    if (sums && failed(verifySplitReduction(op)))
      return failure();
    auto kernel = kernelOf(op);
    if (kernel && !sums && channelTile % (kernel.getVectors() * kernel.getLanes()) != 0) // group_c6
      return op->emitOpError("has tiles of ")
             << channelTile << " channels, wanted whole register tiles";
  }
  return success();
}

LogicalResult GroupOp::verify() {
  auto yield = dyn_cast<YieldOp>(getBody().front().getTerminator());
  if (!yield || yield.getOperandTypes() != getResultTypes()) // group_c1
    return emitOpError("must end in a yield of its result types");
  if (ArrayAttr buffers = getBuffersAttr()) {
    if (buffers.size() != getNumResults()) // group_c2
      return emitOpError("has ") << buffers.size() << " buffers for " << getNumResults()
                                 << " results";
    for (Attribute buffer : buffers)
      if (!isa<BufferAttr>(buffer)) // group_c3
        return emitOpError("has ") << buffer << " where a buffer is wanted";
  }
  if (int64_t rows = getRows(); rows < 1 || rows > maxElements) // group_c13
    return emitOpError("has steps of ") << rows << " rows, wanted 1 to " << maxElementsText;
  return verifyResultBuffers(*this);
}

LogicalResult GroupOp::verifyRegions() {
  SmallVector<Operation *> ops = computeOps(*this);
  if (getRows() > 1 && (ops.size() < 2 || isSplitReduction(ops.back()))) // group_c13
    return emitOpError("has steps of ") << getRows() << " rows, but is not computed row by row";
  if (getChannelTile() && failed(verifyChannelTile(*this, *getChannelTile())))
    return failure();
  return verifyChain(*this);
}
