// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The entry of the room.

#include "mnc/Import/Import.h"
#include "Importer.h"
#include "mnc/IR/IR.h"

using namespace mlir;

namespace mnc {

static OwningOpRef<ModuleOp> importModel(llvm::Expected<std::unique_ptr<Model>> model,
                                         MLIRContext &context, const ImportOptions &options) {
  context.loadDialect<MNCDialect, func::FuncDialect>();
  if (!model) {
    emitError(UnknownLoc::get(&context)) << llvm::toString(model.takeError());
    return {};
  }
  return Importer(**model, &context, options).run();
}

OwningOpRef<ModuleOp> importOnnx(StringRef path, MLIRContext &context,
                                 const ImportOptions &options) {
  return importModel(readModel(path), context, options);
}

OwningOpRef<ModuleOp> importOnnx(llvm::MemoryBufferRef bytes, StringRef folder,
                                 MLIRContext &context, const ImportOptions &options) {
  return importModel(readModel(bytes, folder), context, options);
}

} // namespace mnc
