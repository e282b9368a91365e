// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An ONNX file in memory.

#ifndef MNC_LIB_IMPORT_MODEL_H
#define MNC_LIB_IMPORT_MODEL_H

#include "mnc/IR/Limits.h"
#include "onnx.pb.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>
#include <string>

namespace mnc {

/// Files of external data, by their location in the model.
using ExternalFiles = llvm::StringMap<std::unique_ptr<llvm::MemoryBuffer>>;

/// A parsed model.
struct Model {
  onnx::ModelProto proto;
  /// The folder of files of external data.
  std::string folder;
  /// Files of external data that were read; constants may point into them.
  std::shared_ptr<ExternalFiles> externalFiles = std::make_shared<ExternalFiles>();
  /// Version of the operator set of the domain "".
  int64_t opset = 0;
};

/// Parses the file at `path`. Fails if it cannot be read, is not an ONNX model
/// with a graph that has outputs, or its opset is not supported; the messages
/// contain the path.
llvm::Expected<std::unique_ptr<Model>> readModel(llvm::StringRef path);

/// Parses the bytes of a file as `readModel(path)` does; the messages contain their identifier.
llvm::Expected<std::unique_ptr<Model>> readModel(llvm::MemoryBufferRef bytes,
                                                 llvm::StringRef folder);

/// The domain "" has a second name, "ai.onnx".
inline bool isStandardDomain(llvm::StringRef domain) {
  return domain.empty() || domain == "ai.onnx";
}

} // namespace mnc

#endif // MNC_LIB_IMPORT_MODEL_H
