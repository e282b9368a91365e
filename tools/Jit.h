// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs the object file of a compiled network in this process.

#ifndef MNC_TOOLS_JIT_H
#define MNC_TOOLS_JIT_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include <memory>
#include <string>

namespace mnc {

/// A linked `NAME_run`.
class LinkedNetwork {
public:
  virtual ~LinkedNetwork() = default;
  /// Calls it with `pointers`: inputs, outputs, workspace. Its result.
  virtual int run(llvm::ArrayRef<void *> pointers) = 0;
};

/// A symbol that the object needs from outside, and its address.
using OutsideSymbol = std::pair<std::string, void *>;

/// Links `object` as it is, by JITLink. Fails if it was made for another
/// architecture or takes more than 32 pointers.
llvm::Expected<std::unique_ptr<LinkedNetwork>>
linkNetwork(llvm::ArrayRef<char> object, llvm::StringRef name, size_t pointers,
            llvm::ArrayRef<OutsideSymbol> outside = {});

/// Links `object` as the function above does, with weights that end at a page that nobody may read.
llvm::Expected<std::unique_ptr<LinkedNetwork>>
linkNetworkWithGuard(llvm::ArrayRef<char> object, llvm::StringRef name, size_t pointers);

} // namespace mnc

#endif // MNC_TOOLS_JIT_H
