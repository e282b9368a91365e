// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Host tensors: the generator's fixed values, .npy files good and bad, and the
// rule of comparison.

#include "mnc/HostTensor/HostTensor.h"
#include "mnc/HostTensor/Compare.h"
#include "mnc/HostTensor/Npy.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"
#include <cmath>
#include <limits>

using namespace mnc;
using llvm::StringRef;

namespace {

template <typename T>
HostTensor tensorOf(llvm::ArrayRef<int64_t> shape, std::initializer_list<T> values) {
  HostTensor tensor = HostTensor::zeros(elementTypeOf<T>(), shape);
  std::copy(values.begin(), values.end(), tensor.data<T>().begin());
  return tensor;
}

TEST(HostTensor, sizesAndNames) {
  EXPECT_EQ(tensorBytes(ElementType::F32, {2, 3}), 24);
  EXPECT_EQ(tensorBytes(ElementType::I64, {}), 8);
  EXPECT_EQ(tensorBytes(ElementType::Bool, {0, 5}), 0);
  EXPECT_EQ(tensorBytes(ElementType::I8, {-1}), std::nullopt);
  EXPECT_EQ(tensorBytes(ElementType::F64, {int64_t(1) << 60}), std::nullopt);
  EXPECT_EQ(elementTypeName(ElementType::U8), "uint8");
  EXPECT_EQ(formatShape({1, 3, 8}), "1x3x8");
  EXPECT_EQ(formatShape({}), "scalar");
  EXPECT_EQ(HostTensor::zeros(ElementType::I32, {4, 2}).numElements(), 8);
}

TEST(GenerateInput, fixedValues) {
  HostTensor first = generateInput(0, ElementType::I32, {4});
  EXPECT_EQ(first.data<int32_t>(), llvm::ArrayRef<int32_t>({14819496, 7239838, 443485, 16288696}));
  HostTensor second = generateInput(1, ElementType::I32, {4});
  EXPECT_EQ(second.data<int32_t>(), llvm::ArrayRef<int32_t>({1652502, 761628, 4165976, 11974775}));
}

TEST(GenerateInput, typesShareOneStream) {
  HostTensor wide = generateInput(2, ElementType::I64, {64});
  HostTensor floats = generateInput(2, ElementType::F32, {8, 8}),
             doubles = generateInput(2, ElementType::F64, {64});
  HostTensor bytes = generateInput(2, ElementType::U8, {64}),
             signedBytes = generateInput(2, ElementType::I8, {64});
  HostTensor bits = generateInput(2, ElementType::Bool, {64});
  for (auto [j, k] : llvm::enumerate(wide.data<int64_t>())) {
    EXPECT_EQ(doubles.data<double>()[j], std::ldexp(double(k), -23) - 1);
    EXPECT_EQ(floats.data<float>()[j], doubles.data<double>()[j]);
    EXPECT_EQ(bytes.data<uint8_t>()[j], k % 256);
    EXPECT_EQ(signedBytes.data<int8_t>()[j], int8_t(k % 256));
    EXPECT_EQ(bits.data<bool>()[j], k % 2 == 1);
    EXPECT_TRUE(floats.data<float>()[j] >= -1 && floats.data<float>()[j] < 1);
  }
}

class Npy : public testing::Test {
protected:
  void SetUp() override {
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("mnc-npy", directory));
    path = (directory + "/t.npy").str();
  }
  void TearDown() override { llvm::sys::fs::remove_directories(directory); }

  /// Writes a file from its parts and returns the reader's error message,
  /// without the path in front of it.
  std::string errorOf(StringRef dictionary, StringRef elements,
                      StringRef version = StringRef("\1\0", 2)) {
    std::string text = ("\x93NUMPY" + version).str();
    text += char(dictionary.size());
    text += '\0';
    return errorOfFile(text + dictionary.str() + elements.str());
  }

  std::string errorOfFile(StringRef contents) {
    write(contents);
    llvm::Expected<HostTensor> tensor = readNpy(path);
    if (tensor)
      return "no error";
    std::string message = llvm::toString(tensor.takeError()), prefix = "'" + path + "': ";
    EXPECT_EQ(message.substr(0, prefix.size()), prefix);
    return message.substr(std::min(message.size(), prefix.size()));
  }

