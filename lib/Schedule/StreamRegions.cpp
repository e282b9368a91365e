// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Joins regions of one convolution each into a streamed one, around each
// depthwise convolution: (expand, depthwise, project), or without one of them.

#include "Borders.h"
#include "ScheduleTarget.h"

#include "mnc/IR/Windows.h"
#include "mnc/Kernels/ValueLayout.h"
#include "mnc/Schedule/Passes.h"
#include "mnc/Schedule/Streaming.h"

using namespace mlir;

namespace mnc {
#define GEN_PASS_DEF_STREAMREGIONS
#include "mnc/Schedule/Passes.h.inc"

namespace {

/// The convolution of a region that holds nothing else.
Conv2dOp onlyConv(RegionOp region) {
  if (!region || !llvm::hasNItems(region.getBody().front(), 2))
    return nullptr;
  return dyn_cast<Conv2dOp>(region.getBody().front().front());
}

RegionOp regionOf(Conv2dOp conv) { return cast<RegionOp>(conv->getParentOp()); }

/// Whether each result pixel is made of the input's pixel at the same place.
bool keepsPixels(Conv2dOp conv) {
  return conv.isPointwise() &&
         llvm::all_of(conv.getStrides(), [](int64_t stride) { return stride == 1; }) &&
         llvm::all_of(conv.getPads(), [](int64_t pad) { return pad == 0; });
}

/// Whether `conv` alone reads the result of `region`, as its input.
bool isOnlyReader(Conv2dOp conv, RegionOp region) {
  Value result = region.getResult(0);
  return result.hasOneUse() && conv.getInput() == result;
}

/// The dense convolution whose result `conv` alone reads.
Conv2dOp producerOf(Conv2dOp conv) {
  auto region = conv.getInput().getDefiningOp<RegionOp>();
  Conv2dOp producer = onlyConv(region);
  return producer && producer.getGroup() == 1 && isOnlyReader(conv, region) ? producer : nullptr;
}

/// The pointwise convolution that alone reads the result of `conv`.
Conv2dOp consumerOf(Conv2dOp conv) {
  Value result = regionOf(conv).getResult(0);
  if (!result.hasOneUse())
    return nullptr;
  auto consumer = dyn_cast<Conv2dOp>(*result.getUsers().begin());
  return consumer && onlyConv(dyn_cast<RegionOp>(consumer->getParentOp())) == consumer &&
                 isOnlyReader(consumer, regionOf(conv)) && keepsPixels(consumer)
             ? consumer
             : nullptr;
}

/// The ring between a convolution and its only reader.
BufferAttr ringBefore(Conv2dOp reader) {
  ArrayRef<int64_t> filter = shapeOf(reader.getFilter());
  WindowDim rows{0, filter[2], 0, 0, 0, reader.getDilations()[0]};
  auto fill = FloatAttr::get(Float32Type::get(reader.getContext()), 0.0);
  return BufferAttr::get(reader.getContext(), Space::Workspace, 0, rows.span(), 0,
                         borderFor(reader), fill);
}

int64_t bytesOf(Value value) {
  return elementsOf(value) * int64_t(sizeof(float));
}

ChainFacts factsOf(MutableArrayRef<Conv2dOp> chain) {
  ChainFacts facts;
  for (Conv2dOp conv : chain)
    facts.weightBytes += bytesOf(conv.getFilter());
  for (auto [conv, reader] : llvm::zip(chain, chain.drop_front())) {
    BufferAttr ring = ringBefore(reader);
    ArrayRef<int64_t> shape = shapeOf(conv);
    facts.innerBytes += bytesOf(conv.getResult());
    facts.ringBytes +=
        ringLayout(shape, ring.getBorder(), ring.getRing()).bufferElements * int64_t(sizeof(float));
  }
  return facts;
}

SmallVector<Conv2dOp> convsOf(RegionOp region) {
  return llvm::to_vector(region.getBody().getOps<Conv2dOp>());
}

/// Moves what `region` computes before its only reader; the result between them
/// becomes a ring.
void joinWith(RegionOp region, Conv2dOp reader) {
  SmallVector<Conv2dOp> convs = convsOf(region);
  convs.back()->setAttr(ringAttr, ringBefore(reader));
  reader.getInputMutable().assign(convs.back().getResult());
  for (Conv2dOp conv : convs)
    conv->moveBefore(reader);
  region.erase();
}

struct StreamRegionsPass : impl::StreamRegionsBase<StreamRegionsPass> {
  using Base::Base;

  void runOnOperation() override {
    FailureOr<CpuRow> row = cpuRowFor(getOperation(), triple, cpu);
    if (failed(row))
      return signalPassFailure();
    SmallVector<Conv2dOp> depthwise;
    for (auto region : getOperation().getBody().getOps<RegionOp>())
      if (Conv2dOp conv = onlyConv(region); conv && conv.isDepthwise())
        depthwise.push_back(conv);
    for (Conv2dOp conv : depthwise)
      stream(conv, *row);
    for (auto region : llvm::make_early_inc_range(getOperation().getBody().getOps<RegionOp>()))
      extend(region, *row);
  }

  /// The longest chain around `conv` that pays.
  void stream(Conv2dOp conv, const CpuRow &cpu) {
    Conv2dOp producer = producerOf(conv), consumer = consumerOf(conv);
    SmallVector<SmallVector<Conv2dOp>> chains;
    if (producer && consumer)
      chains.push_back({producer, conv, consumer});
    if (consumer)
      chains.push_back({conv, consumer});
    if (producer)
      chains.push_back({producer, conv});
    for (MutableArrayRef<Conv2dOp> chain : chains)
      if (worthStreaming(factsOf(chain), cpu)) {
        for (auto [producer, reader] : llvm::zip(chain.drop_back(), chain.drop_front()))
          joinWith(regionOf(producer), reader);
        return;
      }
  }

  /// Joins a chain with the one that alone reads its result, where that pays.
  void extend(RegionOp region, const CpuRow &cpu) {
    SmallVector<Conv2dOp> convs = convsOf(region);
    if (convs.size() < 2 || !region->hasOneUse())
      return;
    auto reader = dyn_cast<Conv2dOp>(*region->getUsers().begin());
    auto next = reader ? dyn_cast<RegionOp>(reader->getParentOp()) : RegionOp();
    if (!next || !isOnlyReader(reader, region) || convsOf(next).size() < 2)
      return;
    llvm::append_range(convs, convsOf(next));
    if (worthExtending(factsOf(convs), bytesOf(region.getResult(0)), cpu))
      joinWith(region, reader);
  }
};

} // namespace
} // namespace mnc
