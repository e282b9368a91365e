// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading an ONNX file, and what holds for the file as a whole.

#include "Model.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include <limits>

using namespace llvm;

namespace mnc {

static constexpr int64_t firstOpset = 7, lastOpset = 25;

std::optional<int64_t> countElements(ArrayRef<int64_t> shape, int64_t limit) {
  if (llvm::any_of(shape, [](int64_t size) { return size < 0; }))
    return std::nullopt;
  if (llvm::is_contained(shape, 0))
    return 0;
  int64_t count = 1;
  for (int64_t size : shape) {
    if (size > limit / count)
      return std::nullopt;
    count *= size;
  }
  return count;
}

std::string shapeText(ArrayRef<int64_t> shape) {
  return shape.empty() ? "scalar"
                       : llvm::join(llvm::map_range(shape,
                                                    [](int64_t size) {
                                                      return llvm::itostr(size);
                                                    }),
                                    "x");
}

/// Sets the opset of `model` from its imports.
static Error findOpset(Model &model) {
  for (const onnx::OperatorSetIdProto &import : model.proto.opset_import())
    if (isStandardDomain(import.domain()))
      model.opset = std::max<int64_t>(model.opset, import.version());
  if (model.opset == 0)
    return createStringError("the model does not name its opset");
  if (model.opset < firstOpset || model.opset > lastOpset)
    return createStringError("the model's opset is " + Twine(model.opset) +
                             ", wanted " + Twine(firstOpset) + " to " +
                             Twine(lastOpset));
  return Error::success();
}

static Error parseModel(StringRef bytes, Model &model) {
  if (bytes.size() > size_t(std::numeric_limits<int>::max()))
    return createStringError("the file has " + Twine(bytes.size()) +
                             " bytes, wanted less than 2 GiB (larger models "
                             "keep their weights in external data)");
  if (!model.proto.ParseFromArray(bytes.data(), int(bytes.size())))
    return createStringError("not an ONNX model");
  if (!model.proto.has_graph())
    return createStringError("not an ONNX model: it has no graph");
  if (model.proto.graph().output_size() == 0)
    return createStringError("the model's graph has no outputs");
  if (model.proto.graph().sparse_initializer_size() != 0)
    return createStringError("sparse initialisers are not supported");
  return findOpset(model);
}

Expected<std::shared_ptr<Model>> readModel(StringRef path) {
  auto inFile = [&](Error error) {
    return createStringError("'" + path + "': " + toString(std::move(error)));
  };
  auto file = MemoryBuffer::getFile(path, /*IsText=*/false,
                                    /*RequiresNullTerminator=*/false);
  if (!file)
    return inFile(errorCodeToError(file.getError()));
  auto model = std::make_shared<Model>();
  model->folder = sys::path::parent_path(path).str();
  if (Error error = parseModel((*file)->getBuffer(), *model))
    return inFile(std::move(error));
  return model;
}

} // namespace mnc
