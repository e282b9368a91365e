// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Facts that the user of a compiled library needs, and their text.

#ifndef MNC_EMIT_LIBRARYDESC_H
#define MNC_EMIT_LIBRARYDESC_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/JSON.h"
#include <cstdint>
#include <string>

namespace mnc {

/// One input or output of a network.
struct IoTensorDesc {
  /// The tensor's name in the model, any bytes.
  std::string name;
  llvm::SmallVector<int64_t> shape;
  /// "NCHW", "NHWC", "NC", or "" where that is not known.
  std::string layout;
  /// The element type in C: "float", "int8_t", ...; "uint8_t" for truth values, "uint16_t" for the
  /// bits of float16.
  std::string elementType = "float";
  /// The element type's name in numpy: "float32", "bool", "float16", ...
  std::string dataType = "float32";
  int64_t byteSize = 0;

  /// Product of the shape; 1 for a scalar.
  int64_t numElements() const;
};

/// One compiled library. Sizes are in bytes.
struct LibraryDesc {
  /// A C identifier, the prefix of every external symbol.
  std::string name;
  llvm::SmallVector<IoTensorDesc> inputs, outputs;
  uint64_t workspaceBytes = 0;
  uint64_t workspaceAlignment = 64;
  /// Upper bound of the stack that a call of an entry uses.
  uint64_t stackBytes = 0;
  uint64_t weightBytes = 0;
  uint64_t codeBytes = 0;
  /// True if the weights are external: a file, whose contents NAME_run takes as its last argument
  /// and NAME_check_weights compares with weightChecksum. Otherwise they are in the library.
  bool externalWeights = false;
  uint64_t weightAlignment = 64;
  uint64_t weightChecksum = 0;
  std::string cpu, triple, compilerVersion;
  /// The profiling callback, which the process that runs the code provides with the datum
  /// CALLBACK_context; empty for none.
  std::string profilingCallback;

  /// The arguments of NAME_run are the input and output tensors, the workspace, and external
  /// weights.
  size_t numIoTensors() const { return inputs.size() + outputs.size(); }
  size_t numArguments() const { return numIoTensors() + (externalWeights ? 2 : 1); }
  /// True if the argument may be a null pointer: memory of no bytes.
  bool mayBeNull(size_t argument) const;
  /// The functions that users call.
  llvm::SmallVector<std::string> entries() const;
};

/// The checksum of weights; their size is a multiple of 64.
uint64_t checksumOf(llvm::ArrayRef<uint8_t> weights);

/// The C header of the library: C99 and C++, documents itself. From C++20 on there are also
/// NAME_network::run, which takes spans of exact extents, and NAME_network::Workspace.
std::string printHeader(const LibraryDesc &library);

/// The number of the fields' meaning in what `mnc` writes as JSON (docs/Json.md). No field changes
/// its name or meaning without another number.
inline constexpr int jsonSchema = 1;

/// The library and the entries of `statistics` as indented JSON with a final newline; keys stand in
/// a fixed order.
std::string printJson(const LibraryDesc &library, const llvm::json::Object &statistics);

} // namespace mnc

#endif // MNC_EMIT_LIBRARYDESC_H
