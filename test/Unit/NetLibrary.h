// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A library that does not exist, for tests of what is written about one.

#ifndef MNC_TEST_NETLIBRARY_H
#define MNC_TEST_NETLIBRARY_H

#include "mnc/Emit/LibraryDesc.h"

namespace mnc {

/// `net`, with an input and an output of 64 floats, 256 bytes of workspace and
/// 256 of weights.
inline LibraryDesc describeNet() {
  LibraryDesc library;
  library.name = "net";
  library.inputs.push_back({"x:0", {1, 64}, "NC", "float", "float32", 256});
  library.outputs.push_back({"*/y", {64}, "", "float", "float32", 256});
  library.workspaceBytes = 256;
  library.weightBytes = 256;
  return library;
}

} // namespace mnc

#endif // MNC_TEST_NETLIBRARY_H
