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
  graph.addPass(createFoldBatchNorm());
  graph.addPass(createFusePad());
  graph.addPass(createFuseEpilogue());
  graph.addPass(createFoldConstants());
  graph.addPass(createCanonicalizerPass());
  graph.addPass(createCSEPass());
}

void buildSchedulePipeline(OpPassManager &passes, const ScheduleOptions &options) {
  OpPassManager &graph = passes.nest<func::FuncOp>();
  graph.addPass(createFormRegions());
  // A panel is a part of the channels whose ring suits the first-level cache.
  if (options.stream && options.cacheBlocks) {
    graph.addPass(createSumPanels({options.triple, options.cpu}));
    graph.addPass(createPanelRegions({options.triple, options.cpu}));
  }
  if (options.stream)
    graph.addPass(createStreamRegions({options.triple, options.cpu}));
  if (options.cacheBlocks) {
    graph.addPass(createBlockChannels({options.triple, options.cpu}));
    graph.addPass(createSpreadPixels({options.triple, options.cpu}));
  }
  graph.addPass(createChooseKernels({.triple = options.triple, .cpu = options.cpu,
                                     .cacheBlocks = options.cacheBlocks}));
  if (options.cacheBlocks)
    graph.addPass(createAskAhead({options.triple, options.cpu}));
  graph.addPass(createPlanMemory({options.keepAll}));
}

} // namespace mnc
