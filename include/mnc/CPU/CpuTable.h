// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Facts about CPUs: one table row per CPU.

#ifndef MNC_CPU_CPUTABLE_H
#define MNC_CPU_CPUTABLE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace llvm {
class raw_ostream;
}

namespace mnc {

/// The architectures that code can be generated for.
enum class Arch { X86_64, AArch64 };

/// The facts about a CPU that the schedule is chosen from.
struct CpuModel {
  /// LLVM's name; empty in a row that is derived from features.
  llvm::StringRef name;
  Arch arch;
  /// Width of the vector registers that kernels use, in bits.
  unsigned vectorBits;
  /// Number of architectural vector registers of that width.
  unsigned vectorRegisters;
  /// A fused multiply-add on those registers.
  bool hasFma;
  /// First-level data cache of a core, and the lines of a set in it.
  unsigned l1Bytes;
  unsigned l1Ways;
  /// Second-level cache that a core reaches (of the cluster where shared).
  unsigned l2Bytes;
  /// Instructions start in program order, so that values are loaded well before
  /// they are used and occupy registers meanwhile.
  bool inOrder = false;
  /// A multiply-add takes one lane of a register as a factor, at no cost.
  bool multipliesByLane = false;
  /// Two loads start in one cycle only from different parts of a line, as on AMD's CPUs before
  /// Zen 4.
  bool bankedL1 = false;
  /// `-mtune` for the C++ of the CPU, one that both compilers know well; empty for none.
  llvm::StringLiteral cppTune = "";
  /// Multiply-adds on vector registers that start in a cycle, and cycles until one has its result.
  double fmasPerCycle = 2;
  unsigned fmaLatency = 4;
  /// Other operations on them that start in a cycle, and cycles from the start of a division to
  /// that of the next.
  double operationsPerCycle = 2, divideCycles = 8;
  /// Vector loads and stores that start in a cycle.
  double loadsPerCycle = 2, storesPerCycle = 1;
  /// Bytes of a line of the first-level cache.
  unsigned lineBytes = 64;
  /// Third-level cache that a core reaches; where a CPU has none, memory comes after the second.
  unsigned l3Bytes = 8 << 20;
  /// Bytes that come in a cycle from the second-level cache, the third-level cache and memory, as
  /// streams that prefetchers follow.
  double l2PerCycle = 0, l3PerCycle = 0, memoryPerCycle = 5;
  /// An instruction on a whole vector takes as long as two on halves of it.
  bool splitsVectors = false;
  /// Instructions between the oldest that has not ended and the youngest that has started.
  unsigned window = 224;
};

/// The facts of a CPU that the table does not have, as far as its vectors tell them: 32 KiB and
/// 512 KiB of cache, instructions out of order. `vectorBits` are 128, 256 or 512.
CpuModel derivedCpu(Arch arch, unsigned vectorBits, bool hasFma);

/// The table, x86-64 first, each architecture from plain to special.
llvm::ArrayRef<CpuModel> cpuTable();

/// The row with this name and architecture, or null.
const CpuModel *findCpu(llvm::StringRef name, Arch arch);

/// "x86-64" or "aarch64".
llvm::StringRef archName(Arch arch);

/// Prints the table: name, architecture, vector bits, vector
/// registers, FMA, L1, L2.
void printCpus(llvm::raw_ostream &os);

} // namespace mnc

#endif // MNC_CPU_CPUTABLE_H
