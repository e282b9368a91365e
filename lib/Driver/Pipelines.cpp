// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/Driver/Pipelines.h"

#include "mlir/Transforms/Passes.h"
#include "mnc/Schedule/Passes.h"
#include "mnc/Transforms/Passes.h"

using namespace mlir;

namespace mnc {

void buildGraphPipeline(OpPassManager &passes) {
  OpPassManager &graph = passes.nest<func::FuncOp>();
  graph.addPass(createCanonicalizerPass());
  graph.addPass(createSinkTransposes());
  graph.addPass(createFoldConstants());
  graph.addPass(createCSEPass());
  graph.addPass(createRaiseFunctions());
  graph.addPass(createFoldBatchNorm());
  graph.addPass(createFusePad());
  graph.addPass(createFuseEpilogue());
  graph.addPass(createFoldConstants());
  graph.addPass(createCanonicalizerPass());
  graph.addPass(createCSEPass());
}

void buildSchedulePipeline(OpPassManager &passes, const ScheduleOptions &options) {
  OpPassManager &graph = passes.nest<func::FuncOp>();
  graph.addPass(createFuseInputScale());
  graph.addPass(createFormGroups());
  // A channel tile has a ring that suits the first-level cache.
  if (options.stream && options.cacheBlocks) {
    graph.addPass(createSplitReduction());
    graph.addPass(createTileChannels());
  }
  if (options.stream)
    graph.addPass(createStreamRows());
  if (options.cacheBlocks) {
    graph.addPass(createBlockChannelLayout());
    graph.addPass(createPadPixelStride());
  }
  graph.addPass(createChooseKernels({.cacheBlocks = options.cacheBlocks}));
  if (options.cacheBlocks)
    graph.addPass(createPrefetchWeights());
  graph.addPass(createPlanMemory({options.keepAll}));
}

} // namespace mnc