  void write(StringRef contents) {
    std::error_code code;
    llvm::raw_fd_ostream(path, code) << contents;
    ASSERT_FALSE(code);
  }

  llvm::SmallString<64> directory;
  std::string path;
};

TEST_F(Npy, roundTripKeepsTypeShapeAndBytes) {
  for (ElementType type : {ElementType::F32, ElementType::F64, ElementType::I8, ElementType::U8,
                           ElementType::I32, ElementType::I64, ElementType::Bool})
    for (const llvm::SmallVector<int64_t> &shape :
         std::initializer_list<llvm::SmallVector<int64_t>>{{}, {5}, {2, 3}, {1, 0, 7}}) {
      HostTensor tensor = generateInput(3, type, shape);
      ASSERT_FALSE(llvm::errorToBool(writeNpy(path, tensor)));
      llvm::Expected<HostTensor> read = readNpy(path);
      ASSERT_TRUE(bool(read)) << llvm::toString(read.takeError());
      EXPECT_EQ(read->type, type);
      EXPECT_EQ(read->shape, tensor.shape);
      EXPECT_EQ(read->bytes, tensor.bytes);
    }
}

TEST_F(Npy, headerBytes) {
  ASSERT_FALSE(llvm::errorToBool(writeNpy(path, tensorOf<uint8_t>({2}, {7, 9}))));
  auto file = llvm::MemoryBuffer::getFile(path);
  ASSERT_TRUE(bool(file));
  StringRef dictionary = "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }";
  std::string wanted = std::string("\x93NUMPY\1\0\x76\0", 10) + dictionary.str();
  wanted.resize(127, ' ');
  EXPECT_EQ((*file)->getBuffer(), wanted + "\n\7\11");
}

TEST_F(Npy, readsVersionTwoAndKeysInAnyOrder) {
  StringRef dictionary = "{ 'shape':(2 , 1),'descr':'<i4' , 'fortran_order':False }\n";
  std::string text("\x93NUMPY\2\0", 8);
  text += std::string{char(dictionary.size()), 0, 0, 0} + dictionary.str() +
          std::string("\1\0\0\0\xff\xff\xff\xff", 8);
  write(text);
  llvm::Expected<HostTensor> tensor = readNpy(path);
  ASSERT_TRUE(bool(tensor)) << llvm::toString(tensor.takeError());
  EXPECT_EQ(tensor->shape, (llvm::SmallVector<int64_t>{2, 1}));
  EXPECT_EQ(tensor->data<int32_t>(), llvm::ArrayRef<int32_t>({1, -1}));
}

TEST_F(Npy, negative_noFile) {
  EXPECT_EQ(llvm::toString(readNpy(path).takeError()), "'" + path + "': No such file or directory");
}

TEST_F(Npy, negative_unwritablePath) {
  std::string inMissing = path + "/below/t.npy";
  std::string message = llvm::toString(writeNpy(inMissing, tensorOf<float>({1}, {1})));
  EXPECT_NE(message.find("'" + inMissing + "': "), std::string::npos) << message;
}

TEST_F(Npy, negative_notNpy) {
  EXPECT_EQ(errorOfFile("PK"), "not an npy file: it does not begin with \\x93NUMPY");
  EXPECT_EQ(errorOfFile(""), "not an npy file: it does not begin with \\x93NUMPY");
  EXPECT_EQ(errorOfFile("\x93NUMPY"), "file ends within its header");
  EXPECT_EQ(errorOfFile(StringRef("\x93NUMPY\2\0\1\0", 10)), "file ends within its header");
  EXPECT_EQ(errorOfFile(StringRef("\x93NUMPY\1\0\x76\0{", 11)),
            "header is 118 bytes, but only 1 follow");
  EXPECT_EQ(errorOf("", "", StringRef("\4\0", 2)), "npy format version is 4, wanted 1, 2 or 3");
}

