// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What mnc knows about CPUs: one table row per CPU.

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
struct CpuRow {
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
};

/// The table, x86-64 first, each architecture from plain to special.
llvm::ArrayRef<CpuRow> cpuTable();

/// The row with this name and architecture, or null.
const CpuRow *findCpu(llvm::StringRef name, Arch arch);

/// "x86-64" or "aarch64".
llvm::StringRef archName(Arch arch);

/// Prints the table for a reader: name, architecture, vector bits, vector
/// registers, FMA, L1, L2.
void printCpus(llvm::raw_ostream &os);

} // namespace mnc

#endif // MNC_CPU_CPUTABLE_H
