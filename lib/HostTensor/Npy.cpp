// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reader and writer of .npy files: magic, version, length of the header, a
// Python dictionary as text, raw elements.

#include "mnc/HostTensor/Npy.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using llvm::Error;
using llvm::Expected;
using llvm::StringRef;

namespace mnc {

static_assert(llvm::endianness::native == llvm::endianness::little,
              "elements are copied as they are");

static constexpr StringRef magic("\x93NUMPY", 6);

static Error makeError(const llvm::Twine &message) { return llvm::createStringError(message); }

/// `error` with the path in front of its message.
static Error atPath(StringRef path, Error error) {
  return makeError("'" + path + "': " + llvm::toString(std::move(error)));
}

namespace {

/// The text after magic, version and length, its keys in any order:
/// `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`.
struct Header {
  StringRef descr, fortranOrder;
  llvm::SmallVector<int64_t> shape;
};

/// Reads the header's dictionary; every method consumes what it accepts.
class HeaderParser {
public:
  explicit HeaderParser(StringRef text) : rest(text) {}

  Expected<Header> parse() {
    Header header;
    bool hasShape = false;
    if (!accept("{"))
      return wanted("'{'");
    while (!accept("}")) {
      Expected<StringRef> key = parseString();
      if (!key)
        return key.takeError();
      if (!accept(":"))
        return wanted("':'");
      if (*key == "descr") {
        if (Error error = parseString().moveInto(header.descr))
          return error;
      } else if (*key == "fortran_order") {
        header.fortranOrder = rest.ltrim().take_while(llvm::isAlpha);
        accept(header.fortranOrder);
      } else if (*key == "shape") {
        if (Error error = parseShape(header.shape))
          return error;
        hasShape = true;
      } else {
        return makeError("header has the key '" + *key +
                         "', wanted 'descr', 'fortran_order' and 'shape'");
      }
      if (!accept(",") && !rest.ltrim().starts_with("}"))
        return wanted("',' or '}'");
    }
    if (!rest.trim().empty())
      return wanted("the end of the header");
    if (header.descr.empty() || header.fortranOrder.empty() || !hasShape)
      return makeError("header lacks one of 'descr', 'fortran_order' and 'shape'");
    return header;
  }

private:
  Error wanted(StringRef what) const {
    return makeError("header has '" + rest.ltrim().take_front(16).rtrim() + "' where " + what +
                     " is wanted");
  }

  bool accept(StringRef token) {
    StringRef trimmed = rest.ltrim();
    if (!trimmed.consume_front(token))
      return false;
    rest = trimmed;
    return true;
  }

  Expected<StringRef> parseString() {
    StringRef trimmed = rest.ltrim();
    size_t end = trimmed.starts_with("'") ? trimmed.find('\'', 1) : StringRef::npos;
    if (end == StringRef::npos)
      return wanted("a quoted string");
    rest = trimmed.drop_front(end + 1);
    return trimmed.slice(1, end);
  }

  Error parseShape(llvm::SmallVectorImpl<int64_t> &shape) {
    shape.clear();
    if (!accept("("))
      return wanted("'('");
    while (!accept(")")) {
      StringRef trimmed = rest.ltrim();
      int64_t dimension;
      if (trimmed.consumeInteger(10, dimension) || dimension < 0)
        return wanted("a dimension of at most 63 bits");
      rest = trimmed;
      shape.push_back(dimension);
      if (!accept(",") && !rest.ltrim().starts_with(")"))
        return wanted("',' or ')'");
    }
    return Error::success();
  }

