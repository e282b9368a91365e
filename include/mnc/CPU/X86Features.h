// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The x86-64 features that compiled code relies on, as the runtime checks them.

#ifndef MNC_CPU_X86FEATURES_H
#define MNC_CPU_X86FEATURES_H

#include "mnc/CPU/Target.h"
#include <cstdint>
#include <string>

namespace mnc {

/// The set of features beyond the architecture's baseline that code for
/// `target` may use. Bit numbers are those of runtime/x86_features.def; the
/// result is the first argument of the runtime's `mnc_cpu_check`. 0 on AArch64.
uint64_t requiredFeatureMask(const Target &target);

/// LLVM's names of the features in `mask`, comma separated, in bit order.
std::string featureNames(uint64_t mask);

/// "-a,-b": features that the runtime cannot check; code never uses them.
llvm::StringRef uncheckedFeatures();

} // namespace mnc

#endif // MNC_CPU_X86FEATURES_H
