// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The JSON description of a compiled library.

#include "mnc/Emit/LibraryDesc.h"
#include "llvm/Support/raw_ostream.h"

namespace mnc {

static void printPorts(llvm::json::OStream &json, llvm::StringRef key,
                       llvm::ArrayRef<PortDesc> ports) {
  json.attributeArray(key, [&] {
    for (const PortDesc &port : ports)
      json.object([&] {
        json.attribute("name", llvm::json::fixUTF8(port.name));
        json.attributeArray("shape", [&] {
          for (int64_t extent : port.shape)
            json.value(extent);
        });
        json.attribute("layout", port.layout);
        json.attribute("element_type", port.elementType);
        json.attribute("bytes", port.byteSize);
      });
  });
}

std::string printJson(const LibraryDesc &library, llvm::json::Value layers) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  llvm::json::OStream json(stream, /*IndentSize=*/2);
  json.object([&] {
    json.attribute("name", library.name);
    json.attribute("compiler", library.compilerVersion);
    json.attribute("target", library.triple);
    json.attribute("cpu", library.cpu);
    printPorts(json, "inputs", library.inputs);
    printPorts(json, "outputs", library.outputs);
    json.attribute("workspace_bytes", library.workspaceBytes);
    json.attribute("workspace_alignment", library.workspaceAlignment);
    json.attribute("stack_bytes", library.stackBytes);
    json.attribute("weight_bytes", library.weightBytes);
    json.attribute("weights_apart", library.weightsApart);
    json.attribute("code_bytes", library.codeBytes);
    json.attribute("layers", layers);
  });
  stream << "\n";
  return text;
}

} // namespace mnc
