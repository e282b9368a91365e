// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs passes on the text of a graph.

#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "mnc/CPU/Target.h"
#include "mnc/Driver/Compilation.h"
#include "mnc/Driver/Pipelines.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  mnc::registerDialects(registry);
  mnc::registerPasses();
  mnc::initializeTargets();
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "runs passes of mnc on a graph\n", registry));
}
