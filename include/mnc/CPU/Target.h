// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The target of generated code: a triple, LLVM's CPU settings and a CPU row.

#ifndef MNC_CPU_TARGET_H
#define MNC_CPU_TARGET_H

#include "mnc/CPU/CpuTable.h"
#include "llvm/Support/Error.h"
#include <string>

namespace mnc {

/// A resolved target. `cpu`, `tuneCpu` and `features` are in LLVM's spelling
/// ("+a,-b"); together they decide which instructions the code may use.
struct Target {
  std::string triple;
  /// The instructions: on AArch64 always "generic" (the armv8-a baseline).
  std::string cpu;
  /// The CPU that the code is scheduled for.
  std::string tuneCpu;
  std::string features;
  /// The features of this machine where the CPU was "host" on x86-64, otherwise empty.
  std::string hostFeatures;
  CpuModel row;
};

/// Resolves the options of a user.
/// - `triple`: empty for this machine's architecture on Linux.
/// - `cpu`: "host", where the triple's architecture is this machine's; a name in the table; or
///   another CPU that LLVM knows for the architecture, whose row is derived from its features with
///   32 KiB and 512 KiB of cache.
/// Fails for a triple that is not 64-bit x86 or little-endian AArch64 on Linux with ELF, and for an
/// unknown CPU.
llvm::Expected<Target> resolveTarget(llvm::StringRef triple, llvm::StringRef cpu);

/// Resolves a CPU that another run called "host": LLVM's name of it and `Target::hostFeatures`.
/// Empty features: the same as above.
llvm::Expected<Target> resolveTarget(llvm::StringRef triple, llvm::StringRef cpu,
                                     llvm::StringRef hostFeatures);

/// The CPU that every machine of the architecture can run code for.
llvm::StringRef baselineCpu(Arch arch);

/// Registers LLVM's X86 and AArch64 back ends, assembly parsers and printers
/// included; further calls do nothing.
void initializeTargets();

} // namespace mnc

#endif // MNC_CPU_TARGET_H
