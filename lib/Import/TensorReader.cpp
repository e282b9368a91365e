// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reading the values of stored tensors: lists of numbers, raw bytes, and bytes
// of files next to the model.

#include "TensorReader.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mnc/IR/ConstantData.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using mlir::ElementsAttr;

namespace mnc {

std::string describeTensor(const onnx::TensorProto &tensor) {
  return tensor.name().empty() ? "the constant" : "initialiser '" + tensor.name() + "'";
}

static Error atTensor(const onnx::TensorProto &tensor, const Twine &message) {
  return createStringError(describeTensor(tensor) + " " + message);
}

static ArrayRef<int64_t> getShape(const onnx::TensorProto &tensor) {
  return {tensor.dims().data(), size_t(tensor.dims_size())};
}

static Error wrongLength(const onnx::TensorProto &tensor, const Twine &found, const Twine &wanted) {
  return atTensor(tensor, "has " + found + ", wanted " + wanted + " for the shape " +
                              shapeText(getShape(tensor)));
}

/// The number of elements of a tensor whose dimensions are all at least 1.
static Expected<int64_t> countFloats(const onnx::TensorProto &tensor) {
  if (std::string problem = shapeError(getShape(tensor)); !problem.empty())
    return atTensor(tensor, "has " + problem);
  return *countElements(getShape(tensor), maxElements);
}

//--- Bytes -------------------------------------------------------------------

Expected<StringRef> TensorReader::getExternalFile(StringRef location) {
  auto &buffer = (*model.externalFiles)[location];
  if (!buffer) {
    SmallString<128> path(model.folder);
    sys::path::append(path, location);
    auto inFile = [&](std::error_code code) {
      return createStringError("'" + path + "': " + code.message());
    };
    // Caches of downloads keep files behind symbolic links. Reading a pipe or a device may never
    // end.
    if (!sys::fs::exists(path))
      return inFile(std::make_error_code(std::errc::no_such_file_or_directory));
    if (!sys::fs::is_regular_file(path))
      return createStringError("'" + path + "', wanted a file");
    auto file = MemoryBuffer::getFile(path, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false);
    if (!file)
      return inFile(file.getError());
    buffer = std::move(*file);
  }
  return buffer->getBuffer();
}

Expected<StringRef> TensorReader::getExternalBytes(const onnx::TensorProto &tensor,
                                                   int64_t wanted) {
  StringRef location;
  uint64_t offset = 0;
  std::optional<uint64_t> length;
  for (const onnx::StringStringEntryProto &entry : tensor.external_data()) {
    uint64_t number = 0;
    bool isNumber = !StringRef(entry.value()).getAsInteger(10, number);
    if (entry.key() == "location")
      location = entry.value();
    else if (entry.key() != "offset" && entry.key() != "length")
      continue;
    else if (!isNumber)
      return atTensor(tensor, "has external data with '" + entry.key() + "' '" + entry.value() +
                                  "', wanted a number of bytes");
    else if (entry.key() == "offset")
      offset = number;
    else
      length = number;
  }
  if (location.empty())
    return atTensor(tensor, "has external data without a location");
  bool leavesFolder =
      llvm::is_contained(make_range(sys::path::begin(location), sys::path::end(location)), "..");
  if (sys::path::is_absolute(location) || leavesFolder)
    return atTensor(tensor,
                    "has external data at '" + location + "', wanted a file in the model's folder");
  if (length && *length != uint64_t(wanted))
    return wrongLength(tensor, Twine(*length) + " bytes of external data", Twine(wanted));
  Expected<StringRef> file = getExternalFile(location);
  if (!file)
    return atTensor(tensor, "has external data in " + toString(file.takeError()));
  if (offset > file->size() || file->size() - offset < uint64_t(wanted))
    return atTensor(tensor, "has external data of " + Twine(wanted) + " bytes at offset " +
                                Twine(offset) + " of '" + location + "', which has " +
                                Twine(file->size()) + " bytes");
  return file->substr(offset, wanted);
}

Expected<std::optional<StringRef>> TensorReader::getBytes(const onnx::TensorProto &tensor,
                                                          int64_t count, int64_t elementBytes) {
  int64_t wanted = count * elementBytes;
  if (tensor.data_location() == 1) {
    Expected<StringRef> bytes = getExternalBytes(tensor, wanted);
    if (!bytes)
      return bytes.takeError();
    return std::optional<StringRef>(*bytes);
  }
  if (!tensor.has_raw_data())
    return std::nullopt;
  if (int64_t(tensor.raw_data().size()) != wanted)
    return wrongLength(tensor, Twine(tensor.raw_data().size()) + " bytes of data", Twine(wanted));
  return std::optional<StringRef>(tensor.raw_data());
}

//--- Numbers -----------------------------------------------------------------

/// Appends the numbers of `T` that stand in `bytes`.
template <typename T, typename Numbers> static void decode(StringRef bytes, Numbers &out) {
  for (size_t at = 0; at < bytes.size(); at += sizeof(T))
    out.push_back(typename Numbers::value_type(
        support::endian::read<T, llvm::endianness::little>(bytes.data() + at)));
}

Expected<ElementsAttr> TensorReader::takeFloats(onnx::TensorProto &tensor,
                                                mlir::MLIRContext *context) {
  Expected<int64_t> count = countFloats(tensor);
  if (!count)
    return count.takeError();
  auto type = mlir::RankedTensorType::get(getShape(tensor), mlir::Float32Type::get(context));
  if (tensor.data_type() != element_type::Float)
    return readHalves(tensor, *count, type);
  auto bytes = getBytes(tensor, *count, sizeof(float));
  if (!bytes)
    return bytes.takeError();
  if (!*bytes) {
    if (tensor.float_data_size() != *count)
      return wrongLength(tensor, Twine(tensor.float_data_size()) + " values", Twine(*count));
    auto list = std::make_shared<google::protobuf::RepeatedField<float>>(
        std::move(*tensor.mutable_float_data()));
    return wrapConstant(type, {list->data(), size_t(*count)}, list);
  }
  bool inPlace = llvm::endianness::native == llvm::endianness::little &&
                 reinterpret_cast<uintptr_t>((*bytes)->data()) % alignof(float) == 0;
  if (!inPlace) {
    std::vector<float> values;
    values.reserve(*count);
    decode<float>(**bytes, values);
    return makeConstantData(type, std::move(values));
  }
  auto floatsAt = [&](const char *data) {
    return ArrayRef(reinterpret_cast<const float *>(data), *count);
  };
  if (tensor.data_location() == 1)
    return wrapConstant(type, floatsAt((*bytes)->data()), model.externalFiles);
  auto raw = std::make_shared<std::string>(std::move(*tensor.mutable_raw_data()));
  return wrapConstant(type, floatsAt(raw->data()), raw);
}

Expected<ElementsAttr> TensorReader::readHalves(const onnx::TensorProto &tensor, int64_t count,
                                                mlir::RankedTensorType type) {
  auto bytes = getBytes(tensor, count, sizeof(uint16_t));
  if (!bytes)
    return bytes.takeError();
  SmallVector<uint16_t> bits;
  if (*bytes)
    decode<uint16_t>(**bytes, bits);
  else
    bits.append(tensor.int32_data().begin(), tensor.int32_data().end());
  if (int64_t(bits.size()) != count)
    return wrongLength(tensor, Twine(bits.size()) + " values", Twine(count));
  const fltSemantics &semantics =
      tensor.data_type() == element_type::Float16 ? APFloat::IEEEhalf() : APFloat::BFloat();
  std::vector<float> values;
  values.reserve(count);
  for (uint16_t one : bits)
    values.push_back(APFloat(semantics, APInt(16, one)).convertToFloat());
  return makeConstantData(type, std::move(values));
}

Expected<ElementsAttr> TensorReader::readDoubles(const onnx::TensorProto &tensor,
                                                 mlir::MLIRContext *context) {
  Expected<int64_t> count = countFloats(tensor);
  if (!count)
    return count.takeError();
  auto bytes = getBytes(tensor, *count, sizeof(double));
  if (!bytes)
    return bytes.takeError();
  // A shape alone may promise any number of values.
  std::vector<float> values;
  if (*bytes) {
    values.reserve(*count);
    decode<double>(**bytes, values);
  } else {
    values.assign(tensor.double_data().begin(), tensor.double_data().end());
  }
  if (int64_t(values.size()) != *count)
    return wrongLength(tensor, Twine(values.size()) + " values", Twine(*count));
  return makeConstantData(
      mlir::RankedTensorType::get(getShape(tensor), mlir::Float32Type::get(context)),
      std::move(values));
}

/// Bytes of an element of an integer type, and how to read it.
using Decoder = void (*)(StringRef, SmallVectorImpl<int64_t> &);
static std::pair<int64_t, Decoder> getDecoder(int32_t type) {
  assert(isIntegerType(type));
  return dispatchInteger(type, [](auto element) -> std::pair<int64_t, Decoder> {
    // A byte stands for a truth value.
    using T = decltype(element);
    return {sizeof(T), decode<std::conditional_t<std::is_same_v<T, bool>, uint8_t, T>>};
  });
}

Expected<IntTensor> TensorReader::readInts(const onnx::TensorProto &tensor, int64_t mostElements) {
  std::optional<int64_t> count = countIntegers(getShape(tensor), mostElements);
  if (!count || tensor.dims_size() > maxRank)
    return atTensor(tensor, "has the shape " + shapeText(getShape(tensor)) + ", wanted at most " +
                                Twine(maxRank) + " dimensions and " + Twine(mostElements) +
                                " integers");
  auto [elementBytes, decoder] = getDecoder(tensor.data_type());
  auto bytes = getBytes(tensor, *count, elementBytes);
  if (!bytes)
    return bytes.takeError();
  IntTensor result{SmallVector<int64_t>(getShape(tensor)), {}, tensor.data_type()};
  if (*bytes)
    decoder(**bytes, result.values);
  else if (tensor.data_type() == element_type::Int64)
    result.values.append(tensor.int64_data().begin(), tensor.int64_data().end());
  else if (tensor.data_type() == element_type::UInt32 || tensor.data_type() == element_type::UInt64)
    result.values.append(tensor.uint64_data().begin(), tensor.uint64_data().end());
  else
    result.values.append(tensor.int32_data().begin(), tensor.int32_data().end());
  if (int64_t(result.values.size()) != *count)
    return wrongLength(tensor, Twine(result.values.size()) + " values", Twine(*count));
  return result;
}

} // namespace mnc