TEST_F(Npy, negative_truncatedData) {
  StringRef header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
  EXPECT_EQ(errorOf(header, "1234"),
            "a float32 tensor of 2x3 has 24 bytes, but 4 follow the header");
  EXPECT_EQ(errorOf(header, std::string(25, 'x')),
            "a float32 tensor of 2x3 has 24 bytes, but 25 follow the header");
}

TEST_F(Npy, negative_sizeOverflows) {
  EXPECT_EQ(errorOf("{'descr': '<f4', 'fortran_order': False, 'shape': "
                    "(4294967296, 4294967296), }",
                    ""),
            "a tensor of 4294967296x4294967296 does not fit memory");
  EXPECT_EQ(errorOf("{'descr': '<f4', 'fortran_order': False, 'shape': "
                    "(1099511627776,), }",
                    ""),
            "a float32 tensor of 1099511627776 has 4398046511104 bytes, but 0 "
            "follow the header");
  EXPECT_EQ(errorOf("{'descr': '<f4', 'fortran_order': False, 'shape': "
                    "(9223372036854775808,), }",
                    ""),
            "header has '9223372036854775' where a dimension of at most 63 "
            "bits is wanted");
}

TEST_F(Npy, negative_unsupportedLayout) {
  EXPECT_EQ(errorOf("{'descr': '>f4', 'fortran_order': False, 'shape': (), }", "1234"),
            "element type '>f4' is big-endian, wanted little-endian");
  EXPECT_EQ(errorOf("{'descr': '<u2', 'fortran_order': False, 'shape': (), }", "12"),
            "element type is '<u2', wanted float32, float64, float16, int8, uint8, int32, "
            "int64 or bool");
  EXPECT_EQ(errorOf("{'descr': '<f4', 'fortran_order': True, 'shape': (1, 1), }", "1234"),
            "'fortran_order' is True, wanted False (C order)");
}

TEST_F(Npy, negative_malformedHeader) {
  EXPECT_EQ(errorOf("[]", ""), "header has '[]' where '{' is wanted");
  EXPECT_EQ(errorOf("{'descr': [('a', '<f4')], }", ""),
            "header has '[('a', '<f4')],' where a quoted string is wanted");
  EXPECT_EQ(errorOf("{'descr': '<f4", ""), "header has ''<f4' where a quoted string is wanted");
  EXPECT_EQ(errorOf("{'descr': '<f4'", ""), "header has '' where ',' or '}' is wanted");
  EXPECT_EQ(errorOf("{'descr': '<f4', }", ""),
            "header lacks one of 'descr', 'fortran_order' and 'shape'");
  EXPECT_EQ(errorOf("{'shape': (-1,), }", ""),
            "header has '-1,), }' where a dimension of at most 63 bits is wanted");
  EXPECT_EQ(errorOf("{'shape': (1 2), }", ""), "header has '2), }' where ',' or ')' is wanted");
  EXPECT_EQ(errorOf("{'order': 1, }", ""),
            "header has the key 'order', wanted 'descr', 'fortran_order' and "
            "'shape'");
}

Comparison compare(const HostTensor &found, const HostTensor &wanted) {
  return llvm::cantFail(compareTensors(found, wanted));
}

TEST(Compare, allowedFollowsLargestWanted) {
  HostTensor wanted = tensorOf<float>({3}, {-200, 1, 0});
  Comparison near = compare(tensorOf<float>({3}, {-200, 1.015625, 0}), wanted);
  EXPECT_DOUBLE_EQ(near.allowed, 0.02);
  EXPECT_EQ(near.maxWanted, 200);
  EXPECT_EQ(near.maxError, 0.015625);
  EXPECT_EQ(near.worstIndex, 1);
  EXPECT_TRUE(near.passed());
  EXPECT_FALSE(compare(tensorOf<float>({3}, {-200, 1.03125, 0}), wanted).passed());
  EXPECT_EQ(compare(wanted, wanted).worstIndex, -1);
  EXPECT_EQ(compare(tensorOf<float>({}, {0}), tensorOf<float>({}, {0})).allowed, 1e-7);
}

