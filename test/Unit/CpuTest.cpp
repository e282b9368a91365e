// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The CPU table, target resolution and the x86-64 feature mask.

#include "mnc/CPU/Target.h"
#include "mnc/CPU/X86Features.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TargetParser/Host.h"
#include <gtest/gtest.h>

using namespace mnc;

namespace {

constexpr llvm::StringLiteral x86 = "x86_64-unknown-linux-gnu";
constexpr llvm::StringLiteral arm = "aarch64-unknown-linux-gnu";

std::string failureOf(llvm::StringRef triple, llvm::StringRef cpu) {
  llvm::Expected<Target> target = resolveTarget(triple, cpu);
  return target ? "" : llvm::toString(target.takeError());
}

Target resolved(llvm::StringRef triple, llvm::StringRef cpu) {
  return llvm::cantFail(resolveTarget(triple, cpu));
}

TEST(CpuTable, EveryRowResolvesToItself) {
  for (const CpuModel &row : cpuTable()) {
    bool isX86 = row.arch == Arch::X86_64;
    Target target = resolved(isX86 ? x86 : arm, row.name);
    EXPECT_EQ(target.row.name, row.name);
    EXPECT_EQ(target.row.vectorBits, row.vectorBits);
    EXPECT_EQ(target.cpu, isX86 ? row.name : "generic");
    EXPECT_EQ(target.tuneCpu, row.name);
  }
}

TEST(CpuTable, RowsAgreeWithFeatures) {
  for (const CpuModel &row : cpuTable()) {
    if (row.arch != Arch::X86_64)
      continue;
    std::string text = featureNames(requiredFeatureMask(resolved(x86, row.name)));
    llvm::SmallVector<llvm::StringRef> names;
    llvm::StringRef(text).split(names, ',');
    auto has = [&](llvm::StringRef name) { return llvm::is_contained(names, name); };
    EXPECT_EQ(row.hasFma, has("fma")) << row.name.str();
    EXPECT_EQ(row.vectorBits >= 256, has("avx2")) << row.name.str();
    EXPECT_EQ(row.vectorBits == 512, has("avx512f")) << row.name.str();
  }
}

TEST(CpuTable, PrintFitsAScreen) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  printCpus(stream);
  llvm::SmallVector<llvm::StringRef> lines;
  llvm::StringRef(text).split(lines, '\n');
  EXPECT_LE(lines.size(), 40u);
  for (llvm::StringRef line : lines)
    EXPECT_LE(line.size(), 80u);
  EXPECT_NE(text.find("znver4           x86-64   512 bit   32   yes   32 KiB  "
                      "1024 KiB"),
            std::string::npos)
      << text;
}

TEST(Target, HostWorksWithoutATriple) {
  Target target = resolved("", "host");
  EXPECT_EQ(target.tuneCpu, llvm::sys::getHostCPUName());
  EXPECT_GE(target.row.vectorBits, 128u);
}

TEST(Target, TripleIsNormalised) { EXPECT_EQ(resolved("x86_64-linux-gnu", "haswell").triple, x86); }

TEST(Target, OtherCpusHaveADerivedRow) {
  Target broadwell = resolved(x86, "broadwell");
  EXPECT_EQ(broadwell.row.name, "");
  EXPECT_EQ(broadwell.row.vectorBits, 256u);
  EXPECT_TRUE(broadwell.row.hasFma);
  EXPECT_EQ(broadwell.row.l1Bytes, 32u * 1024);
  EXPECT_EQ(resolved(x86, "nehalem").row.vectorBits, 128u);
  EXPECT_EQ(resolved(x86, "sandybridge").row.hasFma, false);
  EXPECT_EQ(resolved(x86, "cascadelake").row.vectorRegisters, 32u);
  EXPECT_EQ(resolved(arm, "cortex-a57").row.vectorBits, 128u);
}

TEST(Target, FeaturesThatCannotBeCheckedAreOff) {
  std::string features = resolved(x86, "diamondrapids").features;
  EXPECT_NE(features.find("-egpr"), std::string::npos);
}

TEST(Target, negative_UnknownCpu) {
  EXPECT_EQ(failureOf(x86, "zen4"), "unknown cpu 'zen4' for x86-64: see --cpu=help");
  EXPECT_EQ(failureOf(arm, "zen4"), "unknown cpu 'zen4' for aarch64: see --cpu=help");
  EXPECT_EQ(failureOf(x86, "i686"), "cpu 'i686' is not a 64-bit cpu: see --cpu=help");
  EXPECT_EQ(failureOf(x86, ""), "unknown cpu '' for x86-64: see --cpu=help");
}

TEST(Target, negative_CpuOfTheOtherArchitecture) {
  EXPECT_EQ(failureOf(x86, "cortex-a76"),
            "cpu 'cortex-a76' is for aarch64, the target is x86-64: give "
            "--target=aarch64-linux-gnu, or another cpu");
  EXPECT_EQ(failureOf(arm, "haswell"), "cpu 'haswell' is for x86-64, the target is aarch64: give "
                                       "--target=x86_64-linux-gnu, or another cpu");
}

TEST(Target, negative_UnsupportedTriples) {
  EXPECT_EQ(failureOf("riscv64-unknown-linux-gnu", "generic"),
            "target 'riscv64-unknown-linux-gnu' has architecture 'riscv64': "
            "mnc generates code for x86_64 and aarch64");
  EXPECT_EQ(failureOf("x86_64-pc-windows-msvc", "haswell"),
            "target 'x86_64-pc-windows-msvc' has system 'windows-msvc': mnc "
            "generates code for linux, for example x86_64-unknown-linux-gnu");
  EXPECT_NE(failureOf("aarch64_be-unknown-linux-gnu", "generic"), "");
  EXPECT_NE(failureOf("x86_64-unknown-linux-gnux32", "haswell"), "");
  EXPECT_NE(failureOf("nonsense", "haswell"), "");
}

TEST(Target, negative_HostOfAnotherArchitecture) {
  bool hostIsX86 = resolved("", "host").row.arch == Arch::X86_64;
  EXPECT_NE(failureOf(hostIsX86 ? arm : x86, "host"), "");
}

TEST(X86Features, MaskFollowsTheCpu) {
  EXPECT_EQ(requiredFeatureMask(resolved(x86, "x86-64")), 0u);
  EXPECT_EQ(requiredFeatureMask(resolved(arm, "apple-m1")), 0u);
  EXPECT_EQ(featureNames(requiredFeatureMask(resolved(x86, "x86-64-v2"))),
            "sse3,ssse3,sse4.1,sse4.2,popcnt");
  uint64_t v3 = requiredFeatureMask(resolved(x86, "x86-64-v3"));
  uint64_t v4 = requiredFeatureMask(resolved(x86, "x86-64-v4"));
  EXPECT_EQ(v3 & v4, v3);
  EXPECT_EQ(featureNames(v4 & ~v3), "avx512f,avx512dq,avx512cd,avx512bw,avx512vl");
}

} // namespace
