// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Header, JSON, and checksum of weights.

#include "mnc/Emit/LibraryDesc.h"
#include <gtest/gtest.h>
#include <set>

using namespace mnc;

namespace {

LibraryDesc describe() {
  LibraryDesc library;
  library.name = "net";
  library.inputs.push_back({"x:0", {1, 64}, "NC", "float", 256});
  library.outputs.push_back({"*/y", {64}, "", "float", 256});
  library.workspaceBytes = 256;
  library.weightBytes = 256;
  return library;
}

TEST(Header, NamesPortsAndSizes) {
  LibraryDesc library = describe();
  std::string header = printHeader(library);
  auto has = [&](llvm::StringRef text) {
    return header.find(text) != std::string::npos;
  };
  EXPECT_TRUE(has("#ifndef NET_H\n#define NET_H\n"));
  EXPECT_TRUE(has("#define NET_WORKSPACE_BYTES 256\n"));
  EXPECT_TRUE(has("#define NET_INPUT0_ELEMENTS 64\n"));
  EXPECT_TRUE(has("#define NET_X_0_ELEMENTS NET_INPUT0_ELEMENTS\n"));
  EXPECT_TRUE(has("[1, 64] NC (tensor 'x:0')\n"));
  EXPECT_TRUE(has("(tensor '*_y')\n"));
  EXPECT_TRUE(has(
      "int net_run(const float *input, float *output, void *workspace);\n"));
  EXPECT_FALSE(has("stdint.h"));
  EXPECT_TRUE(has("namespace net {\n"));
  EXPECT_TRUE(has("run(std::span<const float, NET_INPUT0_ELEMENTS> input,\n"));
  library.outputs.push_back({"y", {2}, "", "int8_t", 2});
  header = printHeader(library);
  EXPECT_TRUE(has("float *output0, int8_t *output1, void *workspace);\n"));
  EXPECT_TRUE(has("#include <stdint.h>"));
}

TEST(Header, WeightsApartAreAnArgument) {
  LibraryDesc library = describe();
  EXPECT_EQ(printHeader(library).find("weights("), std::string::npos);
  library.weightsApart = true;
  std::string header = printHeader(library);
  auto has = [&](llvm::StringRef text) {
    return header.find(text) != std::string::npos;
  };
  EXPECT_TRUE(has("#include <stddef.h>"));
  EXPECT_TRUE(has("#define NET_WEIGHTS_BYTES 256\n"));
  EXPECT_TRUE(has("#define NET_WEIGHTS_ALIGNMENT 64\n"));
  EXPECT_TRUE(has("void *workspace, const void *weights);\n"));
  EXPECT_TRUE(has(
      "int net_check_weights(const void *weights, size_t bytes);\n"));
  EXPECT_TRUE(has("Workspace &workspace, const Weights &weights) noexcept"));
  library.weightBytes = 0;
  header = printHeader(library);
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

TEST(Header, AWordOfTheLanguageIsNoNamespace) {
  LibraryDesc library = describe();
  library.name = "class";
  library.workspaceBytes = 0;
  std::string header = printHeader(library);
  EXPECT_NE(header.find("namespace class_ {\n"), std::string::npos);
  EXPECT_NE(header.find("unsigned char bytes[1];\n"), std::string::npos);
}

TEST(Json, HasAFixedOrder) {
  LibraryDesc library = describe();
  library.outputs[0].name = std::string("\xff");
  std::string text = printJson(library, llvm::json::Array{"a"});
  auto value = llvm::cantFail(llvm::json::parse(text));
  EXPECT_EQ(*value.getAsObject()->getInteger("workspace_bytes"), 256);
  EXPECT_LT(text.find("\"name\": \"net\""), text.find("\"inputs\""));
  EXPECT_LT(text.find("\"inputs\""), text.find("\"layers\""));
}

} // namespace
