// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Chains.h"

#include "Borders.h"

#include "mnc/IR/Windows.h"
#include "mnc/Kernels/ValueLayout.h"

using namespace mlir;

namespace mnc {

Conv2dOp onlyConv(RegionOp region) {
  if (!region || !llvm::hasNItems(region.getBody().front(), 2))
    return nullptr;
  return dyn_cast<Conv2dOp>(region.getBody().front().front());
}

SmallVector<Conv2dOp> loneConvs(func::FuncOp graph, function_ref<bool(Conv2dOp)> accept) {
  SmallVector<Conv2dOp> convs;
  for (auto region : graph.getBody().getOps<RegionOp>())
    if (Conv2dOp conv = onlyConv(region); conv && accept(conv))
      convs.push_back(conv);
  return convs;
}

RegionOp regionOf(Conv2dOp conv) { return cast<RegionOp>(conv->getParentOp()); }

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
  auto fill = FloatAttr::get(Float32Type::get(reader.getContext()), 0.0);
  return BufferAttr::get(reader.getContext(), Space::Workspace, 0, rows.span(), 0, 0, 0,
                         borderFor(reader), fill);
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

void joinWith(RegionOp region, Conv2dOp reader, BufferAttr between) {
  SmallVector<Conv2dOp> convs = convsOf(region);
  convs.back()->setAttr(innerBufferAttr, between);
  reader.getInputMutable().assign(convs.back().getResult());
  for (Conv2dOp conv : convs)
    conv->moveBefore(reader);
  region.erase();
}

void explain(RegionOp region, const Twine &why) {
  region->setAttr(whyAttr, StringAttr::get(region.getContext(), why));
}

} // namespace mnc
