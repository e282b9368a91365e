// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mnc/IR/ConstantData.h"

#include "mlir/IR/AsmState.h"
#include "mlir/IR/BuiltinDialect.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mnc/IR/IR.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace mnc {

/// Constants up to this many elements are printed in place.
static constexpr int64_t inlineElements = 16;

std::optional<ConstantFloats> ConstantFloats::get(Value value) {
  auto constant = value.getDefiningOp<ConstantOp>();
  return constant ? get(constant.getValue()) : std::nullopt;
}

std::optional<ConstantFloats> ConstantFloats::get(ElementsAttr elements) {
  ConstantFloats floats;
  floats.count = elements.getNumElements();
  if (!elements.getElementType().isF32())
    return std::nullopt;
  ArrayRef<char> raw;
  if (auto dense = dyn_cast<DenseElementsAttr>(elements)) {
    raw = dense.getRawData();
    floats.splat = dense.isSplat();
  } else if (auto resource = dyn_cast<DenseResourceElementsAttr>(elements)) {
    AsmResourceBlob *blob = resource.getRawHandle().getBlob();
    if (!blob)
      return std::nullopt;
    raw = blob->getData();
  }
  floats.values = {reinterpret_cast<const float *>(raw.data()), raw.size() / sizeof(float)};
  int64_t wanted = floats.splat ? 1 : floats.count;
  if (int64_t(floats.values.size()) != wanted)
    return std::nullopt;
  return floats;
}

bool hasValues(ElementsAttr elements) {
  return isa<DenseElementsAttr>(elements) || ConstantFloats::get(elements).has_value();
}

ElementsAttr makeConstantData(RankedTensorType type, std::vector<float> values) {
  auto owner = std::make_shared<const std::vector<float>>(std::move(values));
  return wrapConstant(type, *owner, owner);
}

ElementsAttr wrapConstant(RankedTensorType type, ArrayRef<float> values,
                          std::shared_ptr<const void> owner) {
  if (type.getNumElements() <= inlineElements)
    return DenseElementsAttr::get(type, values);
  // The values go with the function that would delete them.
  auto release = [owner = std::move(owner)](void *, size_t, size_t) {};
  return cast<ElementsAttr>(Attribute(DenseF32ResourceElementsAttr::get(
      type, "weights", UnmanagedAsmResourceBlob::allocateInferAlign(values, std::move(release)))));
}

ElementsAttr reshapeConstant(ElementsAttr elements, RankedTensorType type) {
  if (auto dense = dyn_cast<DenseElementsAttr>(elements))
    return dense.reshape(type);
  auto resource = cast<DenseResourceElementsAttr>(elements);
  return DenseResourceElementsAttr::get(type, resource.getRawHandle());
}

void freeUnusedConstants(ModuleOp module) {
  llvm::StringSet<> held;
  module.walk([&](ConstantOp constant) {
    if (auto resource = dyn_cast<DenseResourceElementsAttr>(constant.getValue()))
      held.insert(resource.getRawHandle().getKey());
  });
  auto &manager =
      DenseResourceElementsHandle::getManagerInterface(module.getContext()).getBlobManager();
  SmallVector<std::string> others;
  manager.getBlobMap([&](const auto &entries) {
    for (StringRef key : entries.keys())
      if (!held.contains(key))
        others.push_back(key.str());
  });
  for (const std::string &key : others)
    manager.update(key, AsmResourceBlob({}, 1, {}, /*dataIsMutable=*/false));
}

} // namespace mnc