  StringRef rest;
};

} // namespace

/// numpy's name of the type: byte order ('|' where there is none), kind and
/// bytes.
static StringRef descrOf(ElementType type) {
  switch (type) {
  case ElementType::F32:
    return "<f4";
  case ElementType::F64:
    return "<f8";
  case ElementType::F16:
    return "<f2";
  case ElementType::I8:
    return "|i1";
  case ElementType::U8:
    return "|u1";
  case ElementType::I32:
    return "<i4";
  case ElementType::I64:
    return "<i8";
  case ElementType::Bool:
    break;
  }
  return "|b1";
}

static Expected<ElementType> parseDescr(StringRef descr) {
  for (ElementType type : elementTypes)
    if (descr == descrOf(type))
      return type;
  if (descr.starts_with(">"))
    return makeError("element type '" + descr + "' is big-endian, wanted little-endian");
  return makeError("element type is '" + descr +
                   "', wanted float32, float64, float16, int8, uint8, int32, int64 or bool");
}

/// Splits the file into the header's text and the elements' bytes.
static Expected<std::pair<StringRef, StringRef>> splitFile(StringRef file) {
  if (!file.consume_front(magic))
    return makeError("not an npy file: it does not begin with \\x93NUMPY");
  if (file.size() < 2)
    return makeError("file ends within its header");
  unsigned version = uint8_t(file[0]);
  if (version < 1 || version > 3)
    return makeError("npy format version is " + llvm::Twine(version) + ", wanted 1, 2 or 3");
  file = file.drop_front(2);
  size_t lengthBytes = version == 1 ? 2 : 4;
  if (file.size() < lengthBytes)
    return makeError("file ends within its header");
  size_t length = version == 1 ? llvm::support::endian::read16le(file.data())
                               : llvm::support::endian::read32le(file.data());
  file = file.drop_front(lengthBytes);
  if (file.size() < length)
    return makeError("header is " + llvm::Twine(length) + " bytes, but only " +
                     llvm::Twine(file.size()) + " follow");
  return std::pair(file.take_front(length), file.drop_front(length));
}

static Expected<HostTensor> parseNpy(StringRef file) {
  auto parts = splitFile(file);
  if (!parts)
    return parts.takeError();
  auto [text, elements] = *parts;
  Expected<Header> header = HeaderParser(text).parse();
  if (!header)
    return header.takeError();
  Expected<ElementType> type = parseDescr(header->descr);
  if (!type)
    return type.takeError();
  if (header->fortranOrder != "False")
    return makeError("'fortran_order' is " + header->fortranOrder + ", wanted False (C order)");
  std::optional<int64_t> bytes = tensorBytes(*type, header->shape);
  if (!bytes)
    return makeError("a tensor of " + formatShape(header->shape) + " does not fit memory");
  if (uint64_t(*bytes) != elements.size())
    return makeError("a " + elementTypeName(*type) + " tensor of " + formatShape(header->shape) +
                     " has " + llvm::Twine(*bytes) + " bytes, but " + llvm::Twine(elements.size()) +
                     " follow the header");

  HostTensor tensor{*type, std::move(header->shape),
                    std::vector<uint8_t>(elements.bytes_begin(), elements.bytes_end())};
  if (*type == ElementType::Bool)
    for (uint8_t &byte : tensor.bytes)
      byte = byte != 0;
  return tensor;
}

Expected<HostTensor> readNpy(StringRef path) {
  auto file = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                          /*RequiresNullTerminator=*/false);
  if (!file)
    return atPath(path, llvm::errorCodeToError(file.getError()));
  Expected<HostTensor> tensor = parseNpy((*file)->getBuffer());
  if (!tensor)
    return atPath(path, tensor.takeError());
  return tensor;
}

/// Magic, version 1.0, length and dictionary, padded with spaces so that the
/// elements begin at a multiple of 64 bytes.
static Expected<std::string> formatHeader(const HostTensor &tensor) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << "{'descr': '" << descrOf(tensor.type) << "', 'fortran_order': False, 'shape': (";
  llvm::interleaveComma(tensor.shape, os);
  os << (tensor.shape.size() == 1 ? ",), }" : "), }");
  size_t fixedBytes = magic.size() + 4;
  text.append(llvm::offsetToAlignment(fixedBytes + text.size() + 1, llvm::Align(64)), ' ');
  text += '\n';
  if (!llvm::isUInt<16>(text.size()))
    return makeError("a tensor of rank " + llvm::Twine(tensor.shape.size()) +
                     " does not fit an npy header");
  std::string header = magic.str() + std::string("\1\0", 2);
  header += char(text.size() & 0xff);
  header += char(text.size() >> 8);
  return header + text;
}

Error writeNpy(StringRef path, const HostTensor &tensor) {
  Expected<std::string> header = formatHeader(tensor);
  if (!header)
    return atPath(path, header.takeError());
  Expected<llvm::sys::fs::TempFile> file = llvm::sys::fs::TempFile::create(path + ".%%%%%%");
  if (!file)
    return atPath(path, file.takeError());
  llvm::raw_fd_ostream os(file->FD, /*shouldClose=*/false);
  os << *header << llvm::toStringRef(tensor.bytes);
  os.flush();
  std::error_code writeError = os.error();
  // A stream with a pending error ends the process when it is destroyed.
  os.clear_error();
  if (writeError)
    return atPath(path, llvm::joinErrors(llvm::errorCodeToError(writeError), file->discard()));
  if (Error error = file->keep(path))
    return atPath(path, std::move(error));
  return Error::success();
}

} // namespace mnc
