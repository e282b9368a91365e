// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The JSON description of a compiled library.

#include "mnc/Emit/LibraryDesc.h"
#include "llvm/Support/raw_ostream.h"

namespace mnc {

static void printIoTensors(llvm::json::OStream &json, llvm::StringRef key,
                           llvm::ArrayRef<IoTensorDesc> ioTensors) {
  json.attributeArray(key, [&] {
    for (const IoTensorDesc &ioTensor : ioTensors)
      json.object([&] {
        json.attribute("name", llvm::json::fixUTF8(ioTensor.name));
        json.attributeArray("shape", [&] {
          for (int64_t extent : ioTensor.shape)
            json.value(extent);
        });
        json.attribute("layout", ioTensor.layout);
        json.attribute("element_type", ioTensor.elementType);
        json.attribute("data_type", ioTensor.dataType);
        json.attribute("bytes", ioTensor.byteSize);
      });
  });
}

/// The entries in the order of their keys.
static std::vector<const llvm::json::Object::value_type *>
sortedEntries(const llvm::json::Object &object) {
  std::vector<const llvm::json::Object::value_type *> entries;
  for (const auto &entry : object)
    entries.push_back(&entry);
  llvm::sort(entries, [](auto *lhs, auto *rhs) { return lhs->first < rhs->first; });
  return entries;
}

std::string printJson(const LibraryDesc &library, const llvm::json::Object &statistics) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  llvm::json::OStream json(stream, /*IndentSize=*/2);
  json.object([&] {
    json.attribute("schema", jsonSchema);
    json.attribute("name", library.name);
    json.attribute("compiler", library.compilerVersion);
    json.attribute("target", library.triple);
    json.attribute("cpu", library.cpu);
    printIoTensors(json, "inputs", library.inputs);
    printIoTensors(json, "outputs", library.outputs);
    json.attribute("workspace_bytes", library.workspaceBytes);
    json.attribute("workspace_alignment", library.workspaceAlignment);
    json.attribute("stack_bytes", library.stackBytes);
    json.attribute("weight_bytes", library.weightBytes);
    json.attribute("weights_apart", library.externalWeights);
    json.attribute("code_bytes", library.codeBytes);
    // Numbers first, layers last.
    for (bool isArray : {false, true})
      for (const llvm::json::Object::value_type *entry : sortedEntries(statistics))
        if ((entry->second.kind() == llvm::json::Value::Array) == isArray)
          json.attribute(entry->first, entry->second);
  });
  stream << "\n";
  return text;
}

} // namespace mnc
