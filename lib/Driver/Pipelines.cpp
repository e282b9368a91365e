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

void buildSchedulePipeline(OpPassManager &passes, StringRef triple, StringRef cpu,
                           bool stream, bool keepAll) {
  OpPassManager &graph = passes.nest<func::FuncOp>();
  graph.addPass(createFormRegions());
  if (stream) {
    graph.addPass(createPanelRegions({triple.str(), cpu.str()}));
    graph.addPass(createStreamRegions({triple.str(), cpu.str()}));
  }
  graph.addPass(createSpreadPixels({triple.str(), cpu.str()}));
  graph.addPass(createChooseKernels({triple.str(), cpu.str()}));
  graph.addPass(createPlanMemory({keepAll}));
}

} // namespace mnc
