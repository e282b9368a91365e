// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Derives the runtime's feature mask from LLVM's view of a CPU.

#include "mnc/CPU/X86Features.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/TargetParser/Triple.h"
#include <cassert>

using llvm::StringRef;

namespace mnc {

namespace {
struct CheckedFeature {
  unsigned bit;
  StringRef name;
};
} // namespace

static constexpr CheckedFeature checked[] = {
#define MNC_X86_FEATURE(BIT, NAME, LEAF, SUBLEAF, REGISTER, POSITION, STATE) {BIT, NAME},
#include "x86_features.def"
};

static constexpr bool bitsAreDistinct() {
  uint64_t seen = 0;
  for (const CheckedFeature &feature : checked) {
    if (feature.bit > 63 || (seen >> feature.bit & 1))
      return false;
    seen |= uint64_t(1) << feature.bit;
  }
  return true;
}
static_assert(bitsAreDistinct(), "x86_features.def reuses a bit");

uint64_t requiredFeatureMask(const Target &target) {
  if (target.row.arch != Arch::X86_64)
    return 0;
  initializeTargets();
  std::string error;
  llvm::Triple triple(target.triple);
  const llvm::Target *backEnd = llvm::TargetRegistry::lookupTarget(triple, error);
  assert(backEnd && "the target has been resolved");
  std::unique_ptr<llvm::MCSubtargetInfo> info(
      backEnd->createMCSubtargetInfo(triple, target.cpu, target.features));
  uint64_t mask = 0;
  for (const CheckedFeature &feature : checked)
    if (info->checkFeatures(("+" + feature.name).str()))
      mask |= uint64_t(1) << feature.bit;
  return mask;
}

std::string featureNames(uint64_t mask) {
  llvm::SmallVector<StringRef> names;
  for (const CheckedFeature &feature : checked)
    if (mask >> feature.bit & 1)
      names.push_back(feature.name);
  return llvm::join(names, ",");
}

StringRef uncheckedFeatures() {
  return "-avx10.1,-avx10.2,-ccmp,-cf,-egpr,-ndd,-nf,-ppx,-push2pop2,-zu";
}

} // namespace mnc
