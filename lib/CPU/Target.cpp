// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Resolution of a triple and a CPU name to a target.

#include "mnc/CPU/Target.h"
#include "mnc/CPU/X86Features.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
using llvm::Triple;
using llvm::Twine;

namespace mnc {

static Error failure(const Twine &message) { return llvm::createStringError(message); }

static std::optional<Arch> archOf(const Triple &triple) {
  if (triple.getArch() == Triple::x86_64 && !triple.isX32())
    return Arch::X86_64;
  if (triple.getArch() == Triple::aarch64 && triple.getEnvironment() != Triple::GNUILP32)
    return Arch::AArch64;
  return std::nullopt;
}

static Expected<Triple> resolveTriple(StringRef text) {
  if (text.empty()) {
    Triple process(llvm::sys::getProcessTriple());
    Triple host(process.getArchName(), "unknown", "linux", "gnu");
    if (!archOf(host))
      return failure("this machine is " + process.str() +
                     ": give --target=<triple> with x86_64 or aarch64");
    return host;
  }
  Triple triple(Triple::normalize(text));
  if (!archOf(triple))
    return failure("target '" + text + "' has architecture '" + triple.getArchName() +
                   "': mnc generates code for x86_64 and aarch64");
  if (!triple.isOSLinux() || !triple.isOSBinFormatELF())
    return failure("target '" + text + "' has system '" + triple.getOSAndEnvironmentName() +
                   "': mnc generates code for linux, for example " + triple.getArchName() +
                   "-unknown-linux-gnu");
  return triple;
}

using SubtargetPtr = std::unique_ptr<llvm::MCSubtargetInfo>;

static Expected<SubtargetPtr> subtarget(const Triple &triple, StringRef cpu, StringRef features) {
  initializeTargets();
  std::string error;
  const llvm::Target *backEnd = llvm::TargetRegistry::lookupTarget(triple, error);
  if (!backEnd)
    return failure("target '" + triple.str() + "': " + error);
  return SubtargetPtr(backEnd->createMCSubtargetInfo(triple, cpu, features));
}

/// The host's features as "+a,-b", sorted so that the text is the same in
/// every process.
static std::string hostFeatures() {
  llvm::SmallVector<std::string> names;
  for (const auto &feature : llvm::sys::getHostCPUFeatures())
    names.push_back((Twine(feature.getValue() ? "+" : "-") + feature.getKey()).str());
  llvm::sort(names, [](StringRef a, StringRef b) { return a.drop_front() < b.drop_front(); });
  return llvm::join(names, ",");
}

static CpuModel deriveRow(Arch arch, const llvm::MCSubtargetInfo &info) {
  if (arch == Arch::AArch64)
    return derivedCpu(arch, 128, /*hasFma=*/true);
  bool fma = info.checkFeatures("+fma");
  if (info.checkFeatures("+avx512f,+avx512vl"))
    return derivedCpu(arch, 512, fma);
  return info.checkFeatures("+avx") ? derivedCpu(arch, 256, fma) : derivedCpu(arch, 128, false);
}

/// Returns the error that says why `name` is no CPU of `arch`.
static Error unknownCpu(StringRef name, Arch arch) {
  bool isX86 = arch == Arch::X86_64;
  Arch otherArch = isX86 ? Arch::AArch64 : Arch::X86_64;
  Triple other(isX86 ? "aarch64-unknown-linux-gnu" : "x86_64-unknown-linux-gnu");
  Expected<SubtargetPtr> info = subtarget(other, "", "");
  if (!info)
    return info.takeError();
  if (!(*info)->isCPUStringValid(name))
    return failure("unknown cpu '" + name + "' for " + archName(arch) + ": see --cpu=help");
  return failure("cpu '" + name + "' is for " + archName(otherArch) + ", the target is " +
                 archName(arch) + ": give --target=" + other.getArchName() +
                 "-linux-gnu, or another cpu");
}

StringRef baselineCpu(Arch arch) { return arch == Arch::X86_64 ? "x86-64" : "generic"; }

Expected<Target> resolveTarget(StringRef tripleText, StringRef cpuText) {
  if (cpuText != "host")
    return resolveTarget(tripleText, cpuText, "");
  Expected<Triple> triple = resolveTriple(tripleText);
  if (!triple)
    return triple.takeError();
  if (Triple(llvm::sys::getProcessTriple()).getArch() != triple->getArch())
    return failure("cpu 'host' is not a cpu of target '" + triple->str() +
                   "': name one (see --cpu=help)");
  return resolveTarget(tripleText, llvm::sys::getHostCPUName(), hostFeatures());
}

Expected<Target> resolveTarget(StringRef tripleText, StringRef name, StringRef hostFeatures) {
  Expected<Triple> triple = resolveTriple(tripleText);
  if (!triple)
    return triple.takeError();
  Arch arch = *archOf(*triple);
  Expected<SubtargetPtr> known = subtarget(*triple, "", "");
  if (!known)
    return known.takeError();
  if (!(*known)->isCPUStringValid(name))
    return unknownCpu(name, arch);

  Target target;
  target.triple = triple->str();
  target.tuneCpu = name.str();
  target.cpu = arch == Arch::AArch64 ? "generic" : name.str();
  if (arch == Arch::X86_64) {
    target.hostFeatures = hostFeatures.str();
    if (!hostFeatures.empty())
      target.features = target.hostFeatures + ",";
    target.features += uncheckedFeatures();
  }

  Expected<SubtargetPtr> info = subtarget(*triple, target.cpu, target.features);
  if (!info)
    return info.takeError();
  if (arch == Arch::X86_64 && !(*info)->checkFeatures("+64bit,+sse2"))
    return failure("cpu '" + name + "' is not a 64-bit cpu: see --cpu=help");

  // A machine may hide features of its CPU, so the width of its vectors comes from its features
  // and the rest from the table.
  const CpuModel *row = findCpu(name, arch);
  target.row = row ? *row : deriveRow(arch, **info);
  if (row && !hostFeatures.empty()) {
    CpuModel derived = deriveRow(arch, **info);
    target.row.vectorBits = derived.vectorBits;
    target.row.vectorRegisters = derived.vectorRegisters;
    target.row.hasFma = derived.hasFma;
    if (derived.vectorBits != row->vectorBits) {
      target.row.bankedL1 = derived.bankedL1;
      target.row.cppTune = derived.cppTune;
    }
  }
  return target;
}

void initializeTargets() {
  LLVMInitializeX86TargetInfo();
  LLVMInitializeX86Target();
  LLVMInitializeX86TargetMC();
  LLVMInitializeX86AsmPrinter();
  LLVMInitializeX86AsmParser();
  LLVMInitializeAArch64TargetInfo();
  LLVMInitializeAArch64Target();
  LLVMInitializeAArch64TargetMC();
  LLVMInitializeAArch64AsmPrinter();
  LLVMInitializeAArch64AsmParser();
}

} // namespace mnc
