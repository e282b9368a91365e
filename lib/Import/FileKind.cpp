// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "FileKind.h"

#include "llvm/ADT/Twine.h"
#include <cstdint>

using namespace llvm;

namespace mnc {

namespace {
/// A beginning, at `offset`, that other files have.
struct FileKind {
  size_t offset;
  StringLiteral begin, text;
};
} // namespace

static constexpr FileKind kinds[] = {
    {0, "version https://git-lfs.github.com/spec/",
     "a Git LFS pointer, not the model itself: 'git lfs pull' fetches it"},
    {0, "\x1f\x8b", "compressed with gzip: decompress it first"},
    {0, "PK\x03\x04", "a zip archive: take the .onnx file out of it first"},
    {0, "\x89HDF", "an HDF5 file, as Keras writes: convert it to ONNX first"},
    {4, "TFL3", "a TensorFlow Lite model: convert it to ONNX first"},
};

/// Reads a variable-length integer at `at` and moves `at` behind it. Nothing at the end.
static std::optional<uint64_t> readVarint(StringRef bytes, uint64_t &at) {
  uint64_t value = 0;
  for (int shift = 0; shift < 64 && at < bytes.size(); shift += 7) {
    uint8_t byte = bytes[at++];
    value |= uint64_t(byte & 127) << shift;
    if (byte < 128)
      return value;
  }
  return std::nullopt;
}

/// The bytes that are missing behind the end, if the outermost fields look like those of a model of
/// which the end is missing; 0 otherwise.
static uint64_t missingBytes(StringRef bytes) {
  uint64_t at = 0;
  while (at < bytes.size()) {
    std::optional<uint64_t> key = readVarint(bytes, at);
    if (!key || *key >> 3 == 0 || *key >> 3 > 26)
      return 0;
    std::optional<uint64_t> value = readVarint(bytes, at);
    if (!value)
      return 1;
    if ((*key & 7) == 0)
      continue;
    if ((*key & 7) != 2)
      return 0;
    if (*value > bytes.size() - at)
      return *value - (bytes.size() - at);
    at += *value;
  }
  return 0;
}

std::string explainFile(StringRef bytes) {
  if (bytes.empty())
    return "empty";
  for (const FileKind &kind : kinds)
    if (bytes.drop_front(std::min(kind.offset, bytes.size())).starts_with(kind.begin))
      return kind.text.str();
  std::string begin = bytes.take_front(256).ltrim().lower();
  if (StringRef(begin).starts_with("<!doctype html") || StringRef(begin).starts_with("<html"))
    return "a web page, not the model itself: download the file that the page links to";
  if (uint64_t missing = missingBytes(bytes))
    return ("cut off: at least " + Twine(missing) + " bytes are missing at its end").str();
  return "";
}

} // namespace mnc
