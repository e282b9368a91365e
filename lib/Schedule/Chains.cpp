// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Chains.h"

#include "Borders.h"

#include "mnc/IR/Windows.h"
#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;

namespace mnc {

Operation *onlyOp(RegionOp region) {
  bool isAlone = region && llvm::hasNItems(region.getBody().front(), 2);
  return isAlone ? &region.getBody().front().front() : nullptr;
}

Conv2dOp onlyConv(RegionOp region) { return dyn_cast_or_null<Conv2dOp>(onlyOp(region)); }

std::optional<ConvSpec> denseSpec(Operation *op) {
  if (onlyOp(regionOf(op)) != op)
    return std::nullopt;
  if (auto full = dyn_cast<FullyConnectedOp>(op))
    return convSpecOf(full);
  auto conv = dyn_cast<Conv2dOp>(op);
  return conv && conv.getGroup() == 1 ? std::optional(convSpecOf(conv)) : std::nullopt;
}

LayerFacts factsOf(const ConvSpec &spec) {
  ArrayRef<int64_t> shape = spec.output.shape;
  return {shape[0] * shape[1] * shape[2], spec.taps() * shape[3]};
}

SmallVector<Conv2dOp> loneConvs(func::FuncOp graph, function_ref<bool(Conv2dOp)> accept) {
  SmallVector<Conv2dOp> convs;
  for (auto region : graph.getBody().getOps<RegionOp>())
    if (Conv2dOp conv = onlyConv(region); conv && accept(conv))
      convs.push_back(conv);
  return convs;
}

RegionOp regionOf(Operation *op) { return cast<RegionOp>(op->getParentOp()); }

bool isOnlyReader(Conv2dOp conv, RegionOp region) {
  Value result = region.getResult(0);
  return result.hasOneUse() && conv.getInput() == result;
}

Conv2dOp producerOf(Conv2dOp conv) {
  auto region = conv.getInput().getDefiningOp<RegionOp>();
  Conv2dOp producer = onlyConv(region);
  return producer && producer.getGroup() == 1 && isOnlyReader(conv, region) ? producer : nullptr;
}

BufferAttr ringBefore(Conv2dOp reader) {
  ArrayRef<int64_t> filter = shapeOf(reader.getFilter());
  WindowDim rows{0, filter[2], 0, 0, 0, reader.getDilations()[0]};
  return BufferAttr::of(reader.getContext(), Space::Workspace, 0, borderFor(reader))
      .withRing(rows.span());
}

Layout layoutIn(BufferAttr ring, Conv2dOp conv) {
  return ringLayout(shapeOf(conv), ring.getBorder(), ring.getRing());
}

int64_t bytesOf(Value value) {
  return elementsOf(value) * int64_t(sizeof(float));
}

SmallVector<Conv2dOp> convsOf(RegionOp region) {
  return llvm::to_vector(region.getBody().getOps<Conv2dOp>());
}

void joinWith(RegionOp region, Operation *reader, BufferAttr between) {
  SmallVector<Operation *> ops = computingOps(region);
  ops.back()->setAttr(innerBufferAttr, between);
  region.getResult(0).replaceAllUsesWith(ops.back()->getResult(0));
  for (Operation *op : ops)
    op->moveBefore(reader);
  region.erase();
}

void explain(RegionOp region, const Twine &why) {
  region->setAttr(whyAttr, StringAttr::get(region.getContext(), why));
}

} // namespace mnc
