// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a file is that is not an ONNX model.

#ifndef MNC_LIB_IMPORT_FILEKIND_H
#define MNC_LIB_IMPORT_FILEKIND_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace mnc {

/// Returns what `bytes` are instead of a model, and what to do about it; "" if that is not known.
std::string explainFile(llvm::StringRef bytes);

} // namespace mnc

#endif // MNC_LIB_IMPORT_FILEKIND_H