TEST(Compare, topOneOfEveryRow) {
  HostTensor wanted = tensorOf<double>({2, 2}, {1, 2, 4, 3});
  EXPECT_TRUE(compare(wanted, wanted).topOneEqual);
  EXPECT_FALSE(compare(tensorOf<double>({2, 2}, {1, 2, 3, 4}), wanted).topOneEqual);
  HostTensor tied = tensorOf<double>({1, 2}, {1, 1.00005});
  EXPECT_TRUE(compare(tensorOf<double>({1, 2}, {1.00005, 1}), tied).passed());
  HostTensor column = tensorOf<double>({2, 1}, {1, 2});
  EXPECT_TRUE(compare(tensorOf<double>({2, 1}, {2, 1}), column).topOneEqual);
}

TEST(Compare, emptyTensorsAreEqual) {
  HostTensor empty = HostTensor::zeros(ElementType::F32, {0, 4});
  EXPECT_TRUE(compare(empty, empty).passed());
}

TEST(Compare, nanAndInfinity) {
  float nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
  HostTensor wanted = tensorOf<float>({2}, {1, 5}), withNaN = tensorOf<float>({2}, {nan, 5});
  HostTensor withInfinity = tensorOf<float>({2}, {5, inf});
  EXPECT_TRUE(compare(withNaN, withNaN).passed());
  EXPECT_EQ(compare(withNaN, wanted).maxError, inf);
  EXPECT_FALSE(compare(wanted, withNaN).passed());
  EXPECT_TRUE(compare(withInfinity, withInfinity).passed());
  EXPECT_FALSE(compare(tensorOf<float>({2}, {5, 9}), withInfinity).passed());
  EXPECT_FALSE(compare(withInfinity, wanted).passed());
}

TEST(Compare, integersBitForBit) {
  int64_t big = std::numeric_limits<int64_t>::max();
  EXPECT_TRUE(compare(tensorOf<int64_t>({1}, {big}), tensorOf<int64_t>({1}, {big})).passed());
  EXPECT_EQ(compare(tensorOf<int64_t>({1}, {big}), tensorOf<int64_t>({1}, {big - 1})).maxError, 1);
  EXPECT_EQ(compare(tensorOf<int8_t>({1}, {-128}), tensorOf<int8_t>({1}, {127})).maxError, 255);
  EXPECT_FALSE(compare(tensorOf<uint8_t>({2}, {3, 4}), tensorOf<uint8_t>({2}, {3, 5})).passed());
  EXPECT_FALSE(
      compare(tensorOf<bool>({2}, {true, false}), tensorOf<bool>({2}, {true, true})).passed());
}

TEST(Compare, negative_typeOrShapeDiffers) {
  EXPECT_EQ(llvm::toString(
                compareTensors(tensorOf<float>({1}, {1}), tensorOf<double>({1}, {1})).takeError()),
            "element type is float32, wanted float64");
  EXPECT_EQ(
      llvm::toString(compareTensors(tensorOf<float>({1, 2}, {1, 2}), tensorOf<float>({2}, {1, 2}))
                         .takeError()),
      "shape is 1x2, wanted 2");
}

TEST(Compare, outputFileNames) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(outputFileNames({"logits-1.x_Y"}), Names{"out_logits-1.x_Y.npy"});
  EXPECT_EQ(outputFileNames({"a/b:0 \xc3\xa9", "\xff"}),
            (Names{"out_a_b_0_\xc3\xa9.npy", "out__.npy"}));
  // Equal once cleaned, or where letters have no case.
  EXPECT_EQ(outputFileNames({"feat/0", "feat:0", "Feat_0", "other"}),
            (Names{"out_feat_0~0.npy", "out_feat_0~1.npy", "out_Feat_0~2.npy", "out_other.npy"}));
  for (const std::string &file : outputFileNames({std::string(5000, 'n'), std::string(5000, 'n')}))
    EXPECT_LT(file.size(), 255u);
  std::string japanese;
  for (int i = 0; i < 100; ++i)
    japanese += "\xe5\x87\xba";
  EXPECT_EQ(outputFileNames({japanese})[0].size() % 3, (4 + 4) % 3u);
}

} // namespace
