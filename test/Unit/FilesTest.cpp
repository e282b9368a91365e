// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writing files, all or none.

#include "mnc/Emit/Package.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include <gtest/gtest.h>

using namespace mnc;

namespace {

struct FilesTest : testing::Test {
  FilesTest() { EXPECT_FALSE(llvm::sys::fs::createUniqueDirectory("mnc-emit", folder)); }
  ~FilesTest() override { llvm::sys::fs::remove_directories(folder); }

  size_t filesIn(llvm::StringRef path) {
    size_t count = 0;
    std::error_code code;
    for (llvm::sys::fs::directory_iterator it(path, code), end; it != end; it.increment(code))
      ++count;
    return count;
  }

  llvm::SmallString<128> folder;
};

TEST_F(FilesTest, WritesAndReplaces) {
  std::string a = (folder + "/new/deep/a").str();
  std::string b = (folder + "/new/deep/b").str();
  llvm::cantFail(writeFiles({{a, "one"}, {b, ""}}));
  llvm::cantFail(writeFiles({{a, "two"}}));
  EXPECT_EQ((*llvm::MemoryBuffer::getFile(a))->getBuffer(), "two");
  EXPECT_EQ(filesIn(llvm::sys::path::parent_path(a)), 2u);
}

TEST_F(FilesTest, negative_AWriterFails) {
  std::string a = (folder + "/a").str();
  llvm::Error error = writeFiles({{a, [](llvm::raw_ostream &stream) {
                                     stream << "half";
                                     return llvm::createStringError("stopped");
                                   }}});
  EXPECT_EQ(llvm::toString(std::move(error)), "stopped");
  EXPECT_EQ(filesIn(folder), 0u);
}

TEST_F(FilesTest, negative_OneFileTwice) {
  std::string a = (folder + "/a").str(), same = (folder + "/./a").str();
  EXPECT_EQ(llvm::toString(writeFiles({{a, "one"}, {same, "two"}})),
            "cannot write '" + same + "': another output has this name");
  EXPECT_EQ(filesIn(folder), 0u);
}

TEST_F(FilesTest, negative_LeavesNothingBehind) {
  std::string a = (folder + "/a").str();
  llvm::cantFail(writeFiles({{a, "one"}}));
  std::string inFile = (folder + "/a/b").str();
  llvm::Error error = writeFiles({{a, "two"}, {inFile, "x"}});
  ASSERT_TRUE(static_cast<bool>(error));
  std::string text = llvm::toString(std::move(error));
  EXPECT_NE(text.find("cannot write '" + a), std::string::npos) << text;
  EXPECT_EQ((*llvm::MemoryBuffer::getFile(a))->getBuffer(), "one");
  EXPECT_EQ(filesIn(folder), 1u);
}

} // namespace
