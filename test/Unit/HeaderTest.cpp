// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Header, JSON, and checksum of weights.

#include "NetLibrary.h"
#include <gtest/gtest.h>
#include <set>

using namespace mnc;

namespace {

struct Header : testing::Test {
  bool has(llvm::StringRef text) const {
    return printHeader(library).find(text) != std::string::npos;
  }

  LibraryDesc library = describeNet();
};

TEST_F(Header, NamesPortsAndSizes) {
  EXPECT_TRUE(has("#ifndef NET_H\n#define NET_H\n"));
  EXPECT_TRUE(has("#define NET_WORKSPACE_BYTES 256\n"));
  EXPECT_TRUE(has("#define NET_INPUT0_ELEMENTS 64\n"));
  EXPECT_TRUE(has("#define NET_X_0_ELEMENTS NET_INPUT0_ELEMENTS\n"));
  EXPECT_TRUE(has("[1, 64] NC (tensor 'x:0')\n"));
  EXPECT_TRUE(has("(tensor '*_y')\n"));
  EXPECT_TRUE(has("int net_run(const float *input, float *output, void *workspace);\n"));
  EXPECT_FALSE(has("stdint.h"));
  EXPECT_TRUE(has("namespace net_network {\n"));
  EXPECT_TRUE(has("run(std::span<const float, NET_INPUT0_ELEMENTS> input,\n"));
  library.outputs.push_back({"y", {2}, "", "int8_t", "int8", 2});
  EXPECT_TRUE(has("float *output0, int8_t *output1, void *workspace);\n"));
  EXPECT_TRUE(has("#include <stdint.h>"));
}

TEST_F(Header, ExternalWeightsAreAnArgument) {
  EXPECT_FALSE(has("weights("));
  library.externalWeights = true;
  EXPECT_TRUE(has("#include <stddef.h>"));
  EXPECT_TRUE(has("#define NET_WEIGHTS_BYTES 256\n"));
  EXPECT_TRUE(has("#define NET_WEIGHTS_ALIGNMENT 64\n"));
  EXPECT_TRUE(has("void *workspace, const void *weights);\n"));
  EXPECT_TRUE(has("int net_check_weights(const void *weights, size_t bytes);\n"));
  EXPECT_TRUE(has("Workspace &workspace, const Weights &weights) noexcept"));
  library.weightBytes = 0;
  EXPECT_TRUE(has("they may be null"));
  EXPECT_TRUE(has("net_run(input, output, workspace, NULL)"));
}

TEST(Checksum, DependsOnEveryBitAndOnTheSize) {
  std::vector<uint8_t> bytes(128);
  for (size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<uint8_t>(i * 37);
  std::set<uint64_t> sums = {checksumOf(bytes), checksumOf({}),
                             checksumOf(llvm::ArrayRef(bytes).take_front(64))};
  for (size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    bytes[bit / 8] ^= 1 << bit % 8;
    sums.insert(checksumOf(bytes));
    bytes[bit / 8] ^= 1 << bit % 8;
  }
  EXPECT_EQ(sums.size(), 3 + 8 * bytes.size());
}

TEST(Checksum, IsThatOfTheLibrariesInUse) {
  std::vector<uint8_t> bytes(64);
  EXPECT_EQ(checksumOf({}), 0xe821a9cc1f06a6e9u);
  EXPECT_EQ(checksumOf(bytes), 0xc6322573c3d97b98u);
  for (size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<uint8_t>(i);
  EXPECT_EQ(checksumOf(bytes), 0x756bcf0847e04b79u);
}

TEST_F(Header, AWordOfTheLanguageIsNoNamespace) {
  library.name = "class";
  library.workspaceBytes = 0;
  EXPECT_TRUE(has("namespace class_network {\n"));
  EXPECT_TRUE(has("unsigned char bytes[1];\n"));
}

TEST(Json, HasAFixedOrder) {
  LibraryDesc library = describeNet();
  library.outputs[0].name = std::string("\xff");
  std::string text =
      printJson(library, llvm::json::Object{{"layers", llvm::json::Array{"a"}}, {"parameters", 3}});
  auto value = llvm::cantFail(llvm::json::parse(text));
  EXPECT_EQ(*value.getAsObject()->getInteger("workspace_bytes"), 256);
  EXPECT_EQ(*value.getAsObject()->getInteger("schema"), 1);
  EXPECT_LT(text.find("\"schema\""), text.find("\"name\": \"net\""));
  EXPECT_LT(text.find("\"parameters\""), text.find("\"layers\""));
  EXPECT_LT(text.find("\"name\": \"net\""), text.find("\"inputs\""));
  EXPECT_LT(text.find("\"inputs\""), text.find("\"layers\""));
}

} // namespace
