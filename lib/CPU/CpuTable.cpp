// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table of CPUs and its printer.

#include "mnc/CPU/CpuTable.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using llvm::StringRef;

namespace mnc {

static constexpr unsigned kib = 1024;
static constexpr unsigned mib = 1024 * kib;

/// Returns the row of a CPU: the fields that its vectors decide, and caches of `l1` bytes, in sets
/// of `ways` lines, and `l2` bytes.
static constexpr CpuModel cpu(StringRef name, Arch arch, unsigned vectorBits, bool hasFma,
                              unsigned l1, unsigned ways, unsigned l2) {
  CpuModel model{name, arch, vectorBits, 16, hasFma, l1, ways, l2};
  bool isArm = arch == Arch::AArch64, isWide = vectorBits == 512;
  model.vectorRegisters = isArm || isWide ? 32 : 16;
  model.multipliesByLane = isArm;
  // Measured on AMD's CPUs; taken for all whose vectors are shorter than a line.
  model.bankedL1 = !isWide;
  // GCC's own tuning for AMD's CPUs reads weights from memory for each product, or halves the
  // vectors; Clang's for no CPU in particular is as slow.
  if (!isArm && vectorBits == 256)
    model.cppTune = "skylake";
  // Nobody has measured: a vector takes 1.6 cycles from the second-level cache.
  model.l2PerCycle = vectorBits / 8 / 1.6;
  model.l3PerCycle = model.l2PerCycle / 2;
  return model;
}

/// Returns the row with what bench/cpu.py measured on Zen 4: vectors of 512 bits take two halves.
static constexpr CpuModel asZen4(CpuModel model) {
  model.fmasPerCycle = model.operationsPerCycle = model.loadsPerCycle = 1;
  model.divideCycles = 6;
  model.storesPerCycle = 0.5;
  model.l2PerCycle = 32;
  model.l3PerCycle = 20;
  model.memoryPerCycle = 5.2;
  model.l3Bytes = 12 * mib;
  model.splitsVectors = true;
  model.window = 320;
  return model;
}

static constexpr CpuModel sse(StringRef name, unsigned l1, unsigned ways, unsigned l2) {
  return cpu(name, Arch::X86_64, 128, false, l1, ways, l2);
}
static constexpr CpuModel avx2(StringRef name, unsigned l1, unsigned ways, unsigned l2) {
  return cpu(name, Arch::X86_64, 256, true, l1, ways, l2);
}
static constexpr CpuModel avx512(StringRef name, unsigned l1, unsigned ways, unsigned l2) {
  return cpu(name, Arch::X86_64, 512, true, l1, ways, l2);
}
static constexpr CpuModel neon(StringRef name, unsigned l1, unsigned ways, unsigned l2) {
  return cpu(name, Arch::AArch64, 128, true, l1, ways, l2);
}
static constexpr CpuModel inOrderNeon(StringRef name, unsigned l1, unsigned ways, unsigned l2) {
  CpuModel model = neon(name, l1, ways, l2);
  model.inOrder = true;
  return model;
}
static constexpr CpuModel withLines(CpuModel model, unsigned lineBytes) {
  model.lineBytes = lineBytes;
  return model;
}

static constexpr CpuModel table[] = {
    sse("x86-64", 32 * kib, 8, 256 * kib),
    sse("x86-64-v2", 32 * kib, 8, 256 * kib),
    avx2("x86-64-v3", 32 * kib, 8, 256 * kib),
    avx512("x86-64-v4", 32 * kib, 8, 1 * mib),
    avx2("haswell", 32 * kib, 8, 256 * kib),
    avx2("skylake", 32 * kib, 8, 256 * kib),
    avx512("skylake-avx512", 32 * kib, 8, 1 * mib),
    avx512("icelake-server", 48 * kib, 12, 1280 * kib),
    avx512("sapphirerapids", 48 * kib, 12, 2 * mib),
    avx512("emeraldrapids", 48 * kib, 12, 2 * mib),
    avx512("graniterapids", 48 * kib, 12, 2 * mib),
    avx2("alderlake", 48 * kib, 12, 1280 * kib),
    avx2("znver1", 32 * kib, 8, 512 * kib),
    avx2("znver2", 32 * kib, 8, 512 * kib),
    avx2("znver3", 32 * kib, 8, 512 * kib),
    asZen4(avx512("znver4", 32 * kib, 8, 1 * mib)),
    avx512("znver5", 48 * kib, 12, 1 * mib),
    inOrderNeon("generic", 32 * kib, 4, 512 * kib),
    inOrderNeon("cortex-a53", 32 * kib, 4, 512 * kib),
    inOrderNeon("cortex-a55", 32 * kib, 4, 256 * kib),
    neon("cortex-a72", 32 * kib, 2, 1 * mib),
    neon("cortex-a76", 64 * kib, 4, 512 * kib),
    neon("neoverse-n1", 64 * kib, 4, 1 * mib),
    neon("neoverse-v1", 64 * kib, 4, 1 * mib),
    withLines(neon("apple-m1", 128 * kib, 8, 12 * mib), 128),
};

llvm::ArrayRef<CpuModel> cpuTable() { return table; }

CpuModel derivedCpu(Arch arch, unsigned vectorBits, bool hasFma) {
  return cpu("", arch, vectorBits, hasFma, 32 * kib, 8, 512 * kib);
}

const CpuModel *findCpu(StringRef name, Arch arch) {
  for (const CpuModel &row : table)
    if (row.arch == arch && row.name == name)
      return &row;
  return nullptr;
}

StringRef archName(Arch arch) { return arch == Arch::X86_64 ? "x86-64" : "aarch64"; }

void printCpus(llvm::raw_ostream &os) {
  os << "name             arch      vector  regs  fma      L1        L2\n";
  for (const CpuModel &row : table)
    os << llvm::left_justify(row.name, 17) << llvm::left_justify(archName(row.arch), 8)
       << llvm::format("%4u bit%5u", row.vectorBits, row.vectorRegisters)
       << (row.hasFma ? "   yes " : "   no  ") << llvm::format("%4u KiB", row.l1Bytes / kib)
       << llvm::format("%6u KiB\n", row.l2Bytes / kib);
  os << "\n'host' is this machine's CPU; other names that LLVM knows are taken "
        "too.\n";
}

} // namespace mnc
