// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The C++ of a network, compiled and linked into this process.

#ifndef MNC_TEST_CPPBUILD_H
#define MNC_TEST_CPPBUILD_H

#include "Jit.h"
#include "mnc/Driver/Compilation.h"

namespace mnc {

/// Prints the kernels of `compilation`, whose last stage is Stage::Loops, as C++,
/// lets each of `compilers` make an object of it, all at the same time and
/// without warnings, and links these. A compiler is a command with the flags for
/// the CPU; its words stand between spaces. Fails with what the first one that
/// does not succeed says.
llvm::Expected<std::vector<std::unique_ptr<LinkedNetwork>>>
buildCpp(Compilation &compilation, llvm::ArrayRef<std::string> compilers);

} // namespace mnc

#endif // MNC_TEST_CPPBUILD_H
