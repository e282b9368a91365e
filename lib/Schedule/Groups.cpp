// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Groups.h"
#include "mnc/IR/Windows.h"
#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Kernels/Views.h"

using namespace mlir;

namespace mnc {

Operation *singleOp(GroupOp group) {
  bool isAlone = group && llvm::hasNItems(group.getBody().front(), 2);
  return isAlone ? &group.getBody().front().front() : nullptr;
}

std::optional<ConvSpec> denseSpec(Operation *op) {
  if (singleOp(groupOf(op)) != op)
    return std::nullopt;
  auto conv = dyn_cast<Conv2dOp>(op);
  return conv && conv.getGroup() == 1 ? std::optional(convSpecOf(conv)) : std::nullopt;
}

LayerCost costOf(const ConvSpec &spec) {
  ArrayRef<int64_t> shape = spec.output.shape;
  return {shape[0] * shape[1] * shape[2], spec.k() * shape[3]};
}

GroupOp groupOf(Operation *op) { return cast<GroupOp>(op->getParentOp()); }

bool isOnlyConsumer(Operation *op, GroupOp group) {
  Value result = group.getResult(0);
  return result.hasOneUse() && op->getOperand(0) == result;
}

BufferAttr ringFor(Conv2dOp consumer) {
  ArrayRef<int64_t> filter = shapeOf(consumer.getFilter());
  WindowDim rows{0, filter[2], 0, 0, 0, consumer.getDilations()[0]};
  return BufferAttr::of(consumer.getContext(), Space::Workspace, 0, borderFor(consumer))
      .withRing(rows.span());
}

Layout ringLayoutOf(BufferAttr ring, Conv2dOp conv) {
  return ringLayout(shapeOf(conv), ring.getBorder(), ring.getRing());
}

int64_t bytesOf(Value value) { return elementsOf(value) * elementBytesOf(value); }

void fuseInto(GroupOp group, Operation *consumer, BufferAttr between) {
  SmallVector<Operation *> ops = computeOps(group);
  ops.back()->setAttr(intermediateAttr, between);
  group.getResult(0).replaceAllUsesWith(ops.back()->getResult(0));
  for (Operation *op : ops)
    op->moveBefore(consumer);
  group.erase();
}

} // namespace mnc
