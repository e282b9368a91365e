// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading an ONNX file, and what holds for the file as a whole.

#include "Model.h"
#include "FileKind.h"
#include "Functions.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <limits>

using namespace llvm;

namespace mnc {

static constexpr int64_t firstOpset = 7, lastOpset = 25;

/// Sets the opset of `model` from its imports.
static Error findOpset(Model &model) {
  for (const onnx::OperatorSetIdProto &import : model.proto.opset_import())
    if (isStandardDomain(import.domain()))
      model.opset = std::max<int64_t>(model.opset, import.version());
  if (model.opset == 0)
    return createStringError("the model does not name its opset");
  if (model.opset < firstOpset || model.opset > lastOpset)
    return createStringError("the model's opset is " + Twine(model.opset) + ", wanted " +
                             Twine(firstOpset) + " to " + Twine(lastOpset));
  return Error::success();
}

static Error parseModel(StringRef bytes, Model &model) {
  if (bytes.size() > size_t(std::numeric_limits<int>::max()))
    return createStringError("the file has " + Twine(bytes.size()) +
                             " bytes, wanted less than 2 GiB (larger models "
                             "keep their weights in external data)");
  bool isParsed = model.proto.ParseFromArray(bytes.data(), int(bytes.size()));
  if (!isParsed || !model.proto.has_graph()) {
    std::string kind = explainFile(bytes);
    return createStringError(!kind.empty() ? "not an ONNX model but " + kind
                             : isParsed    ? "not an ONNX model: it has no graph"
                                           : "not an ONNX model");
  }
  if (model.proto.graph().output_size() == 0)
    return createStringError("the model's graph has no outputs");
  if (model.proto.graph().sparse_initializer_size() != 0)
    return createStringError("sparse initialisers are not supported");
  if (Error error = findOpset(model))
    return error;
  return inlineFunctions(model);
}

Expected<std::unique_ptr<Model>> readModel(MemoryBufferRef bytes, StringRef folder) {
  auto model = std::make_unique<Model>();
  model->folder = folder.str();
  if (Error error = parseModel(bytes.getBuffer(), *model))
    return createStringError("'" + bytes.getBufferIdentifier() +
                             "': " + toString(std::move(error)));
  return model;
}

Expected<std::unique_ptr<Model>> readModel(StringRef path) {
  auto inFile = [&](std::error_code code) {
    return createStringError("'" + path + "': " + code.message());
  };
  sys::fs::file_status status;
  if (std::error_code code = sys::fs::status(path, status))
    return inFile(code);
  // Devices may be endless.
  if (status.type() == sys::fs::file_type::character_file ||
      status.type() == sys::fs::file_type::block_file)
    return createStringError("'" + path + "': is a device, wanted a file");
  auto file = MemoryBuffer::getFile(path, /*IsText=*/false,
                                    /*RequiresNullTerminator=*/false);
  if (!file)
    return inFile(file.getError());
  return readModel(MemoryBufferRef((*file)->getBuffer(), path), sys::path::parent_path(path));
}

} // namespace mnc
