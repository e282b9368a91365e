// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Work that may crash, in processes of its own.

#ifndef MNC_TEST_BATCH_H
#define MNC_TEST_BATCH_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>

namespace mnc {

/// Calls run(number) for 0 ... count - 1 in child processes with limits of time and memory, many
/// numbers in each. Calls report(number, result, {}) with what it returned, or, where it ended
/// the process, report(number, {}, how that ended); the numbers after it go on in another one.
void runInBatches(uint64_t count, llvm::function_ref<char(uint64_t)> run,
                  llvm::function_ref<void(uint64_t, std::optional<char>, llvm::StringRef)> report);

} // namespace mnc

#endif // MNC_TEST_BATCH_H
