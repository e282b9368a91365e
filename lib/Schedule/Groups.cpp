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

BufferAttr ringFor(Operation *consumer) {
  auto conv = dyn_cast<Conv2dOp>(consumer);
  SmallVector<int64_t> border = conv ? borderFor(conv) : SmallVector<int64_t>();
  return BufferAttr::of(consumer->getContext(), Space::Workspace, 0, border)
      .withRing(rowWindowOf(consumer)->span());
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
